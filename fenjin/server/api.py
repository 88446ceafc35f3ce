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
from fenjin.views.lists import seek
from fenjin.views.parameter import LISTS, Parameter
from fenjin.views.selection import BOUNDS, FACETS
from fenjin.views.sought import MOST_WORDS

_JSON = "application/json"
_MOST_CODES = 400  # codes of a parameter that a description or a refusal lists
_PROBLEM = "application/problem+json"
_PROBLEMS = {
    "unknown-query": (404, _("没有这个查询")),
    "unknown-parameter": (400, _("不认识的参数")),
    "repeated-parameter": (400, _("参数重复")),
    "missing-parameter": (400, _("缺少参数")),
    "unknown-code": (400, _("不认识的代码")),
    "bad-number": (400, _("不是数字")),
    "not-text": (400, _("不是UTF-8")),
    "no-words": (400, _("没有可以搜的字")),
    "too-long": (400, _("文字过长")),
    "not-acceptable": (406, _("没有这种格式")),
    "method-not-allowed": (405, _("只能读取")),
    "no-table": (503, _("现在没有可用的数据表")),
    "no-answer": (503, _("集群没有答复")),
}


class _Refusal(Exception):
    """A request that is not answered: the problem, what is wrong in words, and members of the problem that say more."""

    def __init__(self, problem: str, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.problem, self.detail, self.members = problem, detail, members

    def response(self, t: Translator) -> Response:
        status, title = _PROBLEMS[self.problem]
        body = {"type": f"urn:fenjin:problem:{self.problem}", "title": t(title), "status": status, "detail": self.detail}
        headers = {"Allow": "GET, HEAD"} if status == 405 else {}
        return Response(encode({**body, **self.members}), status, {**_headers(), **headers}, _PROBLEM)


def address(view: View, context: Context, form: str = "json") -> str:
    """Path and query string of a view's own answer; "" where the view's query is none of `queries/`."""
    if view.query not in views.QUERIES:
        return ""
    parameters = views.QUERIES[view.query].parameters
    link = {name: value for name, value in selection.link_of(view.params).items() if name in parameters}
    if "list" in parameters and parameters["list"].kind == "code":
        link["list"] = context.list_id
    if form != "json":
        link["format"] = form
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
                    "api",
                    request.scope.get(access.KEY, access.EVERYBODY),
                    path=request.scope["path"],
                    type=answer.media_type,
                    bytes=len(answer.body),
                    version=current().version[:12],
                    **audit.where(request.scope),
                )
            return answer
        except _Refusal as refused:
            return refused.response(t)
        except TableError as problem:
            return _Refusal("no-table", problem.in_words(t)).response(t)
        except ClusterError as problem:
            return _Refusal("no-answer", problem.in_words(t)).response(t)

    def answer(self, request: Request, t: Translator) -> Response:
        """The answer to a request."""
        raise NotImplementedError

    async def method_not_allowed(self, request: Request) -> Response:
        """The problem of a request that would change something."""
        t = _language(request)
        return _Refusal("method-not-allowed", t("只接受GET和HEAD。")).response(t)


class _Query(Endpoint):
    def answer(self, request: Request, t: Translator) -> Response:
        return _answer(request, t)


routes = [Route("/api", _Query), Route("/api/{path:path}", _Query)]


def _language(request: Request) -> Translator:
    return translator("en" if "en" in request.query_params.getlist("lang") else "zh")


