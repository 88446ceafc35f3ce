"""The dashboard that forgets a visit two seconds after it has left, where Streamlit keeps it for two minutes: for a short soak."""

from streamlit import config

from asgi import app

config.set_option("server.disconnectedSessionTTL", 2)

__all__ = ["app"]
