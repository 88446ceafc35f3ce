"""A page on paper: what the browser's own printing leaves out, and what it makes fit an upright A4 sheet.

A style for paper does nearly all of it. Figures need a script just before printing, whose changes are undone right after:
one is as wide as its place on the screen was, so its bars and cells are stretched to one width while its words keep their
size, and a frame (`viewBox`) lets paper scale the whole; one drawn for a dark screen takes the colours that it has on white.
"""

import html
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from fenjin.figures.look import FONT, Look, on_white
from fenjin.language import cells
from fenjin.language.columns import Column
from fenjin.language.translate import Translator

_MOST_ROWS = 60
_MOST_LETTERS = 12_000  # of a table's HTML, so that a page stays light
_ROOM = 64.0  # widths of a Chinese character that a line of the table holds
_WIDEST = 11.0  # that a column of names asks for; longer texts are broken into lines
_SENTENCE = 17.0  # from which a column's average text asks for twice as much
_GAP = 1.6  # between columns
_LONGEST = 300  # letters of a text in a cell

STYLE = (
    """
@page {
  size: A4 portrait;
  margin: 14mm 13mm 17mm;
  @bottom-left { content: "SOURCE"; font: 7.5pt/1.4 FONT; color: #4A5560; white-space: pre; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt/1.4 FONT; color: #4A5560; }
}
""".replace("FONT", FONT)
    + """
@media print {
  :root { color-scheme: light !important; }
  html { font-size: 13px !important; background: #FFFFFF !important; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body, .stApp, .stApp *, .stDialog, .stDialog * {
    color: #16202B !important; -webkit-text-fill-color: currentcolor; background-color: transparent !important; background-image: none !important;
    border-color: #C9D1D9 !important; box-shadow: none !important; animation: none !important; transition: none !important;
  }
  [data-testid=stCaptionContainer] * { color: #4A5560 !important; }
  [data-testid=stCaptionContainer] { opacity: 1 !important; }
  mark { background-color: #FCE9A9 !important; }

  /* What cannot be used on paper. */
  .stAppHeader, [data-testid=stSkipToContent], [data-testid=stStatusWidget], [data-testid=stElementToolbar], [data-testid=stIconMaterial],
  [data-testid=InputInstructions], [data-testid=stToastContainer], .stSpinner, .modebar-container, .hoverlayer,
  .stElementContainer:has(> :is(.stDownloadButton, .stLinkButton, .stPageLink, .stNumberInput)), .stElementContainer:has(> .stBidiComponent):not(:has(.fenjin-figure)), .stElementContainer:has(.stDataFrame),
  .stElementContainer:has(> .stButton):not([class*=st-key-drop-]), .stElementContainer:has(.stFormSubmitButton),
  .stElementContainer:has(> .stMultiSelect):not(.st-key-choose-units, .st-key-choose-themes),
  .stElementContainer:has(> :is(.stTextInput, .stTextArea) :placeholder-shown), .stElementContainer:has(> .stSelectbox input:placeholder-shown),
  [data-testid=stLayoutWrapper]:has(> .stPopover), [data-testid=stLayoutWrapper]:has(> .stHorizontalBlock > * > .stDownloadButton), [data-testid=stLayoutWrapper]:has(.stGrid .stMultiSelect),
  [data-testid=stLayoutWrapper]:has(> .stExpander > details:not([open])),
  [data-testid=stLayoutWrapper]:has(> .stExpander .stNumberInput), [data-testid=stLayoutWrapper]:has(> .stVerticalBlock > .st-key-calendar),
  .st-key-choose-lang, .st-key-clear, .st-key-schema, [data-paper=none] { display: none !important; }

  /* The page in its whole length, as wide as the paper. */
  html, body, #root, #root > div, .stApp, .stAppViewContainer, .stAppViewContainer > div, .stMain {
    display: block !important; position: static !important; width: auto !important; height: auto !important;
    min-height: 0 !important; overflow: visible !important; transform: none !important;
  }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; width: 100% !important; min-width: 0 !important; }
  .stElementContainer, [data-testid=stLayoutWrapper], .stVerticalBlock, .stHorizontalBlock, .stColumn { min-width: 0 !important; max-width: 100% !important; }
  .stMarkdown, .stHeading { overflow-wrap: anywhere; }
  /* An open card covers the page, on paper too. */
  body:has(> .stDialog) #root, .stDialog button { display: none !important; }
  .stDialog, .stDialog > div {
    position: static !important; display: block !important; width: 100% !important; max-width: none !important; height: auto !important;
    max-height: none !important; margin: 0 !important; padding: 0 !important; overflow: visible !important; transform: none !important; inset: auto !important;
  }

  /* What was chosen stays, as plain words. */
  .stButtonGroup button:not([aria-checked=true]), .stSelectbox button, .stMultiSelect button, .stTextInput svg { display: none !important; }
  :is(.stButtonGroup, [class*=st-key-drop-]) button, :is(.stSelectbox, .stMultiSelect, .stTextInput, .stTextArea) :is(div, input, textarea) {
    border: none !important; padding: 0 !important; margin: 0 !important; min-height: 0 !important; height: auto !important;
  }
  .stButtonGroup button *, .stSelectbox input, .stTextInput input { font-weight: 600 !important; opacity: 1 !important; }
  .stMain:has(.st-key-drop-q) .st-key-search-q, .st-key-choose-unit label { display: none !important; }
  .stTextInput label { display: flex !important; }
  .stTextArea textarea { field-sizing: content; font-size: 10px !important; overflow: visible !important; resize: none; }

  /* Cards and figures in one piece, headings with what follows. */
  .stGrid { grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)) !important; }
  .stGrid:has(.stMetric) { grid-template-columns: repeat(4, minmax(0, 1fr)) !important; }
  .stGrid:has(.fenjin-figure) { grid-template-columns: repeat(2, minmax(0, 1fr)) !important; }
  .stGridCell, .fenjin-figure, .stMetric, .stAlert, .stHeading, .stButtonGroup { break-inside: avoid; }
  .stGridCell { height: auto !important; }
  .stElementContainer:has(> :is(.stHeading, .stButtonGroup)), .stElementContainer:has(+ .stElementContainer .fenjin-figure), .stElementContainer:has(+ .stElementContainer .fenjin-paper),
  .stElementContainer:has([data-testid=stCaptionContainer]):has(+ .stElementContainer > .stHeading) { break-after: avoid; }
  .stElementContainer:has(+ [data-testid=stLayoutWrapper] .stGrid), [data-testid=stLayoutWrapper]:has(> .stHorizontalBlock .stSelectbox),
  .stElementContainer:has(> .stMarkdown p:only-child > strong:only-child) { break-after: avoid; }
  .stElementContainer:has(hr) { break-before: avoid; break-after: avoid; }
  hr { margin: 0.5rem 0 !important; }
  ul:not(:has(> li:nth-child(8))) { break-inside: avoid; }
  p, li { orphans: 2; widows: 2; }

  .stElementContainer:has(.fenjin-figure), .fenjin-figure { height: auto !important; width: 100% !important; contain: none !important; }
  .js-plotly-plot[data-paper] { width: min(100%, var(--wide)) !important; aspect-ratio: var(--shape); height: auto !important; }
  .js-plotly-plot[data-paper] :is(.plot-container, .svg-container, .main-svg) { width: 100% !important; height: 100% !important; max-width: none !important; }

  .fenjin-paper { display: block !important; font-size: 8pt; line-height: 1.35; }
  .fenjin-paper table { width: 100%; table-layout: fixed; border-collapse: collapse; }
  .fenjin-paper th { text-align: left; font-weight: 600; border-bottom: 1px solid #5B6672 !important; }
  .fenjin-paper :is(th, td) { padding: 1.2mm 1mm; vertical-align: top; overflow-wrap: break-word; }
  .fenjin-paper td { border-bottom: 1px solid #D5DBE1 !important; }
  .fenjin-paper .number { text-align: right; padding-right: 3mm; }
  .fenjin-paper tr { break-inside: avoid; }
  .fenjin-paper tr:nth-child(-n+3) { break-after: avoid; }
  .fenjin-paper tr:nth-last-child(-n+3) { break-before: avoid; }
  .fenjin-paper p { font-size: 8pt; margin: 2mm 0 0; }
}
"""
)

