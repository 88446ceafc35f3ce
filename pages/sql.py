"""SQL: one SELECT over the tables, for analysts who want it; read only, limited, with its text in the link."""

from pathlib import Path

import pandas as pd
import streamlit as st

from fenjin import screen, settings, views
from fenjin.data import database, queries, sandbox
from fenjin.language import columns
from fenjin.language.markdown import plain
from fenjin.language.translate import _
from fenjin.screen.components.editor import editor
from fenjin.screen.components.history import history
from fenjin.views.parameter import Parameter
from fenjin.views.selection import Filters

EXAMPLES = {
    _("各县区实际到位资金承诺多少？"): """\
select list_id, unit, scope, comparator, std_value, std_uom, firmness
from targets
where indicator_id = 'funds-in-place' and league = 'county' and tier = 'base'
order by list_id, scope nulls first, std_value desc""",
    _("哪些指标有三家以上县区给出同口径的数字，最高最低各是多少？"): """\
select list_id, indicator, indicator_en, scope, std_uom, count(*) as units, min(std_value) as lowest, max(std_value) as highest
from targets
where indicator_id is not null and league = 'county' and tier = 'base' and kind not in ('date', 'qualitative')
group by all
having count(*) >= 3
order by list_id, units desc, indicator""",
    _("哪些单位的承诺最难衡量？"): """\
select
    list_id, league, unit,
    count(distinct commitment_id) as commitments,
    count(distinct commitment_id) filter (where kind <> 'qualitative') as measurable
from targets
group by all
order by list_id, league, measurable / commitments, commitments desc, unit""",
    _("上半年到期的目标有哪些？"): """\
select list_id, deadline, unit, commitment, measure, figure
from targets
where deadline <= make_date(year, 6, 30)
order by list_id, deadline, unit_order""",
    _("能相加的指标，县区合计多少？"): """\
-- A part of a total and a figure of another scope or unit of measure are never added to it.
select
    t.list_id, t.indicator, t.indicator_en, t.scope, t.std_uom,
    count(*) as units, sum(t.std_value) as total, count(*) filter (where t.comparator <> 'eq') as only_bounds
from targets as t
join indicators as i using (indicator_id)
where i.additive and t.league = 'county' and t.tier = 'base' and t.part_of is null
group by all
order by t.list_id, units desc, t.indicator""",
    _("哪些举措承诺的单位最多？"): """\
select
    m.list_id, a.action_zh, a.action_en,
    count(distinct m.unit_id) as units,
    count(distinct m.unit_id) filter (where m.basis_targets is not null) as with_figures
from mentions as m
join actions as a using (action)
group by all
order by m.list_id, units desc, a.action_zh""",
    _("每个主题下，确保、任务和力争的目标各有几个？"): """\
select list_id, theme, count(*) as targets, count(*) filter (where firmness = 'ensure') as ensured,
    count(*) filter (where firmness = 'task') as tasks, count(*) filter (where firmness = 'strive') as striven
from targets
where kind <> 'qualitative'
group by all
order by list_id, targets desc""",
}

WRONG = {
    "empty": _("没有可以运行的SQL。"),
    "long": _("SQL太长：最多{longest}个字符。"),
    "characters": _("SQL中有不能识别的字符，请删去后再运行。"),
    "statement": _("只能运行一条SELECT语句，不能修改、导入、导出或改设置。"),
    "pivot": _("PIVOT要用IN写明列出哪些值，例如：PIVOT ledger ON reason IN ('name', 'site') USING sum(numerals)。"),
    "error": _("这条SQL有误，数据库的说明如下："),
    "columns": _("结果的列太多：最多{columns}列。"),
    "bytes": _("结果太大：超过{megabytes} MB。请少选几列或几行。"),
    "time": _("超过{seconds}秒没有算完，已停止。请缩小范围再试。"),
    "memory": _("所用内存超过上限，已停止。请缩小范围再试。"),
    "crash": _("查询意外中断，没有结果。请换一种写法再试。"),
    "busy": _("同时运行的查询太多，请稍后再试。"),
}


def take(text: str) -> None:
    """Puts a text into the link where it fits; it is run when the page is drawn."""
    in_link = views.SQL.takes(text)
    screen.put_into_link({"sql": text if in_link else "", "chart": ""})
    st.session_state["sql-long"] = "" if in_link else text
    st.session_state.pop("sql-answer", None)


def take_instead(text: str) -> None:
    """The same of a text that was chosen: it takes the place of what stands in the box."""
    take(text)
    st.session_state["sql-times"] = st.session_state.get("sql-times", 0) + 1


def take_example() -> None:
    """The example that was chosen goes into the box; the list of examples is ready for the next choice."""
    example, st.session_state["sql-example"] = st.session_state["sql-example"], None
    take_instead(EXAMPLES[example])


def take_query() -> None:
    """The dashboard's own query that was chosen goes into the box, with its parameters written in: a choice that gives rows."""
    query_name, st.session_state["sql-named"] = st.session_state["sql-named"], None
    indicators = views.indicators(page, None).frame.sort_values(["county_ranked", "county_units"], ascending=False, kind="stable")
    about, actions = views.records(indicators.head(1)), views.actions(page).frame
    indicator = about[0] if about else {"theme": None, "indicator_id": None, "county_units": 0}
    usual = {
        "list": page.list_id,
        "before": page.before,
        "theme": indicator["theme"],
        "indicator": indicator["indicator_id"],
        "league": "county" if indicator["county_units"] else "department",
        "target": next(iter(views.Targets(page))),
        "action": actions.iloc[0]["action"] if len(actions) else None,
        **views.within(page, Filters())[1].parameters(),
    }
    take_instead(queries.fill(query_name, {**usual, **views.QUERIES[query_name].usual}))


