"""The named queries over HTTP, read only: each at `/api/<query>` as JSON, CSV or Parquet, described at `/api/openapi.json`.

What a query may be asked stands in the register (`fenjin.views.question`), so that a new one needs no code here. A wrong request
is refused with a problem (RFC 9457) that names what is wrong and what is allowed.
"""

import contextlib
import hashlib
import itertools
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import replace

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fenjin import __version__, metrics, views
from fenjin.data.admission import TableError
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.data.engine import ClusterError
from fenjin.data.queries import statement
from fenjin.figures.look import Look
from fenjin.files.answers import encode, json_type
from fenjin.files.formats import answer_formats
from fenjin.language.columns import meaning
from fenjin.language.translate import LANGUAGES, Translator, _, translator
from fenjin.language.words import words
from fenjin.server import access, audit
from fenjin.views import Context, View, selection
from fenjin.views.parameter import LISTS, Parameter
from fenjin.views.selection import FACETS, MOST_WORDS

_JSON = "application/json"
_MOST_TOLD = 400  # codes of a parameter that a description or a refusal lists
_PROBLEM = "application/problem+json"
_PROBLEMS = {
    "unknown-query": (404, _("没有这个查询")),
    "unknown-parameter": (400, _("不认识的参数")),
    "repeated-parameter": (400, _("参数重复")),
    "missing-parameter": (400, _("缺少参数")),
    "unknown-code": (400, _("不认识的代码")),
    "bad-number": (400, _("不是数字")),
    "too-long": (400, _("文字过长")),
    "not-acceptable": (406, _("没有这种格式")),
    "method-not-allowed": (405, _("只能读取")),
    "no-table": (503, _("现在没有可用的数据表")),
    "no-answer": (503, _("集群没有答复")),
}


