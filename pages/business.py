"""Business environment: approvals, licences, one-stop services."""

from fenjin import screen

screen.theme_page("business")
