"""What page, slides and files ask of a kind of figure: each kind is one file that answers it, and is asked nowhere what it is."""

import json
import re
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

from fenjin.figures.canvas import HEIGHT, LEAST, Frame, Mark
from fenjin.figures.look import Look
from fenjin.figures.native import Chart, Native, Scatter, Sheet
from fenjin.language.translate import Translator

# The style of what `html` gives, of all kinds: a page has it once, from the start. A style that came with each figure would have the browser judge
# the whole page anew.
STYLE = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.css")))
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


class Content(ABC):
    """What a figure or a slide shows: data alone, in a frozen dataclass for each kind.

    Only `marks` must be answered. A kind that a page draws answers `plotly` or `html`, too; the rest has an answer that holds for a
    picture that is never cut.
    """

    type_size: ClassVar[int] = 16  # pixels of its words on a page
    smallest: ClassVar[int] = LEAST  # type of its words on the canvas
    whole: ClassVar[bool] = True  # whether its marks are one picture, which is described in words as such

    @abstractmethod
    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """What a slide, a picture and paper draw in a place of the canvas, from the back to the front."""

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """What a page draws, in Plotly's own form (`data` and `layout`), with words `size` pixels high; no data for nothing.

        Whose a mark is, codes of units separated by blanks, says the `meta` of its trace, one for each point or one for all of it, and of the
        shapes that of the layout.
        """
        return {"data": [], "layout": {}}

    def marks_on_page(self, wide: float, look: Look, size: int) -> tuple[list[Mark], float] | None:
        """What `plotly` draws in a width, as marks in pixels, and how high they are; None where a kind is drawn as on a slide in its place."""
        return None

    def html(self, look: Look, size: int) -> str:
        """What a page that has `STYLE` draws where it is a piece of HTML; "" where it is no such piece.

        Words from outside are escaped in it. An element with a target's code as `data-target` opens its card when it is pressed.
        """
        return ""

    def figure(self, look: Look, size: int = 0, elsewhere: "Content | None" = None) -> "Figure":
        """The figure of a page; a size of 0 is that of the kind, and slides and files draw what is `elsewhere` where that is given."""
        size = size or self.type_size
        return Figure(
            self.plotly(look, size), elsewhere or self, self.html(look, size), look, lambda other: self.figure(other, size)
        )

    @property
    def length(self) -> int:
        """How many rows it shows, where it can be cut."""
        return 0

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """The parts that fit a place each, in their order."""
        return [self]

    def digest(self, frame: Frame, look: Look) -> Self:
        """What says most of it, on one slide."""
        return self.cut(frame, look)[0]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height that it takes in the smallest type, in the width of a place."""
        return HEIGHT * 0.55

    def native(self, frame: Frame, look: Look, t: Translator) -> Sequence[Native]:
        """What PowerPoint draws: charts and tables of its own where the kind has them, else marks as shapes."""
        return self.marks(frame, look)

    @classmethod
    def align(cls, parts: Sequence[tuple[Self, Frame]], t: Translator) -> list[Self]:
        """Parts of one content, each with its place, so that what PowerPoint draws of them can be compared."""
        return [part for part, _frame in parts]

    def chart(self, t: Translator) -> Chart | Scatter | None:
        """The chart of an Excel file; None for a kind that has none."""
        return None

    def sheet(self, look: Look, t: Translator) -> Sheet | None:
        """The wide table of an Excel file; None for a kind that has none."""
        return None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs that it consists of, where it is nothing else."""
        return ()

    @property
    def unranked(self) -> int:
        """How many figures it shows, where all of them are kept apart from what is compared."""
        return 0

    def pick(self, names: Sequence[str]) -> list[int] | None:
        """Which rows of its view's table it shows, of rows with these names; None where only its own words say that."""
        return list(range(len(names)))

    def sentences(self, t: Translator) -> list[str]:
        """What it shows in words, a line each, for the speaker, where rows of a table do not say it."""
        return []


class Figure(dict[str, Any]):
    """A figure as a page draws it: in Plotly's own form, or as `html`; and its `content`, from which slides and files draw it."""

    def __init__(
        self,
        plotly: dict[str, Any],
        content: Content,
        html: str = "",
        look: Look | None = None,
        repaint: Callable[[Look], "Figure"] | None = None,
    ) -> None:
        super().__init__(plotly)
        self.content, self.html, self._look, self._repaint = content, html, look or Look(), repaint

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self["data"] and not self.html

    @property
    def pressable(self) -> bool:
        """Whether a mark says what whoever presses it is shown."""
        return "data-target=" in self.html or any(any(mark.get("customdata", ())) for mark in self["data"])

    @property
    def leads(self) -> bool:
        """Whether marks that Plotly draws lead to more than a target each: a code with its kind."""
        return any(" " in code for mark in self["data"] for code in mark.get("customdata", ()))

    @cached_property
    def white(self) -> list[str]:
        """The colours that it has on white paper, in the order in which its own stand in it; empty where it has them already."""
        return [] if self._look == self._look.light else self.colours("light")

    def colours(self, mode: str) -> list[str]:
        """The colours that it has on a light or a dark ground, in the order in which its own stand in it."""
        look = replace(self._look, mode=mode)
        painted = self if look == self._look or self._repaint is None else self._repaint(look)
        return COLOUR.findall(painted.html or painted.packed.decode())

    @cached_property
    def packed(self) -> bytes:
        """The figure as JSON in UTF-8."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def deflated(self) -> bytes:
        """The figure as it goes to the browser: its JSON in zlib's format (RFC 1950), a quarter of the bytes."""
        return zlib.compress(self.packed)
