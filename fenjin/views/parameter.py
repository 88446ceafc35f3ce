"""What a parameter may be: of a page's link, of a story's choice, of an address of the API."""

import re
import unicodedata
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fenjin.views.base import LEAGUES, Context
from fenjin.views.selection import LONGEST_SEARCH, MOST_LISTS, Ignored, clean, number, words_in

LONGEST_LINK = 32 * 1024  # characters of an address with its parameters; deploy/nginx/fenjin-pages.conf has the same

# What programs that hand a link on add to it: those of chats, of mail, of search, and what counts visits.
_ADDED = re.compile(
    "_.*|utm_.*|(.*_)?(from|source|share|channel|clid|ref)(_.*)?|share\\w*|sharer_.*|mpshare|isappinstalled|.*scene|srcid|nsukey|clicktime|enterid"
    "|chksm|exportkey|pass_ticket|session_us|devicetype|version|weixin.*|wx.*|tdsourcetag|adtag|ptlang|dd_?(nav|tab|share).*|dingtalk\\w*|feishu\\w*|lark\\w*"
    "|.*clid|[gw]braid|mc_[ce]id|mkt_tok|vero_id|oly_enc_id|li_fat_id|n?cmp?id|ncid|s_cid|src|uin|igsh(id)?|si|ref_?src|referrer|spm|vd_source|sfnsn|unique_k|plat_id|bbid|rtid|ts?|timestamp|openid"
)
# Parameters that hold more than codes and numbers.
_MOST_NOTICES = 20  # parts of a link that a notice names
_FREE = ("q", "s", "sql", "back")
_CODES = re.compile(r"[A-Za-z0-9_./,+-]*")
_ENTITY = re.compile("(amp;)+", re.IGNORECASE)
_ESCAPED = re.compile("%[0-9a-f]{2}", re.IGNORECASE)
# What follows a link in a sentence of Latin letters or in a text with tags.
_WORD_AFTER = re.compile(r"""[\s(<>"';:,!?，；：]+/?[A-Za-z]""")
_NO_TEXT = "\N{REPLACEMENT CHARACTER}"  # where bytes of a link are no text


@dataclass(frozen=True)
class Parameter:
    """What a parameter may be, by its `kind`:

    - `code`: one of `codes`;
    - `codes`: some of `codes`, separated by commas, each once, at most `most` where that is stated;
    - `number`: a plain finite number;
    - `words`: words to search for, separated by spaces;
    - `text`: a text of at most `longest` characters (None: of any length) of which `check` holds.

    Which codes there are may depend on the context: then `codes` is a function of it until `of` has asked it. `required` says
    whether a question needs the parameter.
    """

    kind: Literal["code", "codes", "number", "words", "text"] = "code"
    codes: Collection[str] | Callable[[Context], Collection[str]] | None = None
    most: int | None = None
    longest: int | None = LONGEST_SEARCH
    check: Callable[[str], bool] = bool
    required: bool = True

    def of(self, context: Context) -> "Parameter":
        """The same with the codes that there are in a context."""
        return replace(self, codes=self.codes(context)) if callable(self.codes) else self

    @property
    def optional(self) -> "Parameter":
        """The same where a question does without it."""
        return replace(self, required=False)

    @property
    def known_codes(self) -> Collection[str]:
        """Its codes; none for what has no codes, or where the context has yet to tell them."""
        return () if self.codes is None or callable(self.codes) else self.codes

    def read(self, text: str) -> tuple[str | None, list[str]]:
        """What of a text the parameter takes, in the form in which a link states it (None for nothing), and what it does not."""
        if self.kind == "words":
            value, beyond = words_in(text)
            return value or None, [beyond] if beyond else []
        if self.kind == "codes":
            several, wrong = self.split(text)
            return ",".join(several) or None, wrong or ([] if several else [text])
        if self.kind == "number":
            is_value = number(text) is not None
        elif self.kind == "code":
            is_value = text in self.known_codes
        else:
            is_value = (self.longest is None or len(text) <= self.longest) and self.check(text)
        return (text, []) if is_value else (None, [text])

    def takes(self, text: str) -> bool:
        """Whether a text is a value of the parameter just as it is."""
        return self.read(text) == (text, [])

    def split(self, text: str) -> tuple[list[str], list[str]]:
        """The codes that a text lists, each once, and what in it is none or beyond the most."""
        parts = list(dict.fromkeys(part for part in text.split(",") if part))
        codes = [code for code in parts if code in self.known_codes]
        return codes[: self.most], [code for code in parts if code not in self.known_codes] + codes[len(codes[: self.most]) :]


