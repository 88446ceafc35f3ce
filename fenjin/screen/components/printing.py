"""A page on paper: what the browser's own printing leaves out, and what it makes fit an upright A4 sheet.

A style for paper (printing.css) does it, and a few lines that draw figures at the width of the sheet (printing.js). In place of a
grid, of which a browser prints what is on the screen, paper has its rows as a table of HTML.
"""

import html
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from fenjin.figures.look import FONT
from fenjin.language import cells
from fenjin.language.columns import Column
from fenjin.language.translate import Translator
from fenjin.server.parts import join

_MOST_ROWS = 60
_MOST_LETTERS = 12_000  # of a table's HTML, so that a page stays light
_ROOM = 64.0  # widths of a Chinese character that a line of the table holds
_WIDEST = 11.0  # that a column of names asks for; longer texts are broken into lines
_SENTENCE = 17.0  # from which a column's average text asks for twice as much
_GAP = 1.6  # between columns
_LONGEST = 300  # letters of a text in a cell

STYLE = join("printing.css").replace("FONT", FONT)
# Said on the screen, where there is something to press.
_UNSAID = (
    "点条形，看这个数字的来历和出处。",
    "点图上的标记往下看。",
    "点数字看来历和出处，点行名、列名往下看。",
    "点行首的方格，看这个数字的来历和出处。",
    "在框中按Ctrl+Enter（苹果电脑按Command+Enter）也可运行。",
)


def paper(t: Translator, source: str) -> dict[str, Any]:
    """What printing.js needs: `source` is what the foot of each sheet says."""
    return {"style": STYLE, "source": source, "unsaid": [t(sentence) for sentence in _UNSAID]}


def table(rows_of: pd.DataFrame, fields: Sequence[Column], t: Translator) -> str:
    """A table as HTML that only paper shows, in place of a grid, of which a browser prints what is on the screen.

    It holds the first rows, and the first columns that fit; a line tells what is left out. `fields` say what the columns are.
    """
    first = rows_of.head(_MOST_ROWS)
    columns: list[tuple[bool, float, list[str]]] = []  # whether it holds numbers, its width, its texts from the head down
    room, missing = _ROOM, []
    for place, field in enumerate(fields):
        name, column = str(first.columns[place]), list(first.iloc[:, place])
        numeric = cells.numeric(column, field.kind)
        texts = [_cut(name), *(_cut(cells.words(value, field.kind, t)) for value in column)]
        if not any(texts[1:]):
            continue
        wide = [_width(text) for text in texts if text]
        width = min(max(wide), _WIDEST if sum(wide) < _SENTENCE * len(wide) else 2 * _WIDEST) + _GAP
        if width > room:
            missing.append(name)
            continue
        room -= width
        columns.append((numeric, width, texts))
    rows, letters = [], 0
    for place in range(len(first) + 1):
        tag = "td" if place else "th"
        row = "<tr>" + "".join(
            f"<{tag}{' class=number' if numeric else ''}>{html.escape(texts[place])}" for numeric, _width_of, texts in columns
        )
        letters += len(row.encode())
        if place and letters > _MOST_LETTERS:
            break
        rows.append(row)
    total = sum(width for _numeric, width, _texts in columns)
    col_tags = "".join(f'<col style="width:{100 * width / total:.1f}%">' for _numeric, width, _texts in columns)
    remarks = []
    if len(rows) - 1 < len(rows_of):
        remarks.append(t("纸上是前{n}行，全部{all}行在下载的文件里。", n=len(rows) - 1, all=f"{len(rows_of):,}"))
    if missing:
        remarks.append(t("纸上没有这些列：{columns}；下载的文件里有。", columns=t.join(missing)))
    note = f"<p>{html.escape(('' if t.lang == 'zh' else ' ').join(remarks))}</p>" if remarks else ""
    # The block around it would take room on the screen even so.
    style = "<style>@media screen { .stElementContainer:has(.fenjin-paper) { display: none } }</style>"
    return (
        f'{style}<div class="fenjin-paper" hidden><table>{col_tags}<thead>{rows[0]}<tbody>{"".join(rows[1:])}</table>{note}</div>'
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in text)
