"""Right sentences made wrong: what the readers must refuse."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fenjin.figures.bars import Bars
from fenjin.figures.content import Figure
from fenjin.figures.crosstab import Cell, Crosstab
from fenjin.figures.multiples import Multiples
from fenjin.figures.plane import Plane
from fenjin.figures.tiles import Tiles
from fenjin.views import View
from tests.checker.truth import Truth


def spoilt(text: str, truth: Truth, lang: str) -> Iterator[str]:
    """A sentence with each number larger by one, each unit another's, a superlative or an "only" put in."""
    for found in re.finditer(r"\d+", text):
        yield text[: found.start()] + str(int(found[0]) + 1) + text[found.end() :]
    for names in (truth.unit_names[lang], truth.short[lang]):
        for name in sorted(names, key=len, reverse=True):
            if name in text:
                other = next(each for each in sorted(names) if each != name and each not in text)
                yield text.replace(name, other, 1)
    yield ("最高" if lang == "zh" else "most ") + text
    yield text + ("最高" if lang == "zh" else " most")
    for mark in ("：", "，", "、") if lang == "zh" else (": ", ", "):
        if mark in text:
            yield text.replace(mark, mark + ("只有" if lang == "zh" else "only "), 1)


def spoilt_views(view: View, truth: Truth, lang: str) -> Iterator[tuple[str, View]]:
    """A view with one of its texts spoilt, and the text."""
    for name in ("question", "takeaway"):
        for text in spoilt(getattr(view, name), truth, lang) if getattr(view, name) else ():
            yield text, replace(view, **{name: text})
    for name in ("notes", "legend", "asides"):
        own = getattr(view, name)
        for place, line in enumerate(own):
            for text in spoilt(line, truth, lang):
                yield text, replace(view, **{name: [*own[:place], text, *own[place + 1 :]]})
    for text, table in _tables(view, truth, lang):
        yield text, replace(view, table=table)
    for text, content in _contents(view.figure.content if view.figure else None, truth, lang):
        yield text, replace(view, figure=Figure(dict(view.figure or {}), content))


def _tables(view: View, truth: Truth, lang: str) -> Iterator[tuple[str, Any]]:
    for place, row in enumerate(view.table.head(2).to_dict("records")):
        for name, value in row.items():
            if isinstance(value, str) and value:
                others: list[Any] = list(spoilt(value, truth, lang))
            elif isinstance(value, int | float) and value == value:
                others = [value + 1]
            else:
                continue
            for other in others:
                table = view.table.copy()
                table[name] = [other if each == place else kept for each, kept in enumerate(table[name])]
                yield f"{name}: {other}", table


def _contents(content: Any, truth: Truth, lang: str) -> Iterator[tuple[str, Any]]:
    """A figure's content with one of the words of its first marks spoilt."""
    if isinstance(content, Bars):
        section, *rest = content.sections
        bar, *others = section.bars
        for text in spoilt(section.heading, truth, lang) if section.heading else ():
            yield text, replace(content, sections=[replace(section, heading=text), *rest])
        for name, text in _words(bar, ("label", "text", "detail"), truth, lang):
            yield (
                f"{name}: {text}",
                replace(content, sections=[replace(section, bars=[replace(bar, **{name: text}), *others]), *rest]),
            )
    elif isinstance(content, Crosstab):
        yield from _crosstabs(content, truth, lang)
    elif isinstance(content, Multiples):
        panel, *more_panels = content.panels
        strip, *more_strips = panel.strips
        for name, text in _words(strip, ("name", "text"), truth, lang):
            strips = (replace(strip, **{name: text}), *more_strips)
            yield f"{name}: {text}", replace(content, panels=(replace(panel, strips=strips), *more_panels))
    elif isinstance(content, Plane):
        spot, *more_spots = content.spots
        for name, text in _words(spot, ("name", "words"), truth, lang):
            yield f"{name}: {text}", replace(content, spots=(replace(spot, **{name: text}), *more_spots))
    elif isinstance(content, Tiles):
        cell, *more = content.cells
        for name, text in _words(cell, ("full", "text", "hover"), truth, lang):
            yield f"{name}: {text}", replace(content, cells=[replace(cell, **{name: text}), *more])


def _crosstabs(table: Crosstab, truth: Truth, lang: str) -> Iterator[tuple[str, Any]]:
    """A table of promises with a head, the words of a cell, its sign, its fill or its column spoilt."""
    row = next(place for place, cells in enumerate(table.cells) if any(cell.entries for cell in cells))

    def with_cells(cells: Sequence[Cell], at: int = row) -> Crosstab:
        return replace(table, cells=(*table.cells[:at], tuple(cells), *table.cells[at + 1 :]))

    for name, text in _words(table.rows[row], ("name", "note"), truth, lang):
        yield (
            f"{name}: {text}",
            replace(table, rows=(*table.rows[:row], replace(table.rows[row], **{name: text}), *table.rows[row + 1 :])),
        )
    for name, text in _words(table.columns[-1], ("name",), truth, lang):
        yield f"{name}: {text}", replace(table, columns=(*table.columns[:-1], replace(table.columns[-1], **{name: text})))
    for at, cells in enumerate(table.cells[:4]):
        for place, cell in enumerate(cells):
            others: list[tuple[str, Cell]] = []
            for name, text in _words(cell, ("sign", "full", "small"), truth, lang):
                others.append((f"{name}: {text}", replace(cell, **{name: text})))
            for name, text in _words(cell.entries[0], ("amount", "detail", "full"), truth, lang) if cell.entries else ():
                others.append(
                    (f"{name}: {text}", replace(cell, entries=(replace(cell.entries[0], **{name: text}), *cell.entries[1:])))
                )
            if cell.entries:
                amount = cell.entries[0].amount
                sign = ("≤" if amount[0] in "≥>" else "≥") + amount.lstrip("≥>≤<≈")
                others.append(
                    (f"amount: {sign}", replace(cell, entries=(replace(cell.entries[0], amount=sign), *cell.entries[1:])))
                )
                others.append(("no entry", replace(cell, entries=cell.entries[1:])))
            if cell.status == "ranked":
                others += [
                    ("fill", replace(cell, share=1.0 - (cell.share or 0.0) + 0.01)),
                    ("pattern", replace(cell, derived=not cell.derived)),
                ]
            yield from (
                (f"{at}, {place}: {text}", with_cells([*cells[:place], other, *cells[place + 1 :]], at)) for text, other in others
            )
        moved = [*cells[1:], cells[0]]
        if moved != list(cells):
            yield f"{at}: moved", with_cells(moved, at)
    if len(table.rows) > 1:
        yield "a row left out", replace(table, rows=table.rows[1:], cells=table.cells[1:])


def _words(mark: Any, names: tuple[str, ...], truth: Truth, lang: str) -> Iterator[tuple[str, str]]:
    texts: Mapping[str, str] = {name: getattr(mark, name) for name in names}
    for name, text in texts.items():
        yield from ((name, each) for each in spoilt(text, truth, lang)) if text else ()
