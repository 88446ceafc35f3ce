"""A view in a page: its figure, its table, its files, and the card of a target."""

import functools
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as arrow
import streamlit as st
from pandas.io.formats.style import Styler

from fenjin import views
from fenjin.data import sandbox
from fenjin.data.memory import memoize
from fenjin.figures.look import ink_on
from fenjin.figures.shares import shade_counts
from fenjin.figures.typeset import PHONE_TITLE, breadth, breakable
from fenjin.files import export, provenance
from fenjin.files.formats import FORMATS, Format, Material
from fenjin.language import cells
from fenjin.language.columns import Column
from fenjin.language.markdown import plain
from fenjin.language.translate import Translator, translator
from fenjin.screen.choose import SEARCH_HINT
from fenjin.screen.components import copying, figure, picture, printing
from fenjin.screen.link import go, own_link, put_into_link, same
from fenjin.screen.navigation import page_at
from fenjin.screen.visit import add_to_story, documents, offer, on_phone, visitor
from fenjin.server import api
from fenjin.settings import ANALYST, load, now
from fenjin.slides import slide
from fenjin.views import Context, View
from fenjin.views.selection import Filters

_TYPE = 14  # pixels of the type of a grid
_WIDEST, _WIDEST_FIXED = 460, 260  # pixels of a column, and of one that stays where others are moved out of sight
_WIDEST_FIXED_ON_PHONE = 150  # less than half of its screen, so that others have room beside it
_MOST_COPIED = 50_000  # cells of a table that is copied: the browser gets them all before anybody presses


def headline(text: str, view: View, context: Context) -> None:
    """What a page says first, in the largest type, with the way of its first view into the visitor's slides."""
    with st.container(key="headline"):
        title(text, view, context, "headline")


def caption(text: str, view: View, context: Context, key: str) -> None:
    """What a view comes to in small words, where its section has a title of its own, with the same button."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"caption-{key}"):
        st.caption(plain(text), width="content")
        _add_button(view, context, key)


def title(text: str, view: View, context: Context, key: str) -> None:
    """A title of a view, and beside it the button that adds the view to the visitor's slides."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"title-{key}"):
        st.subheader(plain(breakable(text, PHONE_TITLE)), anchor=False)
        _add_button(view, context, key)


def _add_button(view: View, context: Context, key: str) -> None:
    if view.address:
        st.button(
            context.t("加入放映"),
            key=f"{key}-add",
            on_click=add_to_story,
            args=(view, context),
            icon=":material/add:",
            type="tertiary",
        )


def draw(
    view: View,
    context: Context,
    key: str,
    heading: bool = True,
    lead: Callable[[str, str], None] | None = None,
    current: str = "",
) -> None:
    """A view as a block: its takeaway, its figure with a text twin, its notes.

    Of a table of figures `lead` is told which head was pressed ("row" or "column", and its code), and `current` is the row that stands out.
    """
    if heading:
        title(view.takeaway, view, context, key)
    reading = list(view.legend)
    if view.drawn:
        if view.drawn.pressable:
            reading.append(
                context.t("点数字看来历和出处，点行名、列名往下看。")
                if view.drawn.html
                else context.t("点图上的标记往下看。")
                if view.drawn.leads
                else context.t("点条形，看这个数字的来历和出处。")
            )
        figure.draw(
            view.drawn,
            key,
            text_twin(view, context.t.lang),
            press=functools.partial(_show, key) if view.drawn.pressable else None,
            lead=lead,
            current=current,
        )
    notes = [*view.notes, ("" if context.t.lang == "zh" else " ").join(reading)]
    st.caption(("　" if context.t.lang == "zh" else "  ").join(plain(note) for note in notes if note))


@memoize(256)
def text_twin(view: View, lang: str) -> str:
    """What stands for a view's figure where it is read aloud: the takeaway and the first columns of the table."""
    stop, comma = ("。", "；") if lang == "zh" else (". ", "; ")
    # Of a comparison also what each row rests on: not every amount is written in the text.
    fields = view.fields[: 4 if any(each.name == "basis" for each in view.fields[:4]) else 3]
    rows = comma.join(
        " ".join(cells.words(cell, each.kind, translator(lang)) for each, cell in zip(fields, row, strict=False))
        for row in view.table.head(30).itertuples(index=False, name=None)
    )
    return f"{view.takeaway}{stop}{rows}" if rows else view.takeaway


