"""About: what the list is, what every indicator means, how the rows were curated and checked."""

import streamlit as st

from fenjin import __version__, screen, settings, views
from fenjin.data import edition
from fenjin.figures import boundaries
from fenjin.files import deck, everything, workbook
from fenjin.files.formats import FORMATS
from fenjin.language.markdown import plain
from fenjin.language.reading import readings
from fenjin.language.words import words
from fenjin.views.selection import Filters

page = screen.context()
t = page.t
choice = screen.choices(page, {})
about_list = page.description

st.subheader(t("这份清单是什么"), anchor=False)
st.markdown(
    t(
        "《{title}》由{city}发布：{units}列出{year}年要做到的事。奋进看板把它整理成一张表：一行是一个目标；没有数字的承诺也占一行，但不给数值。",
        title=plain(t.of(about_list, "title")),
        city=plain(t.of(about_list, "city")),
        year=about_list["year"],
        units=views.unit_kinds(page),
    )
)
st.markdown(plain(views.counts(page).takeaway))

st.subheader(t("怎样才算公平的比较"), anchor=False)
st.markdown(
    t(
        "- 只有指标、类型、计量单位、年度和单位范围都相同的数字才放在一起；县区与部门从不混排。\n"
        "- 口径不同的，只在推得出大小时才比：较窄口径的数字是较宽口径的“至少”，互斥的各项先相加；较宽口径的数字是较窄口径的“至多”。推出的界限有自己的记号，写明由什么推出；推不出的单列。\n"
        "- 写明了多少，按数字大小列出；谁多谁少、谁最高，只在无论如何都成立时才说，并写明在哪几家之中。\n"
        "- 没有给出数字的单位列出名字，不当作零，也不进平均数。\n"
        "- “至少”“超过”等词留在数字上；因此分不出高低的，名次写成区间或不写。\n"
        "- 不打总分，不按承诺多少排名。"
    )
)

st.subheader(t("怎样整理和核对"), anchor=False)
sentences = readings(about_list["readers"], about_list["agreement"], t)
lines = []
for reads, sentence in sentences.items():
    lines.append(t("- **{name}**　{value}", name=words(t, "reads", reads), value=sentence))
    lines += [
        "    "
        + t(
            "- {role}（{kind}）：{note}",
            role=words(t, "role", each["role"]),
            kind=words(t, "reader", each["kind"]),
            note=plain(t.of(each, "note")),
        )
        for each in about_list["readers"]
        if each["reads"] == reads and each["note"]
    ]
st.markdown("\n".join(lines))
st.markdown(t("标题、概述和衡量内容是我们自己的话；每个数字带着它在原文中的段落和字符位置，可以逐字核对。原文不随本项目分发。"))

changes = views.revisions(page)
if changes:
    st.subheader(t("发布以后的更正"), anchor=False)
    st.table(views.revision_table(page, changes).map(plain), hide_index=True, border="horizontal", alt=t("发布以后的更正"))

ledger = views.ledger(page)
st.subheader(t("数字账：{takeaway}", takeaway=ledger.takeaway), anchor=False)
st.caption(t("一个目标可以由两个数字写成，几个目标也可以出自同一个数字，所以“已成为目标”的数字不必与目标数相等。"))
screen.table(ledger, page, "ledger", f"{page.list_id}-ledger")

definitions = views.definitions(page)
st.subheader(t("指标的定义（{takeaway}）", takeaway=definitions.takeaway), anchor=False)
screen.table(definitions, page, "definitions", f"{page.list_id}-indicators", fixed=2)

if screen.visitor().may(settings.ANALYST):
    st.subheader(t("全部数据"), anchor=False)
    if everything.cells_of(page) <= workbook.MOST_CELLS:
        link, when = screen.own_link(), settings.now()
        screen.offer(
            t("下载全部数据和字段说明（Excel）"),
            f"{page.list_id}-all.xlsx",
            FORMATS["xlsx"].media,
            lambda: everything.everything(page, link, when),
            "everything",
            icon=":material/download:",
            list=page.list_id,
        )
        st.caption(
            t(
                "每张表一页：每个目标一行，另有单位、指标、口径、举措、责任等表；“字段”一页写明每个字段和代码的意思。下面只要目标这一张表："
            )
        )
    every_row = views.explore(page, Filters(), tuple(views.COLUMNS))
    screen.download(every_row, page, "all-rows", f"{page.list_id}-targets", titled=True)

st.subheader(t("地图"), anchor=False)
map_file = boundaries.current(about_list)
if map_file.boundaries:
    about = map_file.boundaries.about
    st.markdown(t("本机使用自备的边界文件。") if map_file.own else t("使用随程序附带的边界文件；本机可以换成自备的。"))
    # What a file says of itself is shown as it is written.
    origin, number = t.of(about, "origin"), t.of(about, "number")
    for text in (
        t.of(about, "title"),
        t("审图号：{number}。", number=number) if number else "",
        t("来历：{origin}", origin=origin) if origin else t("文件没有写明边界的来历。"),
        t.of(about, "note"),
    ):
        if text:
            st.text(text)
    st.markdown(t("边界文件指纹（SHA-256）：`{version}`", version=map_file.boundaries.version))
elif isinstance(map_file.problem, boundaries.UncoveredError):
    st.markdown(t("没有画地图。其余一切照常。"))
else:
    st.warning(t("没有画地图：边界文件不能用。其余一切照常。"))
if map_file.problem and screen.visitor().may(settings.OPERATOR):
    if map_file.boundaries:
        st.warning(t("边界文件改动后不能用，仍用改动前读到的。"))
    st.text(t("原因：{why}", why=map_file.problem.in_words(t)))

st.subheader(t("附上原文"), anchor=False)
screen.attach(page)

st.subheader(t("版本"), anchor=False)
st.markdown(
    t(
        "- 程序：{program}\n- 数据表指纹（SHA-256）：`{table}`\n- 表结构版本：{schema}\n- 原文编号：`{source}`\n- 原文指纹（SHA-256）：`{document}`",
        program=__version__,
        table=page.database.version,
        schema=page.database.metadata["schema_version"],
        source=about_list["source_id"],
        document=about_list["source_sha256"],
    )
)
edition_state = edition.state()
if edition_state.since:
    st.markdown(
        t("本机自{since}起提供这一版数据，共{n}行。", since=f"{edition_state.since:%Y-%m-%d %H:%M}", n=edition_state.rows)
    )
if edition_state.problem and edition_state.wrong_since and screen.visitor().may(settings.OPERATOR):
    st.warning(t("新的数据文件不能用，仍用上面这一版。"))
    st.text(t("自{since}起：{why}", since=f"{edition_state.wrong_since:%Y-%m-%d %H:%M}", why=edition_state.problem.in_words(t)))
unusable = deck.installed()[1].get(t.lang) if screen.visitor().may(settings.OPERATOR) else None
if unusable:
    st.warning(t("环境变量{name}所指的模板不能用：{why}下载的PowerPoint用自带的样子。", name=settings.TEMPLATE, why=unusable))
restriction = settings.load().access
if (
    restriction
    and isinstance(restriction.by, settings.Oidc)
    and not settings.load().state
    and screen.visitor().may(settings.OPERATOR)
):
    st.warning(
        t("没有设环境变量{name}：退出登录只在当时的服务进程里有效，重启后失效，管理员也不能结束别人的登录。", name=settings.STATE)
    )
screen.footer(page, choice)
