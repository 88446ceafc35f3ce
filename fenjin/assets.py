"""What the browser fetches beside Streamlit's own files: the Plotly library that draws pictures, from the installed package."""

import functools
import gzip
import importlib.metadata
import importlib.resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Whether this process serves the routes: set by the server's entry, so that pages show no button that leads nowhere.
SERVED = False

PLOTLY = f"vendor/plotly-{importlib.metadata.version('plotly')}.min.js"


@functools.cache
def _plotly(compressed: bool) -> bytes:
    script = importlib.resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return gzip.compress(script, 6) if compressed else script


def _send(request: Request) -> Response:
    # Compressed once and kept: the server's own compression would do it for every visitor anew.
    compressed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if compressed:
        headers["Content-Encoding"] = "gzip"
    return Response(_plotly(compressed), media_type="text/javascript", headers=headers)


routes = [Route(f"/{PLOTLY}", _send)]
