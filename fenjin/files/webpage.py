"""A view's figure as a page that needs no network."""

import functools
import html

from fenjin import views
from fenjin.figures.content import Figure
from fenjin.figures.look import FONT
from fenjin.files.provenance import citation, notes
from fenjin.paths import PLOTLY
from fenjin.views import Context, View


def page(view: View, context: Context, link: str) -> bytes:
    """The view's figure as a page of its own, which shows what a pointer is on and asks no other place for anything.

    ValueError where Plotly does not know the figure, TypeError where the view has none with marks.
    """
    if view.drawn is None:
        raise TypeError("the view has no figure")
    t, look = context.t, context.look
    script, figure = ("", view.drawn.html) if view.drawn.html else (f"<script>{_library()}</script>", _plotly(view.drawn))
    source = citation(t.lang, views.lists_of(context, view), context.database.version, link)
    said = "".join(f"<p>{html.escape(each)}</p>" for each in (*view.legend, *notes(view), source))
    return f"""<!doctype html>
<html lang="{"zh-CN" if t.lang == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(view.takeaway)}</title>
<style>
body {{ font-family: {FONT}; color: {look.colour("text")}; background: {look.colour("page")}; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
p {{ color: {look.colour("secondary")}; overflow-wrap: anywhere; }}
</style>
{script}
</head>
<body>
<h1>{html.escape(view.takeaway)}</h1>
{figure}
{said}
</body>
</html>
""".encode()


def _plotly(figure: Figure) -> str:
    # Whoever takes no figure away need not wait for it.
    from plotly import io as drawing

    config = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
    return str(drawing.to_html(dict(figure), config, include_plotlyjs=False, full_html=False, div_id="figure"))


@functools.cache
def _library() -> str:
    return PLOTLY.read_text("utf-8")
