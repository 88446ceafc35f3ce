"""The server's entry: `uvicorn asgi:app`. Imports and the table are loaded before the first visitor comes."""

import contextlib
import gc
from collections.abc import AsyncIterator
from typing import Any

import streamlit as st

from fenjin import api, assets


@contextlib.asynccontextmanager
async def _ready(app: st.App) -> AsyncIterator[dict[str, Any]]:
    import plotly.graph_objects as figures

    from fenjin import screen

    figures.Figure({"data": [{"type": "bar", "x": [1], "y": [1]}]}).to_json()
    screen.database()
    gc.collect()
    gc.freeze()
    yield {}


api.SERVED = assets.SERVED = True
app = st.App("app.py", lifespan=_ready, routes=[*api.routes, *assets.routes])
