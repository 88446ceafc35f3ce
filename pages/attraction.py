"""Investment attraction: projects, contracts and funds brought in from outside."""

from fenjin import screen

screen.theme_page("attraction")
