"""The picture that a chat program shows beside a link: what the page at that address draws first, as one slide, at `/picture/<page>`.

Pages that are open to everybody name it in their head; elsewhere it is behind the gate like the page itself.
"""

import threading
import urllib.parse

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fenjin import metrics, settings
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.data.memory import memoize
from fenjin.files import paper
from fenjin.language.translate import Translator
from fenjin.server import api, first, refusals
from fenjin.server.screenful import main_figure
from fenjin.sitemap import START
from fenjin.slides import slide

PATH = "/picture/"
MEDIA = "image/png"
_MOST_KEPT = 32
# Each takes a processor's tenths of a second, and a chat program that nobody waits for can wait.
_one_at_a_time = threading.Lock()


def address(home: str, page: str, query: str, lang: str) -> str:
    """Where the picture of a page with these parameters is; `home` is the address of the dashboard, and the query may not name the language."""
    choice = [pair for pair in urllib.parse.parse_qsl(query, keep_blank_values=True, errors="replace") if pair[0] != "lang"]
    return f"{home}{PATH}{page or START}?{urllib.parse.urlencode([*choice, ('lang', lang)])}"


class _Picture(api.Endpoint):
    def answer(self, request: Request, t: Translator) -> Response:
        database, page = current(), request.path_params["page"]
        query = request.scope["query_string"]
        lang = first.language(query, request.headers.get("accept-language", ""))
        with _one_at_a_time:
            content = None if paper.font_missing() else _png(database, page, lang, query.decode("latin-1"))
        if content is None:
            return refusals.answer("no-such-page", request.scope, "/")
        state = f"{database.version}{settings.now():%F}"
        return api.answer_or_304(request, state, MEDIA, metrics.count_exports("png", lambda: content))


@memoize(_MOST_KEPT)
def _png(database: Database, page: str, lang: str, query: str) -> bytes | None:
    figure = main_figure(database, "" if page == START else page, lang, query)
    if figure is None:
        return None
    context, view = figure
    brief = slide.of_view(context, view, settings.now().date(), brief=True)[0]
    return paper.picture(slide.svg(brief, lang), brief.heading, lang)


routes = [Route(f"{PATH}{{page}}", _Picture)]
