"""What is said in place of what was asked for: for a browser as a page with the way on, for a program as a problem (RFC 9457)."""

import html
import json
import string
import urllib.parse
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from fenjin.language.translate import Translator, _, translator

_PROBLEMS = {
    "unreachable": (503, _("登录服务暂时连不上"), _("看板本身没有问题。请稍后再试；一直这样，请告诉管理员。"), _("再试一次")),
    "not-kept": (
        503,
        _("登录没有记下来"),
        _("登录服务认得你，但看板没能记下这次登录。请稍后再试；一直这样，请告诉管理员。"),
        _("再试一次"),
    ),
    "failed": (400, _("登录没有成功"), _("登录服务的答复没有通过核对，或者登录页开得太久。请再登录一次。"), _("再登录一次")),
    "no-role": (403, _("你还没有看板的权限"), _("登录成功了，但你的账号没有得到看板的角色。请联系管理员。"), _("换一个账号登录")),
    "signed-out": (200, _("已退出"), _("你已退出看板。"), _("重新登录")),
    "not-out": (
        503,
        _("退出没有完成"),
        _("这个浏览器已退出，但看板没能记下：别处抄走的登录可能还有效。请告诉管理员。"),
        _("重新登录"),
    ),
    "sign-out": (200, _("要退出看板吗？"), _("这个请求不是从看板的页面来的。要退出，请按下面的按钮。"), _("退出")),
    "misdirected": (421, _("请换一个地址打开"), _("看板要在下面这个地址登录。"), _("打开看板")),
    "not-allowed": (403, _("这里要另外的权限"), _("你的角色不能打开这个地址。需要时请联系管理员。"), _("回到看板")),
    "not-signed-in": (401, _("请先登录"), _("要先登录才能打开。"), _("登录")),
    "no-such-page": (404, _("没有这个页面"), _("这个地址没有页面，可能写错了，或者换了地方。"), _("回到看板")),
    "full": (503, _("打开的页面太多了"), _("同时打开的页面到了上限。请关掉不用的页面，过一会儿再试。"), _("再试一次")),
    "busy": (503, _("请求太多了"), _("还有很多请求没有答完。请过一会儿再试。"), _("再试一次")),
    "not-named": (403, _("没有收到你的身份"), _("看板只接待网关认得的人。请从网关的地址打开；一直这样，请告诉管理员。"), ""),
}
_PAGE = string.Template(Path(__file__).with_suffix(".html").read_text("utf-8"))
_LINK = '<p><a href="{address}">{label}</a></p>'
_BUTTON = '<form method="post" action="{address}"><button>{label}</button></form>'


def answer(problem: str, scope: Scope, link: str = "", button: bool = False) -> Response:
    """The answer to a request of which this is to be said; `link` is the way on, which a `button` asks for by POST."""
    status, title, text, label = _PROBLEMS[problem]
    t = _language(scope, link)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        body = {"type": f"urn:fenjin:problem:{problem}", "title": t(title), "status": status, "detail": t(text)}
        return Response(json.dumps(body, ensure_ascii=False), status, headers, "application/problem+json")
    way = (_BUTTON if button else _LINK).format(address=html.escape(link), label=html.escape(t(label))) if link and label else ""
    page = _PAGE.substitute(
        lang="zh-CN" if t.lang == "zh" else t.lang, title=html.escape(t(title)), text=html.escape(t(text)), way=way
    )
    return HTMLResponse(page, status, headers)


def _language(scope: Scope, link: str) -> Translator:
    """The language that the address or the one to go on to asks for, else the browser's first, else Chinese."""
    query = f"{urllib.parse.urlsplit(link).query}&{scope['query_string'].decode('latin-1')}"
    wish = urllib.parse.parse_qs(query).get("lang", [""])[-1]
    first = Headers(scope=scope).get("accept-language", "").lower()
    return translator(wish or ("en" if first.startswith("en") else "zh"))
