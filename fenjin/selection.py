"""What the user chose, to and from the link: one place where every parameter of a link is checked."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Dropped:
    """A part of a link that was not understood."""

    name: str
    value: str


def read(params: Mapping[str, str], allowed: Mapping[str, Collection[str] | None]) -> tuple[dict[str, str], list[Dropped]]:
    """The parameters of a link that a page understands, and those that it drops.

    `allowed` names each parameter with its possible values, or None for free text (cleaned and cut, never dropped).
    """
    chosen: dict[str, str] = {}
    dropped = []
    for name, value in params.items():
        if name not in allowed:
            dropped.append(Dropped(_cleaned(name), _cleaned(value)))
            continue
        values = allowed[name]
        if values is None:
            chosen[name] = _cleaned(value)
        elif value in values:
            chosen[name] = value
        else:
            dropped.append(Dropped(name, _cleaned(value)))
    return chosen, dropped


def _cleaned(text: str) -> str:
    """Text without control and formatting characters, in composed form, cut to a length that a person would type."""
    composed = unicodedata.normalize("NFC", text[: LONGEST_SEARCH * 4])
    kept = "".join(" " if unicodedata.category(c).startswith("Z") else c for c in composed if unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())[:LONGEST_SEARCH]