def run(sql: str) -> sandbox.Answer | sandbox.Refusal:
    """What the text gives; remembered in this visit until it is run again, so that a change of language costs no query."""
    key = (page.database.version, page.lists, sql)
    outcome_of = st.session_state.get("sql-answer")
    if outcome_of is None or outcome_of[0] != key:
        with st.spinner(t("正在查询……")):
            try:
                outcome_of = key, sandbox.run(sql, page.database.extract(page.lists))
            except sandbox.Refusal as refused:
                outcome_of = key, refused
        st.session_state["sql-answer"] = outcome_of
    return outcome_of[1]


page = screen.context()
t = page.t
if not screen.visitor().may(settings.ANALYST):
    st.info(t("运行SQL要“分析”的权限。需要时请联系管理员。"))
    screen.footer(page, screen.choices(page, {"sql": views.SQL, "table": Parameter(codes=database.TABLES)}))
    raise screen.EndOfPage
cursor = page.database.cursor(page.lists)
counts = {name: cursor.table(name).count("*").fetchall()[0][0] for name in database.TABLES}
choice = screen.choices(page, {"sql": views.SQL, "chart": views.CHART, "table": Parameter(codes=database.TABLES)})

first, second, third = st.columns(3)
first.selectbox(
    t("从一个问题开始"),
    list(EXAMPLES),
    index=None,
    key="sql-example",
    on_change=take_example,
    format_func=lambda code: t(code),
    placeholder=t("从一个问题开始"),
    label_visibility="collapsed",
)
second.selectbox(
    t("从看板自己的查询开始"),
    sorted(views.QUERIES),
    index=None,
    key="sql-named",
    on_change=take_query,
    format_func=lambda code: t(views.QUERIES[code].title),
    placeholder=t("从看板自己的查询开始"),
    label_visibility="collapsed",
)

if "sql" in choice:
    st.session_state["sql-long"] = ""
text = choice.get("sql") or st.session_state.get("sql-long", "")
st.html(Path(__file__).with_suffix(".css"))
tables = {name: cursor.table(name).columns for name in database.TABLES}
editor(t, page.look.mode, tables, text, st.session_state.get("sql-times", 0), sandbox.LONGEST, "sql-text", take)

latest = ""
if text:
    answer = run(text)
    if isinstance(answer, sandbox.Refusal):
        limits = {
            "longest": f"{sandbox.LONGEST:,}",
            "columns": sandbox.MOST_COLUMNS,
            "megabytes": sandbox.MOST_BYTES // 2**20,
            "seconds": sandbox.SECONDS,
        }
        advice = views.remedy(answer.detail, text, database.TABLES, t)
        st.error(plain(advice) or t(WRONG[answer.reason], **limits))
        if answer.reason == "error":
            if advice:
                st.caption(t("数据库的说明："))
            with st.container(key="sql-error"):
                st.code(answer.detail, language=None, wrap_lines=True)
    else:
        view = views.answered(page, text, answer.table, answer.truncated, choice.get("chart", ""))
        st.subheader(plain(view.takeaway), anchor=False)
        st.caption(t("用时{seconds}秒", seconds=f"{answer.seconds:.2f}"))
        drawable = views.chart_columns(view.frame)
        if drawable and len(view.frame) > 1:
            screen.choose(
                st.selectbox,
                t("画成条形图"),
                "chart",
                ["", *drawable],
                choice.get("chart"),
                lambda place: drawable.get(place, t("不画图")),
                width=280,
            )
        if view.drawn:
            screen.draw(view, page, "sql-chart", heading=False)
        screen.table(view, page, "sql-rows", f"{page.list_id}-sql")
        latest = text
    if not views.SQL.takes(text):
        st.caption(
            t(
                "这条SQL放不进链接（超过{longest}个字符，或有看不见的字符）：链接只打开本页，不带这条SQL。",
                longest=f"{views.LONGEST_SQL:,}",
            )
        )

with third:
    history(t("自己运行过的（只存在这个浏览器里）"), latest, "sql-history", take_instead)
st.caption(
    t(
        "一条SELECT语句，DuckDB语法，只读；最多{seconds}秒、{rows}行、{columns}列。数字只有指标、口径、标准单位、年度和单位范围都相同才能直接比较，narrower 表写明哪些口径推得出大小；相加时去掉其中项；没有数字不等于零。",
        seconds=sandbox.SECONDS,
        rows=f"{sandbox.MOST_ROWS:,}",
        columns=sandbox.MOST_COLUMNS,
    )
)
if not page.database.whole:
    st.caption(
        t(
            "数据表太大，不能整个给SQL用：这里只有{titles}的行；清单表里有全部清单。要跨更多清单，请下载数据，在自己的机器上查。",
            titles=views.titles([views.known_lists(page.database)[each] for each in page.lists], t),
        )
    )
with st.expander(t("表和字段"), key="schema"):
    name = screen.choose(
        st.pills,
        t("表"),
        "table",
        database.TABLES,
        choice.get("table"),
        lambda code: f"{code} · {counts[code]}",
        required=True,
        label_visibility="collapsed",
    )
    relation = cursor.table(name)
    fields = pd.DataFrame(
        {
            t("字段"): column,
            t("类型"): str(kind),
            t("含义"): columns.meaning(t, column, name),
            t("取值"): t.join([f"{code} {meaning}" for code, meaning in columns.codes(t, column, name).items()]),
        }
        for column, kind in zip(relation.columns, relation.types, strict=True)
    )
    st.dataframe(fields, hide_index=True, key="fields", height="content" if len(fields) <= 12 else 480, alt=t("表和字段"))
sandbox.prepare(page.database)
screen.footer(page, choice)