@dataclass(frozen=True)
class _Grid:
    """A view's table as the browser takes it: its rows, how each column is written, and the same for paper, as HTML."""

    rows: arrow.Table | Styler
    columns: dict[str, Any]
    paper: str
    targets: list[str]


@memoize(64)
def _grid(view: View, context: Context, fixed: int, heat: bool, widest_fixed: int) -> _Grid:
    t, table_of = context.t, view.table
    rare = view.entry.rare if view.entry else ()
    columns: dict[str, Any] = {}
    fields = []
    for place, (field, name) in enumerate(zip(view.fields, table_of.columns, strict=True)):
        if field.name in rare and not table_of.iloc[:, place].any():
            columns[name] = None
            continue
        fields.append((field, name))
        width = min(_width(table_of.iloc[:, place], name, field, t), widest_fixed if place < fixed else _WIDEST)
        # Totals stand in the heads, where no sorting moves them.
        label = f"{name} · {cells.words(table_of.iloc[-1, place], field.kind, t)}" if view.totals and place else None
        width = max(width, _width(table_of.iloc[:0, place], label, field, t)) if label else width
        columns[name] = _column(field, t)(label=label, width=width, pinned=place < fixed)
    paper = printing.table(table_of[[name for _field, name in fields]], [field for field, _name in fields], t)
    return _Grid(
        shade_counts(table_of.iloc[: -view.totals or None], context.look) if heat else _rows(view, context),
        columns,
        paper,
        view.cards,
    )


def _rows(view: View, context: Context) -> arrow.Table | Styler:
    """A view's rows as the grid takes them: with the words of the cells that it cannot write by itself, and those marked that bear a word
    that was searched for."""
    t = context.t
    formats: dict[str, Callable[[Any], str]] = {}
    rows = view.table
    for field, name in zip(view.fields, view.table.columns, strict=True):
        kind = cells.KINDS[field.kind]
        if kind.order:
            # Sorted by its place among the others, which no reader sees.
            texts = [str(text or "") for text in rows[name]]
            ordered = sorted(set(texts), key=kind.order)
            places = {text: place for place, text in enumerate(ordered)}
            rows = rows.assign(**{str(name): [places[text] for text in texts]})
            formats[name] = ordered.__getitem__
        elif kind.grid == "words":
            formats[name] = functools.partial(cells.words, kind=field.kind, t=t)
    if view.params.get("word1") and view.targets:
        found_in = views.hits(view, context)
        look = f"background-color: {context.look.colour('ramp')[1]}; color: {ink_on(context.look.colour('ramp')[1])}"
        marks = pd.DataFrame(
            {name: [look if hit else "" for hit in found_in[str(name)]] for name in rows.columns}, index=rows.index
        )
        return rows.style.format(formats, na_rep="").apply(lambda _frame: marks, axis=None)
    return rows.style.format(formats, na_rep="") if formats else arrow.Table.from_pandas(rows, preserve_index=False)


def table(
    view: View,
    context: Context,
    key: str,
    name: str,
    fixed: int = 1,
    heat: bool = False,
    titled: bool = False,
    press: Callable[[int, int], None] | None = None,
) -> None:
    """A view's table, in which a target's row opens its card, and below it the files of exactly what the table shows.

    `press` is told the places of a cell that is pressed, of its row and of its column. A view whose title adds it to the visitor's slides is `titled`: then nothing below the table does it once more. With `heat`, the counts of a table with totals are coloured, darker (on a dark screen lighter) for more.
    """
    t = context.t
    if view.table.empty:
        hint = [t(SEARCH_HINT)] if view.params.get("word1") and not heat else []
        st.info(("" if t.lang == "zh" else " ").join([t("没有符合条件的行。"), *hint]))
        return
    grid = _grid(view, context, fixed, heat, _WIDEST_FIXED_ON_PHONE if on_phone() else _WIDEST_FIXED)
    settings: dict[str, Any] = {}
    if grid.targets:
        settings = {
            "selection_mode": "single-row",
            "on_select": functools.partial(_open_card, key, grid.targets),
        }
    elif press:
        settings = {
            "selection_mode": "single-cell",
            "on_select": functools.partial(_press_cell, key, list(map(str, view.table.columns)), press),
        }
    if view.params.get("word1") and view.targets:
        for note in views.elsewhere(context, view):
            st.caption(plain(note))
    st.html(grid.paper)
    st.dataframe(
        grid.rows,
        hide_index=True,
        column_config=grid.columns,
        key=key,
        height="content" if len(view.table) <= 12 else 480,
        alt=f"{view.question} {view.takeaway}",
        placeholder="",
        width="stretch" if len(grid.columns) > 4 else "content",
        **settings,
    )
    # Below the grid, whose own tools cover what stands above it.
    if grid.targets:
        st.caption(t("点行首的方格，看这个数字的来历和出处。"))
    elif press:
        st.caption(t("点一格，看它数的是哪些行。"))
    download(view, context, f"{key}-csv", name, titled)


