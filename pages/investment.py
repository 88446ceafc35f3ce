"""Investment: fixed assets, key projects, funds from above, technical upgrading."""

from fenjin import screen

screen.theme_page("investment")
