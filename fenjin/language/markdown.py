"""Text of the table among Markdown: shown as it is, whatever it looks like."""

import re
from functools import lru_cache

# What begins a construct within a line, and what begins one at the start of a line.
_WITHIN = re.compile(r"[\\`*_~$\[\]<&|]")
# What makes an address of the words around it, of which Markdown makes a link unasked; escapes do not hinder it.
_ADDRESS = re.compile(r"(?i)https?:(?=//)|ftp:(?=//)|www(?=\.)|@")
# What Streamlit makes a picture of (:smile:, :material/home:, :streamlit:) or another sign (->, >=), which escapes do not hinder either.
_PICTURE = re.compile(r":(?=(?:material/)?(?!(?!100:|1234:)\d+:)[\w+-]+:)", re.ASCII)
_SIGN = re.compile(r"(?:(?<=\s)|^)(<(?=->\s|->$|-\s|-$|=\s|=$)|[->~](?=[>=-](?:\s|$)))")
_WORD_JOINER = "\u2060"
_AT_START = re.compile(r"^(?:[#>]|[-+](?=\s|$)|(?P<number>\d{1,9})(?=[.)](?:\s|$)))")


# Not one of the table's answers, which are counted, and forgotten with their version (`fenjin.data.memory`).
@lru_cache(2048)
def plain(text: str) -> str:
    """The text on one line, so written that Markdown makes no emphasis, list, formula, picture or link of it.

    What stands for a picture, another sign or an address in it is held together by a character that nobody sees, but that makes it none.
    """
    whole = " ".join(text.split())
    for sign in (_PICTURE, _SIGN):
        whole = sign.sub(r"\g<0>" + _WORD_JOINER, whole)
    text_out = _WITHIN.sub(r"\\\g<0>", whole)
    text_out = _ADDRESS.sub(r"\g<0>" + _WORD_JOINER, text_out)
    return _AT_START.sub(lambda match: match[0] + "\\" if match["number"] else "\\" + match[0], text_out)