def in_text(page: Context, filters: Filters, key: str) -> None:
    """The rows that only the published text gives for a search, where it is at hand."""
    view = views.in_text(page, filters, documents(views.known_lists(page.database)[each] for each in page.lists))
    if view:
        st.caption(page.t("附上的原文里，另有{n}条的原句有这些词：", n=len(view.table)))
        table(view, page, f"{key}-text", f"{page.list_id}-text")


def data(view: View, context: Context, key: str, name: str, label: str = "") -> None:
    """What stands behind a figure, on request: its table, in which a target's row opens its card, and its files."""
    expander = st.expander(label or context.t("数据、图片、出处、放映"), key=f"{key}-data", on_change="rerun")
    if expander.open:
        with expander:
            if visitor().may(ANALYST) and view.drawn:
                svg = slide.svg(slide.picture(context, view, now().date(), own_link()), context.t.lang)
                picture.buttons(svg, name, context.t, f"{key}-picture")
            table(view, context, key, name)


def _open_card(key: str, targets: list[str]) -> None:
    rows = st.session_state[key].selection.rows
    _show(key, targets[rows[0]] if rows else None)


def _press_cell(key: str, names: list[str], press: Callable[[int, int], None]) -> None:
    """Tells which cell was pressed; the one before where it was pressed again, which takes back that it was chosen."""
    pressed = st.session_state[key].selection.cells
    place = (pressed[0][0], names.index(str(pressed[0][1]))) if pressed else st.session_state.get(f"{key}-cell")
    if place:
        st.session_state[f"{key}-cell"] = place
        press(*place)


def _show(key: str, target: str | None) -> None:
    """Opens the card of a target; None, what was chosen was pressed again, opens the last one once more."""
    card = st.session_state.get(f"{key}-card", "") if target is None else target
    st.session_state[f"{key}-card"] = card
    put_into_link({"target": card})


def lines(of: Mapping[str, str], key: str) -> None:
    """Targets as lines, by their numbers; a press on one opens its card."""
    with st.container(gap=None, key=f"lines-{key}"):
        for target, line in of.items():
            st.button(line, key=f"{key}-{target}", on_click=_show, args=(key, target), type="tertiary", width="stretch")


def show_card(context: Context, target: str) -> None:
    """The card of a target: what it promises and in what words of the published document, and how it compares."""
    t = context.t
    view = views.card(context, target)
    rows = view.rows
    quote = views.quotes(context, documents([context.description]), [target]).get(target)
    if quote:
        with st.container(border=True):
            st.html(f"{html.escape(quote.before)}<mark>{html.escape(quote.figure)}</mark>{html.escape(quote.after)}")
    facts = [f"**{label}**　{plain(str(text))}" for label, text in view.table.iloc[0].items()]
    for column, part in zip(st.columns(2), (facts[::2], facts[1::2]), strict=True):
        column.markdown("  \n".join(part))
    if not quote:
        st.caption(t("附上原文后，这里显示原句。在“关于”页可以附上。"))
    others = [row for row in rows if row["target_id"] != target and row["kind"] != "qualitative"]
    if others:
        st.markdown(t("**同一承诺的其他目标**") if len(others) < len(rows) else t("**这条承诺的目标**"))
        st.markdown("\n".join(f"- {views.target_line(row, t)}" for row in others))
    _alike(context, views.actions_of(context, target))
    download(view, context, "card", target.replace("/", "-"))


def _alike(context: Context, actions: Sequence[views.Row]) -> None:
    """The way from a commitment to the units that promise the same actions."""
    t = context.t
    if not actions:
        return
    st.markdown(t("**这条承诺里的举措，还有谁承诺**"))
    with st.container(horizontal=True, gap="small"):
        for each in actions:
            st.page_link(
                page_at(each["theme"]),
                label=plain(t("{name} · {n}个单位", name=views.action_name(each, t), n=each["units"])),
                icon=":material/arrow_forward:",
                query_params={**same(context), "action": each["action"]},
            )


