"""The dashboard that forgets a visit two seconds after it has left, where it takes minutes: for a short soak."""

from streamlit import config

from fenjin.data import memory

memory.tidy.__defaults__ = (2.0,)
from asgi import app  # noqa: E402

config.set_option("server.disconnectedSessionTTL", 2)

__all__ = ["app"]