class _Refused(Exception):
    """A request that is not answered: the problem, what is wrong in words, and members of the problem that say more."""

    def __init__(self, problem: str, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.problem, self.detail, self.members = problem, detail, members

    def response(self, t: Translator) -> Response:
        status, title = _PROBLEMS[self.problem]
        body = {"type": f"urn:fenjin:problem:{self.problem}", "title": t(title), "status": status, "detail": self.detail}
        headers = {"Allow": "GET, HEAD"} if status == 405 else {}
        return Response(encode({**body, **self.members}), status, {**_headers(), **headers}, _PROBLEM)


def address(view: View, context: Context, format: str = "json") -> str:
    """Path and query string of a view's own answer; "" where the view's query is none of `queries/`."""
    if view.query not in views.QUERIES:
        return ""
    taken = views.QUERIES[view.query].parameters
    link = {name: value for name, value in selection.link_of(view.params).items() if name in taken}
    if "list" in taken and taken["list"].kind == "code":
        link["list"] = context.list_id
    if format != "json":
        link["format"] = format
    return f"/api/{view.query}" + (f"?{urllib.parse.urlencode(link, safe=',')}" if link else "")


class Endpoint(HTTPEndpoint):
    """An address that is only read, and that says what is wrong with a request that it does not answer."""

    def get(self, request: Request) -> Response:
        """The answer, or the problem."""
        t = _language(request)
        try:
            answer = self.answer(request, t)
            if answer.status_code == 200:
                audit.record(
                    "api", request.scope.get(access.KEY, access.EVERYBODY), path=request.scope["path"], type=answer.media_type,
                    bytes=len(answer.body), version=current().version[:12], **audit.where(request.scope),
                )  # fmt: skip
            return answer
        except _Refused as refused:
            return refused.response(t)
        except TableError as problem:
            return _Refused("no-table", problem.said(t)).response(t)
        except ClusterError as problem:
            return _Refused("no-answer", problem.said(t)).response(t)

    def answer(self, request: Request, t: Translator) -> Response:
        """The answer to a request."""
        raise NotImplementedError

    async def method_not_allowed(self, request: Request) -> Response:
        """The problem of a request that would change something."""
        t = _language(request)
        return _Refused("method-not-allowed", t("只接受GET和HEAD。")).response(t)


class _Query(Endpoint):
    def answer(self, request: Request, t: Translator) -> Response:
        return _answer(request, t)


routes = [Route("/api", _Query), Route("/api/{path:path}", _Query)]


def _language(request: Request) -> Translator:
    return translator("en" if "en" in request.query_params.getlist("lang") else "zh")


def _answer(request: Request, t: Translator) -> Response:
    database = current()
    context = asked_of(request, database, t)
    asked = request.path_params.get("path", "")
    if asked in ("", "openapi.json"):
        checked(request, common(()), t)
        body = encode(_description(context) if asked else _index(context))
        return unless_known(request, hashlib.sha256(body).hexdigest(), _JSON, lambda: body)
    if asked not in views.QUERIES:
        shown, names = selection.cleaned(asked), sorted(views.QUERIES)
        raise _Refused(
            "unknown-query", t("没有“{name}”这个查询。现有：{names}。", name=shown, names=t.join(names)), allowed=names
        )
    taken = views.QUERIES[asked].resolve(context)
    formats = answer_formats()
    given = checked(request, {**taken, **common(tuple(formats))}, t)
    params = _read(taken, given, context)
    kind = given["format"] if "format" in given else _negotiated(request, t)
    one_list = params.get("list")
    link = selection.link_of({name: value for name, value in params.items() if name != "list"})
    told = {"list": one_list, "version": database.version, "query": asked, "params": link}
    state = hashlib.sha256(encode([__version__, statement(asked)[0], kind, told, params])).hexdigest()

    answer = formats[kind].answer
    assert answer is not None

    def build() -> bytes:
        table = database.query(asked, **params)
        return answer(table, told)

    chosen = [given[name] for name, each in taken.items() if each.kind == "code" and name in given and name != "list"]
    name = "-".join([str(part) for part in (one_list, asked, *chosen) if part])
    file = {} if kind == "json" else {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return unless_known(request, state, formats[kind].media, metrics.counted(f"api-{kind}", build), file)


def asked_of(request: Request, database: Database, t: Translator) -> Context:
    """The context of the lists that a request names as far as there are such, else of the newest."""
    named, _lost = replace(LISTS, codes=views.known_lists(database)).split(request.query_params.get("list", ""))
    first, *beside = named or [str(database.lists[-1]["list_id"])]
    return Context(database, first, t, Look(), tuple(beside))


def common(formats: tuple[str, ...]) -> dict[str, Parameter]:
    """The parameters that every address takes: the language of problems, and the data version that the link of a page carries."""
    every = {"lang": Parameter(codes=LANGUAGES, required=False), "v": Parameter("text", longest=None, required=False)}
    return {**every, **({"format": Parameter(codes=formats, required=False)} if formats else {})}


def checked(request: Request, allowed: dict[str, Parameter], t: Translator) -> dict[str, str]:
    """The parameters by name. Refuses unknown and repeated ones, missing ones, and codes, numbers and texts that are none."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in allowed:
            shown = selection.cleaned(name)
            detail = t("不认识参数“{name}”。可用：{names}。", name=shown, names=t.join(list(allowed)))
            raise _Refused("unknown-parameter", detail, parameter=shown, allowed=list(allowed))
        if name in given:
            detail = t("参数“{name}”只能出现一次；多个代码用逗号隔开。", name=name)
            raise _Refused("repeated-parameter", detail, parameter=name)
        given[name] = value
    for name, each in allowed.items():
        if name in given:
            _check(name, each, given[name], t)
        elif each.required:
            detail = t("这个查询需要参数“{name}”。", name=name)
            raise _Refused("missing-parameter", detail, parameter=name, **_told(each))
    return given


def _told(parameter: Parameter) -> dict[str, object]:
    """What a refusal says of the codes that there are, where they are not too many to be read."""
    return {"allowed": list(parameter.known)} if parameter.known and len(parameter.known) <= _MOST_TOLD else {}


def _check(name: str, parameter: Parameter, text: str, t: Translator) -> None:
    shown = selection.cleaned(text)
    if parameter.codes is not None:
        listed = text.split(",") if parameter.kind == "codes" else [text]
        for code in listed:
            if code not in parameter.known:
                detail = t("参数“{name}”没有“{value}”这个代码。", name=name, value=selection.cleaned(code))
                raise _Refused("unknown-code", detail, parameter=name, **_told(parameter))
        if parameter.most is not None and len(set(listed)) > parameter.most:
            detail = t("参数“{name}”最多{n}份清单。", name=name, n=parameter.most)
            raise _Refused("too-long", detail, parameter=name)
    elif parameter.kind == "number":
        if selection.number(text) is None:
            detail = t("参数“{name}”应为数字，而不是“{value}”。", name=name, value=shown)
            raise _Refused("bad-number", detail, parameter=name)
    elif parameter.longest is not None and len(text) > parameter.longest:
        raise _Refused("too-long", t("参数“{name}”最多{n}个字。", name=name, n=parameter.longest), parameter=name)
    elif parameter.kind == "words" and selection.words_in(text)[1]:
        raise _Refused("too-long", t("参数“{name}”最多{n}个词。", name=name, n=MOST_WORDS), parameter=name)


def _read(taken: dict[str, Parameter], given: dict[str, str], context: Context) -> dict[str, object]:
    """The parameters of a query from those of its link, which have been checked."""
    params: dict[str, object] = {}
    for name, each in taken.items():
        if each.kind == "codes":
            # No answer takes in every list that there is.
            chosen = given[name].split(",") if name in given else list(context.lists) if name == "list" else []
            # In the order of the codes: the same choice is the same answer, however it was written.
            params[f"filter_{name}"] = selection.one_of([code for code in each.known or chosen if code in chosen])
        elif each.kind == "text":
            params[name] = selection.cleaned(given[name]) if name in given else None
        elif each.kind == "code":
            params[name] = given.get(name, context.list_id if name == "list" else None)
    plain: dict[str, str] = {name: given[name] for name in ("low", "high", "q") if name in taken and name in given}
    return {**selection.filters(plain, {})[0].parameters(), **params}


def _negotiated(request: Request, t: Translator) -> str:
    """The format that the header Accept likes best; among equals the first that there is."""
    liking = {}
    for part in ",".join(request.headers.getlist("accept")).lower().split(","):
        kind, *settings = [piece.strip() for piece in part.split(";")]
        weight = next((setting[2:] for setting in settings if setting.startswith("q=")), "1")
        liking[kind] = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1.0
    formats = answer_formats()
    if set(liking) == {""}:
        return next(iter(formats))

    def liked(name: str) -> float:
        media = formats[name].media
        return next((liking[kind] for kind in (media, f"{media.partition('/')[0]}/*", "*/*") if kind in liking), 0.0)

    best = max(formats, key=liked)
    if not liked(best):
        media_types = [each.media for each in formats.values()]
        raise _Refused("not-acceptable", t("可用的格式：{names}。", names=t.join(media_types)), allowed=media_types)
    return best


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-cache", "Vary": "Accept", "X-Content-Type-Options": "nosniff"}


def unless_known(
    request: Request, state: str, media: str, build: Callable[[], bytes], more: dict[str, str] | None = None
) -> Response:
    """The answer with its ETag, or 304 where the reader already has it (RFC 9110, weak comparison)."""
    headers = {**_headers(), "ETag": f'"{state[:32]}"'}
    known = ",".join(request.headers.getlist("if-none-match")).strip()
    if known == "*" or state[:32] in re.findall(r'(?:W/)?"([^"]*)"', known):
        return Response(status_code=304, headers=headers)
    return Response(build(), headers={**headers, **(more or {})}, media_type=media)


def _about(query: str) -> str:
    """What a query answers: the comment that its SQL begins with."""
    lines = itertools.takewhile(lambda line: line.startswith("--"), statement(query)[0].splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def _index(context: Context) -> dict[str, object]:
    return {
        "title": context.t.of(context.described, "title"), "list": context.list_id, "version": context.database.version,
        "openapi": "/api/openapi.json",
        "queries": [{"name": name, "address": f"/api/{name}", "description": _about(name)} for name in sorted(views.QUERIES)],
    }  # fmt: skip


def _description(context: Context) -> dict[str, object]:
    """All addresses, their parameters and their answers, as OpenAPI 3.1."""
    t = context.t
    text: dict[str, object] = {"type": "string"}
    everywhere = common(tuple(answer_formats()))
    spoken = [{"$ref": "#/components/parameters/lang"}, {"$ref": "#/components/parameters/v"}]
    known = {"$ref": "#/components/parameters/If-None-Match"}
    headers = {"ETag": {"schema": text}, "Cache-Control": {"schema": text}}
    refused = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in sorted({status for status, _ in _PROBLEMS.values()} - {405})
    }

    def answers(good: dict[str, object], *without: str) -> dict[str, object]:
        given = {"description": t("回答"), "headers": headers, "content": good}
        rest = {status: answer for status, answer in refused.items() if status not in without}
        return {"200": given, "304": {"description": t("与读者已有的相同"), "headers": headers}, **rest}

    paths: dict[str, object] = {}
    for path, said in (("/api", t("有哪些查询")), ("/api/openapi.json", t("本说明"))):
        good = answers({_JSON: {"schema": {"type": "object"}}}, "404", "406")
        paths[path] = {"get": {"summary": said, "parameters": [*spoken, known], "responses": good}}
    several = len(context.database.lists) > 1
    for name in sorted(views.QUERIES):
        # Which units and months there are depends on the list.
        asked = [
            _parameter(each, replace(taken, codes=None) if several and each in ("unit", "due") else taken, t)
            for each, taken in views.QUERIES[name].resolve(context).items()
        ]
        content: dict[str, object] = {
            each.media: {"schema": _answer_schema(name, context) if each.media == _JSON else text if each.text else {}}
            for each in answer_formats().values()
        }
        paths[f"/api/{name}"] = {
            "get": {
                "operationId": name,
                "summary": name,
                "description": _about(name),
                "parameters": [*asked, {"$ref": "#/components/parameters/format"}, *spoken, known],
                "responses": answers(content),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": t("奋进看板"), "version": __version__, "description": t("清单的各个查询，只读。写错的参数不会被忽略，而是退回并说明。")},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "parameters": {
                **{name: _parameter(name, each, t) for name, each in everywhere.items()},
                "If-None-Match": {"name": "If-None-Match", "in": "header", "schema": text},
            },
            "responses": {
                status: {
                    "description": t.join([t(title) for each, title in _PROBLEMS.values() if str(each) == status]),
                    "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}},
                }
                for status in refused
            },
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"enum": [f"urn:fenjin:problem:{problem}" for problem in _PROBLEMS]},
                        "title": text, "status": {"type": "integer"}, "detail": text, "parameter": text,
                        "allowed": {"type": "array", "items": text},
                    },
                }
            },
        },
    }  # fmt: skip


def _parameter(name: str, parameter: Parameter, t: Translator) -> dict[str, object]:
    """A parameter as OpenAPI describes it."""
    said = {
        **{facet: words(t, "facet", facet) for facet in FACETS},
        "low": t("标准值不低于"), "high": t("标准值不高于"), "q": t("搜索的词，用空格隔开，须全部出现"),
        "format": t("回答的格式；没有写的按Accept"), "lang": t("退回时说明用的语言"), "v": t("页面链接所带的数据版本，不影响回答"),
    }.get(name)  # fmt: skip
    schema: dict[str, object] = {"type": "number" if parameter.kind == "number" else "string"}
    if parameter.kind == "number":
        schema |= {"exclusiveMinimum": -selection.LARGEST, "exclusiveMaximum": selection.LARGEST}
    elif parameter.known and len(parameter.known) <= _MOST_TOLD:
        schema["enum"] = list(parameter.known)
    elif parameter.kind in ("text", "words") and parameter.longest is not None:
        schema["maxLength"] = parameter.longest
    if parameter.kind == "codes":
        schema = {"type": "array", "items": schema, "minItems": 1}
    return {
        "name": name, "in": "query", "required": parameter.required, "schema": schema,
        **({"style": "form", "explode": False} if parameter.kind == "codes" else {}),
        **({"description": said} if said else {}),
    }  # fmt: skip


def _answer_schema(query: str, context: Context) -> dict[str, object]:
    """The JSON of a query, with the columns that it gives."""
    columns = context.database.query(query, **dict.fromkeys(statement(query)[1])).schema
    cells: dict[str, dict[str, object]] = {field.name: json_type(field.type)[1] for field in columns}
    for name, cell in cells.items():
        # A new query may have columns that nobody has described yet.
        with contextlib.suppress(KeyError):
            cell["description"] = meaning(context.t, name, query)
    row = {"type": "object", "required": columns.names, "properties": cells}
    column = {"type": "object", "properties": {"name": {"type": "string"}, "type": {"type": "string"}}}
    return {
        "type": "object",
        "required": ["list", "version", "query", "params", "columns", "rows"],
        "properties": {
            "list": {"type": ["string", "null"]}, "version": {"type": "string"}, "query": {"const": query},
            "params": {"type": "object", "additionalProperties": {"type": "string"}},
            "columns": {"type": "array", "items": column}, "rows": {"type": "array", "items": row},
        },
    }  # fmt: skip