def _column(field: Column, t: Translator) -> Callable[..., Any]:
    """How the grid writes a column's cells."""
    form = cells.KINDS[field.kind].grid
    if form == "date":
        return functools.partial(st.column_config.DateColumn, format="YYYY年M月D日" if t.lang == "zh" else "D MMM YYYY")
    if form == "grouped":
        return functools.partial(st.column_config.NumberColumn, format="localized")
    if cells.KINDS[field.kind].order:
        return functools.partial(st.column_config.NumberColumn, alignment="left")
    return st.column_config.NumberColumn if form == "words" else st.column_config.Column


def _width(column: pd.Series, name: str, field: Column, t: Translator) -> int:
    """Pixels that show a column's longest text whole, in a typeface somewhat wider than most."""
    texts = [name, *(cells.words(value, field.kind, t) for value in column)]
    return max(round(max(breadth(text, _TYPE) for text in texts) * 1.08) + 26, 60)


def download(view: View, context: Context, key: str, name: str, titled: bool = False) -> None:
    """The view's table as files: the common format at once, behind a button those that also say where it comes from; and the way into the
    visitor's slides, unless the view is `titled`."""
    t = context.t
    documents_at_hand = documents(views.lists_of(context, view)) if view.targets else {}
    facts: dict[str, Any] = {"query": view.query, "rows": len(view.table), "list": provenance.list_ids(context, view)}

    def with_all() -> View:
        return views.add_quotes(views.add_other_language(views.add_numbers(view, context), context), context, documents_at_hand)

    def give(entry: Format) -> None:
        link = own_link()

        def write() -> bytes:
            quotes = {target: str(quote) for target, quote in views.quotes(context, documents_at_hand, view.targets).items()}
            return entry.write(Material(with_all(), context, link, now(), quotes))

        offer(
            t(entry.label, n=len(view.table)),
            f"{name}.{entry.ending}",
            entry.media,
            write,
            key if entry.common else f"{key}-{entry.ending}",
            icon=":material/download:" if entry.common else None,
            **facts,
        )

    formats = [each for each in FORMATS.values() if each.suits(view)]
    with st.container(horizontal=True, gap="small"):
        for each in formats:
            if each.common:
                give(each)
        if view.address and not titled:
            st.button(
                t("加入放映"), key=f"{key}-story", on_click=add_to_story, args=(view, context), icon=":material/playlist_add:"
            )
        if not visitor().may(ANALYST):
            return
        # What is in it is made when it is opened: few readers do.
        with st.popover(t("更多格式"), key=f"{key}-more", on_change="rerun") as more:
            if more.open:
                if view.table.size <= _MOST_COPIED:
                    copying.button(t("复制表格（贴到Excel、WPS、Word）"), export.tabbed(with_all().table), t, f"{key}-copy")
                for each in formats:
                    if each.most < view.table.size:
                        st.caption(t(each.refusal))
                    elif not each.common:
                        give(each)
                lists, link = views.lists_of(context, view), own_link()
                version = context.database.version
                st.caption(t("引用（GB/T 7714，另附清单本身；下面是普通的一种）"))
                st.code("\n".join(provenance.reference(view.question, lists, version, link, now().date())), None, wrap_lines=True)
                st.code(provenance.citation(t.lang, lists, version, link), None, wrap_lines=True)
                answer = api.address(view, context) if load().served else ""
                sql = views.sql_of(view, context) if view.query in views.QUERIES else ""
                if sql and len(sql) <= sandbox.LONGEST:
                    st.button(
                        t("在SQL页打开这里的查询"),
                        key=f"{key}-sql",
                        on_click=_open_sql,
                        args=(sql, context),
                        icon=":material/code:",
                    )
                if answer:
                    st.link_button(t("数据接口（查询的行，JSON）"), answer, icon=":material/api:")


def _open_sql(sql: str, context: Context) -> None:
    """Leads to the SQL page with a query: in the link where it has room, else in the visit alone."""
    st.session_state["sql-long"] = sql
    go("sql", {**same(context), **({"sql": sql} if views.SQL.takes(sql) else {})})