# `data.paper`: style; source, what the foot of each sheet says; colours and inks, of a dark screen, to those on white; unsaid,
# sentences that make sense on a screen only.
SCRIPT = r"""
const TALLEST = 760                       // pixels of a figure that a sheet holds, with its heading
const LONGEST = 120                       // letters of a link that stands at the foot of a sheet
const WIDE = 1000, CARD = 480, PLACES = 420  // pixels of figures: as wide as the sheet, in a card, one that keeps its shape

// Gives the page its looks on paper until what is returned is called.
function printing(paper) {
  const style = document.querySelector("#fenjin-printing") ?? document.head.appendChild(document.createElement("style"))
  style.id = "fenjin-printing"
  style.textContent = paper.style.replace("SOURCE", "")
  const undo = []

  function attribute(node, name, value) {
    const before = node.getAttribute(name)
    undo.push(() => before === null ? node.removeAttribute(name) : node.setAttribute(name, before))
    node.setAttribute(name, value)
  }

  function fit(plot) {
    const { width, height } = plot.getBoundingClientRect()
    if (!width || !height) return
    const column = plot.closest(".stColumn"), share = column ? /([\d.]+)%/.exec(getComputedStyle(column).flexBasis)?.[1] ?? 100 : 100
    const stretched = plot.querySelector(".barlayer path, .ytick") && (plot.closest(".stGridCell") ? CARD : WIDE * share / 100)
    if (stretched) stretch(plot, width, stretched)
    const drawn = stretched || width, most = stretched || Math.max(Math.min(PLACES, width), 0.75 * width)
    const wide = Math.min(most, TALLEST * drawn / height)
    attribute(plot, "style", `${plot.getAttribute("style") ?? ""}; --wide: ${wide}px; --shape: ${drawn / height}`)
    attribute(plot, "data-paper", "")
    for (const svg of plot.querySelectorAll(".main-svg")) attribute(svg, "viewBox", `0 0 ${drawn} ${height}`)
  }

  // Everything goes to where it would be in a figure of the new width; nothing changes its height, words not their width.
  function stretch(plot, width, wanted) {
    const area = plot.querySelector(".bglayer .bg"), left = Number(area.getAttribute("x")), room = Number(area.getAttribute("width"))
    const scale = (room + wanted - width) / room

    function change(selector, name, pattern, from) {
      for (const node of plot.querySelectorAll(selector)) {
        const place = (_, before, x) => before + (from + (Number(x) - from) * scale)
        attribute(node, name, node.getAttribute(name).replace(pattern, place))
      }
    }

    change(".shapelayer path", "d", /([MLH])(-?[\d.]+)/g, left)
    change(".barlayer path, .scatterlayer .js-line", "d", /([MLH])(-?[\d.]+)/g, 0)
    change(".scatterlayer .point", "transform", /(translate\()(-?[\d.]+)/, 0)
    change(".xtick text", "transform", /(^translate\()(-?[\d.]+)/, left)
    change(".scatterlayer .textpoint [x]", "x", /^()(-?[\d.]+)/, 0)
    for (const clip of plot.querySelectorAll(".clips rect")) attribute(clip, "width", 2 * WIDE)
  }

  // Words inside a shade have the ink that reads on it; the others the colour of text.
  function whiten(plot) {
    const shaded = [...plot.querySelectorAll(".shapelayer path, .scatterlayer .fills path, .scatterlayer .point")]
      .filter((path) => paper.inks[path.style.fill] && path.style.opacity !== "0").reverse()
    const written = [...plot.querySelectorAll(".annotation text, .textpoint text")].flatMap((text) => {
      const box = text.getBoundingClientRect(), middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
      const own = text.parentElement.querySelector(".bg")
      const under = Number(own?.style.fillOpacity) ? own : shaded.find((path) => path.isPointInFill(middle.matrixTransform(path.getScreenCTM().inverse())))
      return under ? [[text, paper.inks[under.style.fill]]] : []
    })
    for (const node of plot.querySelectorAll("svg *")) {
      for (const name of ["fill", "stroke"]) {
        const colour = paper.colours[node.style[name]], stated = paper.colours[node.getAttribute(name)]
        if (colour) attribute(node, "style", `${node.getAttribute("style")}; ${name}: ${colour}`)
        else if (stated) attribute(node, name, stated)
      }
    }
    for (const [text, ink] of written) if (ink) attribute(text, "style", `${text.getAttribute("style")}; fill: ${ink}`)
  }

  function silence() {
    for (const words of document.querySelectorAll("[data-testid=stCaptionContainer] p")) {
      if (words.children.length) continue
      const node = words.firstChild, before = node?.data
      const after = paper.unsaid.reduce((text, sentence) => text.replace(sentence, ""), before ?? "").trim()
      if (!node || after === before.trim()) continue
      undo.push(() => { node.data = before })
      node.data = after
      if (!after) attribute(words.closest(".stElementContainer"), "data-paper", "none")
    }
  }

  function before() {
    after()
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      fit(plot)
      if (paper.dark) whiten(plot)
    }
    silence()
    if (window.CSSMarginRule) {
      // The foot of every sheet says what the end of the page does.
      const end = [...document.querySelectorAll(".stMain hr")].pop()?.closest(".stElementContainer")
      for (const part of [end, end?.nextElementSibling]) if (part) attribute(part, "data-paper", "none")
    }
    const foot = [paper.source, ...(location.href.length < LONGEST ? [location.href] : [])]
    const said = foot.map((line) => line.replace(/["\\]/g, "\\$&")).join("\\A ")
    style.textContent = paper.style.replace("SOURCE", () => said)
  }

  function after() {
    while (undo.length) undo.pop()()
  }

  window.fenjinPrinting?.abort()
  const mine = window.fenjinPrinting = new AbortController()
  window.addEventListener("beforeprint", before, mine)
  window.addEventListener("afterprint", after, mine)
  return () => {
    if (window.fenjinPrinting !== mine) return
    mine.abort()
    style.remove()
  }
}
"""

