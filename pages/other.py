"""What belongs to none of the five themes."""

from fenjin import screen

screen.theme_page("other")
