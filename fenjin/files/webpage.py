"""A view's figure as a page that needs no network."""

import functools
import html
import string
from pathlib import Path

from fenjin import views
from fenjin.figures.content import Figure
from fenjin.figures.look import FONT
from fenjin.files.provenance import citation, notes
from fenjin.paths import PLOTLY
from fenjin.views import Context, View

_PAGE = string.Template(Path(__file__).with_suffix(".html").read_text("utf-8"))


def page(view: View, context: Context, link: str) -> bytes:
    """The view's figure as a page of its own, which shows what a pointer is on and asks no other place for anything.

    ValueError where Plotly does not know the figure, TypeError where the view has none with marks.
    """
    if view.drawn is None:
        raise TypeError("the view has no figure")
    t, look = context.t, context.look
    script, figure = ("", view.drawn.html) if view.drawn.html else (f"<script>{_library()}</script>", _plotly(view.drawn))
    source = citation(t.lang, views.lists_of(context, view), context.database.version, link)
    notes_html = "".join(f"<p>{html.escape(each)}</p>" for each in (*view.legend, *notes(view), source))
    lang = "zh-CN" if t.lang == "zh" else "en"
    colours = "; ".join(f"--{name}: {look.colour(name)}" for name in ("text", "page", "secondary"))
    style = f'style="--font: {FONT}; {colours}"'
    document = _PAGE.substitute(
        lang=lang, title=html.escape(view.takeaway), script=script, style=style, figure=figure, notes=notes_html
    )
    return document.encode()


def _plotly(figure: Figure) -> str:
    # Whoever takes no figure away need not wait for it.
    from plotly import io as drawing

    config = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
    return str(drawing.to_html(dict(figure), config, include_plotlyjs=False, full_html=False, div_id="figure"))


@functools.cache
def _library() -> str:
    return PLOTLY.read_text("utf-8")
