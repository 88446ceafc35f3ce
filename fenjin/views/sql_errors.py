"""What to do about SQL that DuckDB refuses, in the reader's language, found in DuckDB's own words for it (English)."""

import re
from collections.abc import Callable, Sequence

from fenjin.language.columns import COLUMNS
from fenjin.language.translate import Translator, _

# Signs that an input method writes where SQL has another.
_SIGNS = "，；（）‘’“”＝＞＜＊、。"
_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*")
_QUOTED = re.compile(r'"([^"]+)"')
_TYPES = {
    "VARCHAR": _("文字"),
    "DOUBLE": _("数字"),
    "INT32": _("整数"),
    "INT64": _("整数"),
    "BIGINT": _("整数"),
    "INTEGER": _("整数"),
    "DATE": _("日期"),
    "BOOLEAN": _("是或否"),
}


def remedy(detail: str, sql: str, tables: Sequence[str], t: Translator) -> str:
    """What is wrong with a text and what to do, as one sentence or two; "" for an error that is none of the usual ones.

    `detail` is what DuckDB says, `tables` are those that a text may name.
    """
    signs = "".join(sign for sign in _SIGNS if sign in _LITERAL.sub("", sql))
    if signs:
        return t("SQL里有中文标点：{signs}。请换成英文的标点。", signs=signs)
    for pattern, answer in _ANSWERS:
        if match := re.search(pattern, detail):
            return answer(match, detail, tables, t)
    return ""


def _column(match: re.Match[str], detail: str, _tables: Sequence[str], t: Translator) -> str:
    name = match[1]
    # A name of columns as a screen has it.
    fields = list(dict.fromkeys(_plain(each) for each, about in COLUMNS.items() if name in (about[0], t(about[0]))))
    if fields:
        return t("“{name}”的字段名是 {names}。", name=name, names=t.join(fields))
    if not name.isascii():
        return t("没有叫“{name}”的字段。{name}是文字的话，要写在英文单引号里：'{name}'。", name=name)
    near = _QUOTED.findall(detail.partition("Candidate bindings:")[2])
    return t("没有叫“{name}”的字段，相近的有：{names}。全部字段在下面的“表和字段”里。", name=name, names=t.join(near))


def _plain(name: str) -> str:
    return name.rpartition(".")[2]


def _table(match: re.Match[str], _detail: str, tables: Sequence[str], t: Translator) -> str:
    return t("没有叫“{name}”的表。这里的表是：{names}。", name=match[1], names=t.join(list(tables)))


def _alias(match: re.Match[str], detail: str, _tables: Sequence[str], t: Translator) -> str:
    near = _QUOTED.findall(detail.partition("Candidate tables:")[2])
    return t("FROM里没有“{name}”这个表，有的是：{names}。", name=match[1], names=t.join(near))


def _type(match: re.Match[str], _detail: str, _tables: Sequence[str], t: Translator) -> str:
    return t("“{name}”不是{kind}，不能当作{kind}来比较或计算。", name=match[1], kind=t(_TYPES.get(match[2], match[2])))


def _sentence(text: str) -> Callable[[re.Match[str], str, Sequence[str], Translator], str]:
    """An answer that names what the pattern found."""
    return lambda match, _detail, _tables, t: t(text, **match.groupdict())


_ANSWERS: tuple[tuple[str, Callable[[re.Match[str], str, Sequence[str], Translator], str]], ...] = (
    (r'Referenced column "([^"]+)" not found', _column),
    (r'Referenced table "([^"]+)" not found', _alias),
    (r"Table with name (.+?) does not exist", _table),
    (r"Function with name (?P<name>\S+) does not exist", _sentence(_("没有叫“{name}”的函数。"))),
    (
        r"No function matches the given name and argument types '(?P<name>[^(]+)\(",
        _sentence(_("“{name}”不能用于这种类型的字段。字段的类型在下面的“表和字段”里，例如文字不能相加。")),
    ),
    (
        r'column "(?P<name>[^"]+)" must appear in the GROUP BY',
        _sentence(_("字段“{name}”要么也写进GROUP BY，要么放进count、sum、max这样的函数里。")),
    ),
    (r"WHERE clause cannot contain aggregates", _sentence(_("WHERE里不能用count、sum这样的函数。分组以后的条件写在HAVING里。"))),
    (
        r"Ambiguous reference to column name \"(?P<name>[^\"]+)\" \(use: (?P<names>.+)\)",
        _sentence(_("几张表都有字段“{name}”。前面写上表名：{names}。")),
    ),
    (r"Could not convert string '([^']*)' to (\w+)", _type),
    (
        r'syntax error at or near "(?P<name>[^"]+)"',
        _sentence(_("写法在“{name}”附近不对。看看它前面是否缺了逗号、引号、括号，或者关键词写错了。")),
    ),
    (r"syntax error at end of input", _sentence(_("SQL没有写完。"))),
)
