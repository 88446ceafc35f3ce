"""The translation catalogue: Chinese texts in the code are the keys, `locale/en.po` holds their English."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from fenjin.language.folding import in_pinyin

LANGUAGES = ("zh", "en")
_LONGEST_NAME = 40  # characters of a title or a measure, which a reader may say aloud; a statement is none


def _(text: str) -> str:
    """Marks a text for the translation catalogue; it is translated where it is shown."""
    return text


_LOCALE = Path(__file__).parent / "locale"


class _Counting(string.Formatter):
    """Fills places as `str.format` does, and knows places of two words."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, mark, many = format_spec.partition("|")
        return (one if str(value) == "1" else many) if mark else super().format_field(value, format_spec)


_COUNTING = _Counting()


@dataclass(frozen=True)
class Translator:
    """Turns a catalogue text into the chosen language; `t("共{n}个", n=3)` fills the named places.

    A place of two words, `{n} {n:row|rows}`, is the first where there is one of what it names, else the second.

    `units` and `themes` are the units of measure and the themes of the table that is spoken of, which names them itself.
    """

    lang: str
    units: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False, repr=False)
    themes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the translator's language, its named places filled."""
        text_in_language = text if self.lang == "zh" else _catalogue(self.lang).get(text, text)
        if "|" in text_in_language:
            return _COUNTING.vformat(text_in_language, (), values)
        return text_in_language.format(**values) if values else text_in_language

    def with_table(
        self, units: Mapping[str, Mapping[str, Any]], themes: Mapping[str, Mapping[str, Any]] | None = None
    ) -> "Translator":
        """The same translator for a table with these units of measure and themes, rows of its metadata by name and code."""
        return replace(self, units=units, themes=themes or {})

    def of(self, record: object, key: str) -> str:
        """The record's `key` in the chosen language: `key_en` in English (a mapping or a named tuple).

        Where that has not been written, the Chinese stands and says so, a name behind its pinyin; "" where there is none either.
        """
        own = _text(record, key if self.lang == "zh" else f"{key}_en")
        chinese = "" if own or self.lang == "zh" else _text(record, key)
        if not chinese:
            return own
        sound = in_pinyin(chinese) if key != "statement" and len(chinese) <= _LONGEST_NAME else ""
        return self(_("{text}（未译）"), text=f"{sound} {chinese}".strip())

    def join(self, items: list[str]) -> str:
        """A list of names as prose."""
        return ("、" if self.lang == "zh" else ", ").join(items)


def _text(record: object, name: str) -> str:
    value = record[name] if isinstance(record, dict) else getattr(record, name)
    # What is missing is None, or not equal to itself in a column of numbers.
    return "" if value is None or value != value else str(value)


@cache
def _catalogue(lang: str) -> dict[str, str]:
    with (_LOCALE / f"{lang}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


class Message(Exception):
    """Says what is wrong and what to do, to whoever reads the screen: a text of the catalogue and what fills its places.

    As an exception it says so in English, as the log does.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(self.in_words(translator("en")))

    def in_words(self, t: Translator) -> str:
        """The same in the reader's language."""
        return t(self.text, **self.values)


def language_of(accepted: str) -> str:
    """The language for who reads these first, tags as in a header Accept-Language: Chinese, also where none is named, else English."""
    first_tag = accepted.partition(",")[0].strip().lower()
    return "zh" if not first_tag or first_tag.startswith(("zh", "*")) else "en"


@cache
def translator(lang: str) -> Translator:
    """The translator for "zh" or "en"; any other language gives the Chinese one."""
    return Translator(lang if lang in LANGUAGES else "zh")
