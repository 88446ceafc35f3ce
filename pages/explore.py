"""Explore: any question of the whole table: filter, search, choose columns, count, take away."""

import functools
import zlib
from dataclasses import replace

import streamlit as st

from fenjin import screen, views
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views import leads
from fenjin.views.page import theme_of
from fenjin.views.parameter import Parameter
from fenjin.views.selection import FACETS, MOST_LISTS

MOST_LISTS_OFFERED = 400  # lists; of more only those that are of the same city or the same year as a chosen one
VALUE_BOUNDS = {"above": _("原文数值大于"), "below": _("原文数值小于"), "equals": _("原文数值等于")}
FORMS = {"rows": _("逐条"), "values": _("指标 × 单位")}

page = screen.context(several=True)
t = page.t
filters, choice = screen.filters(
    page,
    {
        **views.QUESTIONS["pivot"].parameters,
        "order": views.QUESTIONS["explore"].parameters["order"],
        "show": views.QUESTIONS["explore"].parameters["columns"],
        "form": Parameter(codes=FORMS),
    },
)
page = replace(page, look=replace(page.look, theme=theme_of(page, filters.link())))
counts = views.facets(page, filters)


def says(facet: str, code: str) -> str:
    """A choice in words, with the number of rows that it would leave."""
    return f"{views.facet_words(page, facet, code)} · {counts[facet].get(code, 0)}"


def list_options() -> list[str]:
    """The lists that can be put side by side with those chosen."""
    every = views.known_lists(page.database)
    if len(every) <= MOST_LISTS_OFFERED:
        return list(reversed(every))
    cities, years = ({every[code][name] for code in page.lists} for name in ("city", "year"))
    return [code for code, each in reversed(every.items()) if each["city"] in cities or each["year"] in years]


def choose_facets() -> None:
    """A field for each facet, on as many columns as there is room for, and the range of values."""
    codes_of = views.codes(page)
    with st.grid(3, min_column_width=230):
        for facet in (each for each in FACETS if each != "list"):
            # In their own order, months by date: what is looked for is where it was, whatever else is chosen.
            codes = [code for code in codes_of[facet] if code in counts[facet] or code in filters.codes(facet)]
            found_by = views.units_found_by(page) if facet == "unit" else None
            screen.choose_many(
                words(t, "facet", facet),
                facet,
                codes,
                filters.codes(facet),
                functools.partial(says, facet),
                found_by=found_by,
                nothing=t(views.NO_UNIT),
            )
    uoms = views.units_of_measure(page, filters)
    st.caption(
        t("标准值的范围，单位：{uom}", uom=t.join([quantity.unit_with_metric(uom, t) for uom in uoms[:4]]))
        if len(uoms) == 1
        else t("标准值的范围。现在剩下{n}种计量单位，先选一个指标或计量单位再定范围才有意义。", n=len(uoms))
    )
    low, high = st.columns(2)
    with low:
        screen.number(t("标准值不低于"), "low", filters.low)
    with high:
        screen.number(t("标准值不高于"), "high", filters.high)
    uoms_left = [code for code in filters.codes("uom") or counts["uom"] if code in counts["uom"] and code != "none"]
    st.caption(
        t(
            "原文数值，单位：{uom}。不看比较符：“至少10”按10算；区间的两端都要符合。",
            uom=views.facet_words(page, "uom", uoms_left[0]),
        )
        if len(uoms_left) == 1
        else t("原文数值，照原文的单位。现在剩下{n}种，先在上面选一个计量单位才有意义。", n=len(uoms_left))
    )
    for field, (name, label) in zip(st.columns(3), VALUE_BOUNDS.items(), strict=True):
        with field:
            screen.number(t(label), name, filters.bounds.get(name))


show = tuple(code for code in views.COLUMNS if code in choice.get("show", "").split(",")) or views.DEFAULT_COLUMNS
order, form = choice.get("order", "list"), choice.get("form", "rows")
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
    with st.container(width="stretch"):
        words_sought = screen.search(t, "q", choice.get("q"))
    screen.choose(
        st.segmented_control,
        t("看法"),
        "form",
        list(FORMS),
        form,
        lambda code: t(FORMS[code]),
        required=True,
        label_visibility="collapsed",
    )
    if form == "rows":
        screen.choose(
            st.selectbox,
            t("排列"),
            "order",
            list(views.ORDERS),
            order,
            lambda code: words(t, "order", code),
            width=200,
            label_visibility="collapsed",
        )
        with st.popover(t("选列（{n}）", n=len(show)), icon=":material/view_column:"):
            screen.choose_many(
                t("表中显示的列"),
                "show",
                list(views.COLUMNS),
                show,
                lambda code: t(views.COLUMNS[code][0].heading),
                default=views.DEFAULT_COLUMNS,
            )
    with st.expander(t("筛选"), key="facets", width=120):
        st.caption(t(screen.SEARCH_HINT))
        if len(page.database.lists) > 1:
            screen.choose_many(
                t("并排看的清单（最多{n}份）", n=MOST_LISTS),
                "list",
                list_options(),
                page.lists,
                lambda code: views.facet_words(page, "list", code),
                most=MOST_LISTS,
            )
        choose_facets()