# Said on the screen, where there is something to press.
_UNSAID = (
    "点条形，看这个数字的来历和出处。",
    "点行首的方格，看这个数字的来历和出处。",
    "在框中按Ctrl+Enter（苹果电脑按Command+Enter）也可运行。",
)


def paper(t: Translator, look: Look, source: str) -> dict[str, Any]:
    """What `SCRIPT` needs to know (`printing(data.paper)`): `look` is that of the page's figures, `source` is what the foot of each sheet says."""
    colours, inks = ({_rgb(dark): light for dark, light in each.items()} for each in on_white(look))
    return {
        "style": STYLE, "source": source, "dark": look.mode == "dark", "colours": colours, "inks": inks, "unsaid": [t(sentence) for sentence in _UNSAID],
    }  # fmt: skip


def table(shown: pd.DataFrame, fields: Sequence[Column], t: Translator) -> str:
    """A table as HTML that only paper shows, in place of a grid, of which a browser prints what is on the screen.

    It holds the first rows, and the first columns that fit; a line tells what is left out. `fields` say what the columns are.
    """
    first = shown.head(_MOST_ROWS)
    columns: list[tuple[bool, float, list[str]]] = []  # whether it holds numbers, its width, its texts from the head down
    room, left = _ROOM, []
    for place, field in enumerate(fields):
        name, column = str(first.columns[place]), list(first.iloc[:, place])
        numeric = cells.numeric(column, field.kind)
        texts = [_cut(name), *(_cut(cells.words(value, field.kind, t)) for value in column)]
        if not any(texts[1:]):
            continue
        wide = [_width(text) for text in texts if text]
        asked = min(max(wide), _WIDEST if sum(wide) < _SENTENCE * len(wide) else 2 * _WIDEST) + _GAP
        if asked > room:
            left.append(name)
            continue
        room -= asked
        columns.append((numeric, asked, texts))
    rows, letters = [], 0
    for place in range(len(first) + 1):
        tag = "td" if place else "th"
        row = "<tr>" + "".join(
            f"<{tag}{' class=number' if numeric else ''}>{html.escape(texts[place])}" for numeric, _asked, texts in columns
        )
        letters += len(row.encode())
        if place and letters > _MOST_LETTERS:
            break
        rows.append(row)
    total = sum(asked for _numeric, asked, _texts in columns)
    sized = "".join(f'<col style="width:{100 * asked / total:.1f}%">' for _numeric, asked, _texts in columns)
    said = []
    if len(rows) - 1 < len(shown):
        said.append(t("纸上是前{n}行，全部{all}行在下载的文件里。", n=len(rows) - 1, all=f"{len(shown):,}"))
    if left:
        said.append(t("纸上没有这些列：{columns}；下载的文件里有。", columns=t.join(left)))
    note = f"<p>{html.escape(('' if t.lang == 'zh' else ' ').join(said))}</p>" if said else ""
    # The block around it would take room on the screen even so.
    style = "<style>@media screen { .stElementContainer:has(.fenjin-paper) { display: none } }</style>"
    return f'{style}<div class="fenjin-paper" hidden><table>{sized}<thead>{rows[0]}<tbody>{"".join(rows[1:])}</table>{note}</div>'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _rgb(colour: str) -> str:
    """A colour as browsers write it: "#16202B" -> "rgb(22, 32, 43)"."""
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in text)