def _answer(request: Request, t: Translator) -> Response:
    database = current()
    context = context_of(request, database, t)
    name_of_query = request.path_params.get("path", "")
    if name_of_query in ("", "openapi.json"):
        check_parameters(request, common(()), t)
        body = encode(_description(context) if name_of_query else _index(context))
        return answer_or_304(request, hashlib.sha256(body).hexdigest(), _JSON, lambda: body)
    if name_of_query not in views.QUERIES:
        clean, names = selection.clean(name_of_query), sorted(views.QUERIES)
        raise _Refusal(
            "unknown-query", t("没有“{name}”这个查询。现有：{names}。", name=clean, names=t.join(names)), allowed=names
        )
    parameters = views.QUERIES[name_of_query].resolve(context)
    formats = answer_formats()
    values = check_parameters(request, {**parameters, **common(tuple(formats))}, t)
    params = _params_of(parameters, values, context)
    kind = values["format"] if "format" in values else _negotiate(request, t)
    one_list = params.get("list")
    link = selection.link_of({name: value for name, value in params.items() if name != "list"})
    about = {"list": one_list, "version": database.version, "query": name_of_query, "params": link}
    state = hashlib.sha256(encode([__version__, statement(name_of_query)[0], kind, about, params])).hexdigest()

    answer = formats[kind].answer
    assert answer is not None

    def build() -> bytes:
        table = database.query(name_of_query, **params)
        return answer(table, about)

    codes = [values[name] for name, each in parameters.items() if each.kind == "code" and name in values and name != "list"]
    name = "-".join([str(part) for part in (one_list, name_of_query, *codes) if part])
    file = {} if kind == "json" else {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return answer_or_304(request, state, formats[kind].media, metrics.count_exports(f"api-{kind}", build), file)


def context_of(request: Request, database: Database, t: Translator) -> Context:
    """The context of the lists that a request names as far as there are such, else of the newest."""
    wish, _unknown = replace(LISTS, codes=views.known_lists(database)).split(request.query_params.get("list", ""))
    first, *further = wish or [str(database.lists[-1]["list_id"])]
    return Context(database, first, t, Look(), tuple(further))


def common(formats: tuple[str, ...]) -> dict[str, Parameter]:
    """The parameters that every address takes: the language of problems, and the data version that the link of a page carries."""
    every = {"lang": Parameter(codes=LANGUAGES, required=False), "v": Parameter("text", longest=None, required=False)}
    return {**every, **({"format": Parameter(codes=formats, required=False)} if formats else {})}


def check_parameters(request: Request, parameters: dict[str, Parameter], t: Translator) -> dict[str, str]:
    """The parameters by name. Refuses unknown and repeated ones, missing ones, and codes, numbers and texts that are none."""
    values: dict[str, str] = {}
    try:
        urllib.parse.unquote_to_bytes(request.url.query).decode("utf-8")
    except UnicodeDecodeError:
        raise _Refusal("not-text", t("地址里有不是UTF-8的字节。请把参数按UTF-8编码。")) from None
    for name, value in request.query_params.multi_items():
        if name not in parameters:
            clean = selection.clean(name)
            detail = t("不认识参数“{name}”。可用：{names}。", name=clean, names=t.join(list(parameters)))
            raise _Refusal("unknown-parameter", detail, parameter=clean, allowed=list(parameters))
        if name in values:
            detail = t("参数“{name}”只能出现一次；多个代码用逗号隔开。", name=name)
            raise _Refusal("repeated-parameter", detail, parameter=name)
        values[name] = value
    for name, each in parameters.items():
        if name in values:
            _check(name, each, values[name], t)
        elif each.required:
            detail = t("这个查询需要参数“{name}”。", name=name)
            raise _Refusal("missing-parameter", detail, parameter=name, **_code_facts(each))
    return values


def _code_facts(parameter: Parameter) -> dict[str, object]:
    """What a refusal says of the codes that there are, where they are not too many to be read."""
    return {"allowed": list(parameter.known_codes)} if parameter.known_codes and len(parameter.known_codes) <= _MOST_CODES else {}


def _check(name: str, parameter: Parameter, text: str, t: Translator) -> None:
    clean = selection.clean(text)
    if parameter.codes is not None:
        codes = text.split(",") if parameter.kind == "codes" else [text]
        for code in codes:
            if code not in parameter.known_codes:
                detail = t("参数“{name}”没有“{value}”这个代码。", name=name, value=selection.clean(code))
                raise _Refusal("unknown-code", detail, parameter=name, **_code_facts(parameter))
        if parameter.most is not None and len(set(codes)) > parameter.most:
            detail = t("参数“{name}”最多{n}份清单。", name=name, n=parameter.most)
            raise _Refusal("too-long", detail, parameter=name)
    elif parameter.kind == "number":
        if selection.number(text) is None:
            detail = t("参数“{name}”应为数字，而不是“{value}”。", name=name, value=clean)
            raise _Refusal("bad-number", detail, parameter=name)
    elif parameter.longest is not None and len(text) > parameter.longest:
        raise _Refusal("too-long", t("参数“{name}”最多{n}个字。", name=name, n=parameter.longest), parameter=name)
    elif parameter.kind == "words" and not selection.words_in(text)[0]:
        raise _Refusal("no-words", t("参数“{name}”里没有可以搜的字。", name=name), parameter=name)
    elif parameter.kind == "words" and selection.words_in(text)[1]:
        raise _Refusal("too-long", t("参数“{name}”最多{n}个词。", name=name, n=MOST_WORDS), parameter=name)


def _params_of(parameters: dict[str, Parameter], values: dict[str, str], context: Context) -> dict[str, object]:
    """The parameters of a query from those of its link, which have been checked."""
    params: dict[str, object] = {}
    for name, each in parameters.items():
        if each.kind == "codes":
            # No answer takes in every list that there is.
            codes = values[name].split(",") if name in values else list(context.lists) if name == "list" else []
            # In the order of the codes: the same choice is the same answer, however it was written.
            params[f"filter_{name}"] = selection.one_of([code for code in each.known_codes or codes if code in codes])
        elif each.kind == "text":
            params[name] = selection.clean(values[name]) if name in values else None
        elif each.kind == "code":
            # Unasked for: the newest list, and beside it that of its city of the year before.
            params[name] = values.get(name, {"list": context.list_id, "before": context.before}.get(name))
    plain: dict[str, str] = {name: values[name] for name in (*BOUNDS, "q") if name in parameters and name in values}
    own = selection.filters(plain, {})[0]
    if own.words:
        lists = [code for code in str(params.get("filter_list", "")).split("|") if code] or context.lists
        own = replace(own, sought=seek(context.database, tuple(lists), own.words))
    return {**own.parameters(), **params}


def _negotiate(request: Request, t: Translator) -> str:
    """The format that the header Accept likes best; among equals the first that there is."""
    liking = {}
    for part in ",".join(request.headers.getlist("accept")).lower().split(","):
        kind, *settings = [piece.strip() for piece in part.split(";")]
        weight = next((setting[2:] for setting in settings if setting.startswith("q=")), "1")
        liking[kind] = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1.0
    formats = answer_formats()
    if set(liking) == {""}:
        return next(iter(formats))

    def liking_of(name: str) -> float:
        media = formats[name].media
        return next((liking[kind] for kind in (media, f"{media.partition('/')[0]}/*", "*/*") if kind in liking), 0.0)

    best = max(formats, key=liking_of)
    if not liking_of(best):
        media_types = [each.media for each in formats.values()]
        raise _Refusal("not-acceptable", t("可用的格式：{names}。", names=t.join(media_types)), allowed=media_types)
    return best


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-cache", "Vary": "Accept", "X-Content-Type-Options": "nosniff"}


def answer_or_304(
    request: Request, state: str, media: str, build: Callable[[], bytes], more: dict[str, str] | None = None
) -> Response:
    """The answer with its ETag, or 304 where the reader already has it (RFC 9110, weak comparison)."""
    headers = {**_headers(), "ETag": f'"{state[:32]}"'}
    tags = ",".join(request.headers.getlist("if-none-match")).strip()
    if tags == "*" or state[:32] in re.findall(r'(?:W/)?"([^"]*)"', tags):
        return Response(status_code=304, headers=headers)
    return Response(build(), headers={**headers, **(more or {})}, media_type=media)


def _about(query: str) -> str:
    """What a query answers: the comment that its SQL begins with."""
    lines = itertools.takewhile(lambda line: line.startswith("--"), statement(query)[0].splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def _index(context: Context) -> dict[str, object]:
    return {
        "title": context.t.of(context.description, "title"),
        "list": context.list_id,
        "version": context.database.version,
        "openapi": "/api/openapi.json",
        "queries": [{"name": name, "address": f"/api/{name}", "description": _about(name)} for name in sorted(views.QUERIES)],
    }


def _description(context: Context) -> dict[str, object]:
    """All addresses, their parameters and their answers, as OpenAPI 3.1."""
    t = context.t
    text: dict[str, object] = {"type": "string"}
    everywhere = common(tuple(answer_formats()))
    usual = [{"$ref": "#/components/parameters/lang"}, {"$ref": "#/components/parameters/v"}]
    if_none_match = {"$ref": "#/components/parameters/If-None-Match"}
    headers = {"ETag": {"schema": text}, "Cache-Control": {"schema": text}}
    refusals = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in sorted({status for status, _title in _PROBLEMS.values()} - {405})
    }

    def answers(good: dict[str, object], *without: str) -> dict[str, object]:
        success = {"description": t("回答"), "headers": headers, "content": good}
        rest = {status: answer for status, answer in refusals.items() if status not in without}
        return {"200": success, "304": {"description": t("与读者已有的相同"), "headers": headers}, **rest}

    paths: dict[str, object] = {}
    for path, summary in (("/api", t("有哪些查询")), ("/api/openapi.json", t("本说明"))):
        good = answers({_JSON: {"schema": {"type": "object"}}}, "404", "406")
        paths[path] = {"get": {"summary": summary, "parameters": [*usual, if_none_match], "responses": good}}
    several = len(context.database.lists) > 1
    for name in sorted(views.QUERIES):
        # Which units and months there are depends on the list.
        parameters = [
            _parameter(each, replace(parameter, codes=None) if several and each in ("unit", "due") else parameter, t)
            for each, parameter in views.QUERIES[name].resolve(context).items()
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
                "parameters": [*parameters, {"$ref": "#/components/parameters/format"}, *usual, if_none_match],
                "responses": answers(content),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": t("奋进看板"),
            "version": __version__,
            "description": t("清单的各个查询，只读。写错的参数不会被忽略，而是退回并说明。"),
        },
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
                for status in refusals
            },
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"enum": [f"urn:fenjin:problem:{problem}" for problem in _PROBLEMS]},
                        "title": text,
                        "status": {"type": "integer"},
                        "detail": text,
                        "parameter": text,
                        "allowed": {"type": "array", "items": text},
                    },
                }
            },
        },
    }


