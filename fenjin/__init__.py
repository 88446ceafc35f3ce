"""Fenjin (奋进看板): compares the annual targets that a city's counties and departments publish."""

__version__ = "0.1.0"
