"""What falls due as a calendar to subscribe to, at `/calendar.ics`."""

import hashlib
import urllib.parse

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fenjin import metrics
from fenjin.data.edition import current
from fenjin.files.ics import file_name, ics
from fenjin.language.translate import Translator
from fenjin.server import api
from fenjin.views import Context
from fenjin.views.due import DEADLINES

PATH = "/calendar.ics"
MEDIA = "text/calendar; charset=utf-8"


def address(context: Context, home: str, league: str | None = None, theme: str | None = None) -> str:
    """The address at which this calendar is served."""
    t = context.t
    parameters = {"list": context.list_id, "league": league, "theme": theme, "lang": t.lang if t.lang != "zh" else None}
    return f"{home}{PATH}?{urllib.parse.urlencode({name: code for name, code in parameters.items() if code})}"


class _Calendar(api.Endpoint):
    def answer(self, request: Request, t: Translator) -> Response:
        database = current()
        context = api.context_of(request, database, t)
        # What narrows a calendar is what narrows the query that it stands on.
        values = api.check_parameters(request, {**DEADLINES.resolve(context), **api.common(())}, t)
        choice = values.get("league"), values.get("theme")
        body = ics(context, *choice, home=str(request.base_url).rstrip("/"))
        file = {"Content-Disposition": f'attachment; filename="{file_name(context, *choice)}"'}
        return api.answer_or_304(
            request, hashlib.sha256(body).hexdigest(), MEDIA, metrics.count_exports("ics", lambda: body), file
        )


routes = [Route(PATH, _Calendar)]
