"""A draft's review over HTTP, at `/review/<list>` (`?reading=second`: that of a second reader): all that the screen needs of it (GET), and edits,
which are written at once (POST).

Only those who may curate are answered, all others as if there were no such address. What is not written is told in words, with why.
"""

import errno
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from fenjin import settings
from fenjin.draft import checking, desk, second
from fenjin.draft.edits import Conflict, Refused, edit
from fenjin.draft.keeping import CODE, FOLDER, draft_in, hold
from fenjin.files.answers import encode
from fenjin.language.translate import LANGUAGES, Message, Translator, translator
from fenjin.publishing import publishing
from fenjin.server import access, audit, origin
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError

_LARGEST = 2**20  # bytes of edits that come at once
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def folder_of(list_id: str, reading: str = "") -> Path | None:
    """The folder of a list's draft, or of its `second` reading; None where there is none."""
    state = settings.load().state
    if state is None or not re.fullmatch(CODE, list_id):
        return None
    folder = state / (second.FOLDER if reading == second.FOLDER else FOLDER) / list_id
    return folder if (folder / list_id).is_dir() else None


def _curated() -> Path:
    """The curated files beside which a draft stands: what is published."""
    return publishing.folder_of(settings.load())


def why_not(error: Exception, t: Translator) -> tuple[int, str]:
    """The status of an answer and the words for what keeps a draft from being read or written."""
    if isinstance(error, BusyError):
        return 503, t("别的程序正在写这份草稿：稍后再试，没有丢什么。")
    if isinstance(error, Message):
        return 500, error.in_words(t)
    if isinstance(error, BuildError):
        problem = error.problems[0]
        return 500, t("草稿的文件读不出来：{file}第{row}行，{remedy}", file=problem.file, row=problem.row, remedy=problem.remedy)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return 507, t(
            "服务器的磁盘满了：刚才的改动没有存下，还在这一页上。请管理员腾出空间，再按“重试”；在那之前不要关掉这一页。"
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return 500, t("草稿没有写成：{why}。刚才的改动还在这一页上，按“重试”再存。", why=reason)


async def _answer(request: Request) -> Response:
    t = translator(request.query_params.get("lang") if request.query_params.get("lang") in LANGUAGES else "zh")
    visitor = request.scope.get(access.KEY, access.EVERYBODY)
    folder = folder_of(request.path_params["list_id"], request.query_params.get("reading", ""))
    if folder is None or not access.may_curate(visitor, request.scope.get(origin.KEY), settings.load()):
        return _json(404, {"words": t("没有这份草稿，或没有整理清单的权限。")})
    part = request.path_params.get("part", "")
    handlers: dict[tuple[str, str], Callable[[Path, Any, Translator], dict[str, Any]]] = {
        ("GET", ""): _read,
        ("GET", "check"): _check,
        ("POST", ""): _edit,
    }
    handler = handlers.get(("GET" if request.method == "HEAD" else request.method, part))
    if handler is None:
        return _json(404, {"words": t("没有这个地址。")})
    try:
        edits = await _edits_of(request) if request.method == "POST" else None
    except (ValueError, ClientDisconnect):
        return _json(400, {"words": t("这不是这一页发来的改动。")})
    try:
        answer = await run_in_threadpool(handler, folder, edits, t)
    except (Conflict, Refused) as refused:
        return await run_in_threadpool(_refusal, folder, refused, t)
    except (Message, BuildError, BusyError, OSError) as error:
        return _json(*_problem(error, t))
    except (ValueError, TypeError, KeyError):
        return _json(400, {"words": t("这不是这一页发来的改动。")})
    if request.method == "POST":
        audit.record("review", visitor, list=folder.name, rows=len(answer["changes"]), **audit.where(request.scope))
    return _json(200, answer)


def _refusal(folder: Path, error: Conflict | Refused, t: Translator) -> Response:
    review = _review_of(folder, t)
    if isinstance(error, Refused):
        return _json(422, {"faults": desk.faults_in_words(review, error.faults, t)})
    return _json(409, {"words": desk.conflict_in_words(error, review, t), "code": error.code, "column": error.column})


def _problem(error: Exception, t: Translator) -> tuple[int, dict[str, Any]]:
    status, words = why_not(error, t)
    return status, {"words": words}


async def _edits_of(request: Request) -> list[dict[str, Any]]:
    """Raises ValueError for what is no list of edits, or too long."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > _LARGEST:
            raise ValueError("too long")
    # A page of another site can send a form, but no JSON.
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("no JSON")
    edits = json.loads(content)
    if not isinstance(edits, list) or not all(isinstance(each, dict) for each in edits):
        raise ValueError("no edits")
    return edits


def _review_of(folder: Path, t: Translator) -> Any:
    with hold(folder):
        return draft_in(folder, _curated(), t)


def _read(folder: Path, _nothing: Any, t: Translator) -> dict[str, Any]:
    with hold(folder):
        review = draft_in(folder, _curated(), t)
        return desk.desk(review, t)


def _check(folder: Path, _nothing: Any, t: Translator) -> dict[str, Any]:
    with hold(folder):
        draft = draft_in(folder, _curated(), t)
        return desk.findings_as_json(draft, checking.check(draft, _curated(), t), t)


def _edit(folder: Path, edits: Any, t: Translator) -> dict[str, Any]:
    outcome = edit(folder, _curated(), edits, t)
    with hold(folder):
        faults = desk.faults_in_words(draft_in(folder, _curated(), t), outcome.faults, t)
    return {"changes": desk.changes_as_json(outcome.changes), "faults": faults, "before": outcome.before, "state": outcome.after}


def _json(status: int, content: dict[str, Any]) -> Response:
    return Response(encode(content), status, {"Cache-Control": "no-store"}, "application/json")


routes = [
    Route("/review/{list_id}", _answer, methods=["GET", "POST"]),
    Route("/review/{list_id}/{part}", _answer, methods=["GET"]),
]
