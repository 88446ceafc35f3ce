"""Livelihood: schools, neighbourhoods, streets and parks, work, health."""

from fenjin import screen

screen.theme_page("livelihood")
