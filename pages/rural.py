"""Rural revitalization: farmland, grain, villages, rural roads."""

from fenjin import screen

screen.theme_page("rural")