def _parameter(name: str, parameter: Parameter, t: Translator) -> dict[str, object]:
    """A parameter as OpenAPI describes it."""
    facts = {
        **{facet: words(t, "facet", facet) for facet in FACETS},
        "low": t("标准值不低于"),
        "high": t("标准值不高于"),
        "above": t("原文数值大于"),
        "below": t("原文数值小于"),
        "equals": t("原文数值等于"),
        "q": t("搜索的词，用空格隔开，须全部出现"),
        "format": t("回答的格式；没有写的按Accept"),
        "lang": t("退回时说明用的语言"),
        "v": t("页面链接所带的数据版本，不影响回答"),
    }.get(name)
    schema: dict[str, object] = {"type": "number" if parameter.kind == "number" else "string"}
    if parameter.kind == "number":
        schema |= {"exclusiveMinimum": -selection.LARGEST, "exclusiveMaximum": selection.LARGEST}
    elif parameter.known_codes and len(parameter.known_codes) <= _MOST_CODES:
        schema["enum"] = list(parameter.known_codes)
    elif parameter.kind in ("text", "words") and parameter.longest is not None:
        schema["maxLength"] = parameter.longest
    if parameter.kind == "codes":
        schema = {"type": "array", "items": schema, "minItems": 1}
    return {
        "name": name,
        "in": "query",
        "required": parameter.required,
        "schema": schema,
        **({"style": "form", "explode": False} if parameter.kind == "codes" else {}),
        **({"description": facts} if facts else {}),
    }


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
            "list": {"type": ["string", "null"]},
            "version": {"type": "string"},
            "query": {"const": query},
            "params": {"type": "object", "additionalProperties": {"type": "string"}},
            "columns": {"type": "array", "items": column},
            "rows": {"type": "array", "items": row},
        },
    }
