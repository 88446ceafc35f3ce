"""The colours of a page that stands by itself: each with what it is on the other ground, named where it is drawn and told in the style."""

from collections.abc import Sequence

from fenjin.figures.content import COLOUR

# The colours of a page beside those of its figures: words, ground, what a press leads to, and the ground of what is folded.
_GROUNDS = {
    "ink": ("#0B131C", "#F2F6FA"),
    "ground": ("#FFFFFF", "#0E1620"),
    "lead": ("#2C6CA8", "#5A9BD0"),
    "line": ("#C9D1D9", "#33424F"),
    "soft": ("#F3F6F9", "#182330"),
}


class Painting:
    """Collects the colours of all that is drawn, each with what it is on the other ground."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def name(self, light: str, dark: str) -> str:
        """The colour's name in the style."""
        return f"var(--f{self._names.setdefault((light, dark), str(len(self._names)))})"

    def paint(self, text: str, light: Sequence[str], dark: Sequence[str]) -> str:
        """A text whose colours are those of either ground; as it is where these do not belong together."""
        if len(light) != len(dark) or len(light) != len(COLOUR.findall(text)):
            return text
        pairs = iter(zip(light, dark, strict=True))
        return COLOUR.sub(lambda _match: self.name(*next(pairs)), text)

    def style(self) -> str:
        """The colours on a light ground, on a dark one where that was chosen or the browser prefers it, and on paper."""
        light, dark = (
            "".join(f"--f{name}:{pair[ground]};" for pair, name in self._names.items())
            + "".join(f"--first-{name}:{pair[ground]};" for name, pair in _GROUNDS.items())
            for ground in range(2)
        )
        return (
            f":root{{{light}}}@media screen{{:root[data-appearance=dark]{{{dark}color-scheme:dark}}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root:not([data-appearance]){{{dark}color-scheme:dark}}}}"
        )