def read(params: Mapping[str, str], parameters: Mapping[str, Parameter]) -> tuple[dict[str, str], list[Ignored]]:
    """The parameters of a link that are allowed, and what of it is not understood."""
    values: dict[str, str] = {}
    ignored = []
    for name, value in params.items():
        if name not in parameters:
            ignored.append(Ignored(clean(name), clean(value)))
            continue
        taken_value, wrong = parameters[name].read(value)
        if taken_value is not None:
            values[name] = taken_value
        ignored += [Ignored(name, clean(each)) for each in wrong]
    return values, ignored


def notice_of(ignored: Sequence[Ignored]) -> str:
    """What of a link is not understood, a line each, the first of them."""
    return "\n".join(f"{each.name}={each.value}" for each in ignored[:_MOST_NOTICES])


def mend_link(pairs: Iterable[tuple[str, str]], free: Collection[str] = ()) -> tuple[dict[str, list[str]], list[Ignored]]:
    """The parameters of a link as it was before it was handed on, and what of it is dropped.

    Programs add parameters of their own, write & as an entity, escape a link twice or in capitals, and take what follows it for a part of it:
    a sign or a word after it ends up in its last value, where no code has any. Bytes that are no text are dropped. `free` are further
    parameters that hold any text.
    """
    link: dict[str, list[str]] = {}
    dropped: list[Ignored] = []
    for name, value in pairs:
        if "=" in name and not value:
            # Escaped as a whole.
            more, wrong = mend_link(urllib.parse.parse_qsl(name, keep_blank_values=True), free)
            link, dropped = {**link, **more}, dropped + wrong
            continue
        own_name = _ENTITY.sub("", name).lower()
        if _ADDED.fullmatch(own_name) or (not value and (not own_name or own_name.endswith(";"))):
            continue
        if _NO_TEXT in own_name + value:
            dropped.append(Ignored(clean(own_name), clean(value)))
        elif own_name in _FREE or own_name in free:
            link.setdefault(own_name, []).append(value)
        else:
            code, rest = _code(urllib.parse.unquote(value) if _ESCAPED.search(value) else value)
            link.setdefault(own_name, []).append(code)
            dropped += [Ignored(clean(own_name), clean(rest))] if rest else []
    return link, dropped


def _code(value: str) -> tuple[str, str]:
    """A value as a code, small and without what stuck to it, as it is where it is none; and what of it was a word that stuck."""
    code = _CODES.match(value)
    head, rest = (code[0].rstrip(".,+-/_"), value[code.end() :]) if code else ("", value)
    if not head:
        return value, ""
    after = value[len(head) :]
    if _WORD_AFTER.match(after):
        return head.lower(), after
    stuck = not rest or not rest[0].isascii() or not any(each.isascii() and each.isalnum() for each in rest)
    return (head.lower(), "") if stuck else (value, "")


def _visible(text: str) -> bool:
    """Whether a text says something, and nothing that cannot be seen."""
    return bool(text.strip()) and all(c in "\n\t" or unicodedata.category(c)[0] != "C" for c in text)


def text_of(longest: int) -> Parameter:
    """A text of several lines, kept as it is."""
    return Parameter("text", longest=longest, check=_visible)


def whole(least: int, most: int) -> Parameter:
    """A whole number from `least` to `most`."""
    return Parameter("text", check=lambda text: bool(re.fullmatch("[1-9][0-9]{0,8}", text)) and least <= int(text) <= most)


def address(paths: Collection[str], longest: int = 2000) -> Parameter:
    """A page of the dashboard with its own parameters: path?a=b."""

    def check(text: str) -> bool:
        path, _mark, query = text.partition("?")
        return path in paths and len(query) <= longest and all(unicodedata.category(c)[0] != "C" for c in query)

    return Parameter("text", longest=None, check=check)


SEARCH = Parameter("words", required=False)
NUMBER = Parameter("number", required=False)
# A version of the data: the first twelve digits of a SHA-256.
VERSION = Parameter("text", check=lambda text: re.fullmatch("[0-9a-f]{12}", text) is not None)
# The code of a unit of whichever list.
ANY_UNIT = Parameter("text", check=lambda text: re.fullmatch("[a-z0-9-]{1,80}", text) is not None)

# What questions and queries are asked with.
LIST = Parameter(codes=lambda context: [str(each["list_id"]) for each in context.database.lists], required=False)
LISTS = replace(LIST, kind="codes", most=MOST_LISTS)
LEAGUE = Parameter(codes=LEAGUES)
THEME = Parameter(codes=lambda context: context.themes)
INDICATOR = Parameter(codes=lambda context: [each["indicator_id"] for each in context.database.metadata["indicators"]])
ACTION = Parameter(codes=lambda context: [each["action"] for each in context.database.metadata["actions"]])
UNIT = Parameter(codes=lambda context: list(dict.fromkeys(unit["unit_id"] for unit in context.units)))
UNITS = replace(UNIT, kind="codes")
