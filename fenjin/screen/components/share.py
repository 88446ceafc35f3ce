"""Passing a screen on: its link to copy, as a QR code for a phone, and saved for oneself."""

import urllib.parse
from collections.abc import Callable

import segno
import streamlit as st

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component
from fenjin.screen.components.saved import saved

_card = component("share")

_LARGEST = 25  # version of a QR code; a larger one has more squares than a phone reads from a screen
_LEAST = 240  # pixels of its width
_LONG = 2000  # characters of a link, from which on some programs cut it
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def code(link: str) -> segno.QRCode | None:
    """The link as a QR code, None where it is too long for one that a phone reads well."""
    try:
        qr = segno.make_qr(link, error="m")
    except segno.DataOverflowError:
        return None
    return qr if int(qr.version) <= _LARGEST else None


def share(t: Translator, link: Callable[[], str], root: Callable[[], str]) -> None:
    """A popover with this screen's link to copy, its QR code and what was saved; `link` and the dashboard's own address are asked for only
    when a reader opens it."""
    with st.popover(t("分享"), icon=":material/share:", key="share", on_change="rerun", width="content") as popover:
        if popover.open:
            card(t, link(), t("这一屏的链接"), "share-card")
            saved(t, link(), root())


def card(t: Translator, link: str, label: str, key: str) -> None:
    """A link to copy and its QR code; `label` says what it leads to."""
    qr = code(link)
    notes = []
    if urllib.parse.urlsplit(link).hostname in _LOCAL_HOSTS:
        notes.append(t("这个链接只能在这台机器上打开。"))
    if qr is None:
        notes.append(t("链接太长，做不成手机能扫的二维码。"))
    if len(link) > _LONG:
        notes.append(t("链接有{n}个字符，有的聊天软件会截断：先发给自己试一下，或改发文件。", n=f"{len(link):,}"))
    data = {
        "link": link,
        "label": label,
        "copy": t("复制链接"),
        "copied": t("已复制"),
        "failed": t("没有复制成功。链接已选中，请用键盘复制。"),
        "notes": notes,
        "code": qr.svg_data_uri(scale=1, border=4, dark="#000000", light="#FFFFFF", omitsize=True) if qr else "",
        "alt": t("这个链接的二维码"),
        "pixels": max(_LEAST, 3 * qr.symbol_size(border=4)[0]) if qr else 0,
    }
    _card(data=data, key=key, width="content", height="content")