chips = [
    (
        f"{facet}-{code}",
        t("{name}：{value}", name=words(t, "facet", facet), value=views.facet_words(page, facet, code)),
        {facet: ",".join(other for other in filters.codes(facet) if other != code)},
    )
    for facet, codes in filters.sets
    for code in codes
    if facet != "list" or page.further
]
chips += [("q", t("搜索：{words}", words=words_sought), {"q": ""})] if words_sought else []
chips += [(name, views.bound_words(page, filters, name), {name: ""}) for name in filters.bounds]
if chips:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="chosen"):
        for key, label, without in chips:
            st.button(plain(label), key=f"drop-{key}", icon=":material/close:", on_click=screen.put_into_link, args=(without,))
        st.button(
            t("清除全部"),
            key="clear",
            type="tertiary",
            on_click=screen.put_into_link,
            args=({**dict.fromkeys(filters.link(), ""), "list": page.list_id},),
        )
if any(
    low is not None and high is not None and low > high
    for low, high in ((filters.low, filters.high), (filters.above, filters.below))
):
    st.warning(t("下限大于上限，没有哪个数字在其间。"))

rows_view = views.explore(page, filters, show, order)


def lead(kind: str, code: str) -> None:
    """What is pressed leads on, a row and the departments to fewer targets here."""
    path, link = leads.of_values({})(kind, code)
    if path == "explore":
        screen.put_into_link(link)
    else:
        screen.go(path, {**screen.same(page), **link})


tables = []
for list_id in page.lists if form == "values" else ():
    own_context = views.of_lists(page, [list_id])
    own = filters.of_list(list_id, [unit["unit_id"] for unit in own_context.units])
    if own:
        tables.append((own_context, views.filtered_matrix(own_context, own)))
first_view = tables[0][1] if len(tables) == 1 else rows_view
screen.headline(first_view.takeaway, first_view, page)
for own_context, view in tables:
    # A list is ranked by itself.
    if page.further:
        st.subheader(plain(views.facet_words(page, "list", own_context.list_id)), anchor=False)
    if len(tables) > 1:
        st.caption(plain(view.takeaway))
    key, name = f"values-{own_context.list_id}", "-".join([own_context.list_id, filters.file_name(), "values"]).replace("--", "-")
    if view.drawn:
        screen.draw(view, own_context, key, heading=False, lead=lead)
        screen.data(view, own_context, f"{key}-data", name)
    else:
        screen.table(view, own_context, key, name, titled=view is first_view)
if form == "rows":
    screen.table(rows_view, page, "explore", "-".join([*page.lists, filters.file_name() or "explore"]), titled=True)
    screen.in_text(page, filters, "explore")

indicators = list(rows_view.frame["indicator_id"].dropna().unique())
if len(indicators) == 1 and len(rows_view.frame) == rows_view.frame["indicator_id"].count():
    st.header(t("这个指标的比较"), anchor=False)
    st.caption(t("比较用清单中这个指标的全部数字，不受上面的筛选影响。"))
    if page.further:
        st.caption(t("每份清单自成一组，清单之间不排名次。"))
    for list_id in page.lists:
        own_context = views.of_lists(page, [list_id])
        for league in filters.codes("league") or views.LEAGUES:
            ranking = views.ranking(own_context, indicators[0], league)
            if not ranking.empty:
                group = [views.facet_words(page, "list", list_id)] if page.further else []
                st.caption(plain(" · ".join([*group, words(t, "league", league)])))
                key = f"{league}-{list_id}" if page.further else league
                screen.draw(ranking, own_context, f"ranking-{key}")
                screen.data(ranking, own_context, f"ranking-data-{key}", f"{list_id}-{indicators[0]}-{league}")

actions = [code for code in filters.codes("action") if code != "none"]
if len(actions) == 1:
    st.header(t("相近的承诺"), anchor=False)
    st.caption(t("这里是清单中承诺这个举措的全部单位，不受上面的筛选影响。"))
    for list_id in page.lists:
        if page.further:
            st.caption(plain(views.facet_words(page, "list", list_id)))
        screen.similar(views.of_lists(page, [list_id]), actions[0], f"similar-{list_id}")

st.header(t("分类统计"), anchor=False)
first, second = st.columns(2)
with first:
    rows = screen.choose(st.selectbox, t("行"), "rows", views.PIVOTS, choice.get("rows"), lambda code: words(t, "facet", code))
with second:
    others = [code for code in views.PIVOTS if code != rows]
    default = ["kind", *(code for code in others if code != "kind")] if rows != "kind" else others
    columns = screen.choose(
        st.selectbox, t("列"), "columns", default, choice.get("columns"), lambda code: words(t, "facet", code)
    )
crosstab = views.pivot(page, filters, rows, columns)
screen.caption(crosstab.takeaway, crosstab, page, "pivot")
for note in crosstab.notes:
    st.caption(plain(note))


def lead_to_rows(row: int, column: int) -> None:
    """What is counted in a cell is what is left."""
    screen.put_into_link(views.counted_rows(page, filters, (rows, columns), row, column))


screen.table(
    crosstab,
    page,
    # What was pressed in another table of counts is no choice in this one.
    f"pivot-{rows}-{columns}-{zlib.crc32(repr(filters.link()).encode())}",
    "-".join([*page.lists, filters.file_name(), rows, columns]).replace("--", "-"),
    heat=True,
    titled=True,
    press=lead_to_rows,
)
screen.footer(page, choice)
