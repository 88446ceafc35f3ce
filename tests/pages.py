"""A page through Streamlit's own test harness: no server and no browser."""

import plotly.graph_objects
import pyarrow as arrow
from streamlit.testing.v1 import AppTest

from fenjin.paths import ROOT
from tests.client import content_of

APP = str(ROOT / "app.py")


def opened(page, **params):
    """The page as a visitor with this link sees it."""
    app = AppTest.from_file(APP, default_timeout=600)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
        for name, value in params.items():
            app.query_params[name] = value
        app.run()
    assert not app.exception
    return app


def written(grid):
    """The rows of a grid with the texts that it shows."""
    texts = arrow.ipc.open_stream(grid.proto.arrow_data.styler.display_values).read_all().to_pandas()
    return texts.set_axis(grid.value.columns, axis=1)


def headings(app):
    # Without the places at which they may be broken.
    return [each.value.replace("\u200b", "") for each in [*app.header, *app.subheader]]


def figures(app):
    """The figures of a page, each as Plotly understands it: it raises ValueError for one that it does not."""
    drawn = [
        content_of(each.proto.bytes)["figure"] for each in app.get("bidi_component") if each.proto.component_name == "figure"
    ]
    return [plotly.graph_objects.Figure(each).to_dict() for each in drawn]
