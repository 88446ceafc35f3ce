"""Unit: everything that one unit promised, and where it stands in each comparison that it takes part in."""

import functools
import urllib.parse

import streamlit as st

from fenjin import screen, settings, views
from fenjin.files import paper
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.views.parameter import Parameter

BESIDE = 3  # blocks

page = screen.context()
t = page.t
about = {row["unit_id"]: row for row in views.units(page).rows}
options = list(about)
actions = views.actions(page).frame
choice = screen.choices(page, {"unit": Parameter(codes=options), "action": Parameter(codes=list(actions["action"]))})
# Their names are short.
counties = (None, *(code for code, row in about.items() if row["league"] == views.LEAGUES[0]))

with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    unit = screen.choose(
        st.selectbox,
        t("选择单位"),
        "unit",
        options,
        choice.get("unit"),
        lambda code: t.of(about[code], "unit"),
        resets=["action"],
        found_by=views.units_found_by(page),
        nothing=t(views.NO_UNIT),
        placeholder=t("选择单位"),
        label_visibility="collapsed",
        width=300 if choice.get("unit") in counties else 420,
    )
    place_of_brief = st.container(width="content")
    own = about[unit]
    side = views.companions(page, unit, own["league"])
    if side:
        with st.container(horizontal=True, vertical_alignment="center", gap=None, key="side-by-side"):
            st.caption(t("并排对照："), width="content")
            for other in side:
                league = {} if own["league"] == views.LEAGUES[0] else {"league": own["league"]}
                st.page_link(
                    "pages/compare.py",
                    label=plain(t.of(about[other], "short")),
                    width="content",
                    query_params={**screen.same(page), **league, "units": f"{unit},{other}"},
                )
promises = views.targets(page, unit=unit)
standing = views.standings(page, unit, own["league"])

with st.container(key="summary"):
    st.header(
        plain(
            t(
                "{unit}：{commitments}条承诺，{measurable}条可以衡量，{targets}个目标",
                unit=t.of(own, "unit"),
                commitments=own["commitments"],
                measurable=own["measurable"],
                targets=own["targets"],
            )
        ),
        anchor=False,
    )
    st.markdown("  \n".join(map(plain, (standing.takeaway, *standing.notes))))
if paper.font_missing():
    st.caption(t("服务器上没有中文字体，做不成PDF。请装上中文字体（Debian上是fonts-noto-cjk），再重新启动。"))
else:
    parameters = {name: value for name, value in {**choice, "unit": unit}.items() if name != "target"}
    link = f"{screen.root()}unit?{urllib.parse.urlencode(parameters)}"
    with place_of_brief:
        screen.offer(
            t("一页简报（PDF）"),
            f"{page.list_id}-{unit}.pdf",
            "application/pdf",
            functools.partial(paper.brief, page, unit, settings.now().date(), link),
            "brief",
            icon=":material/print:",
        )

rows = promises.rows
line_of = views.target_lines(page, unit, own["league"])
of_theme = {theme: [row for row in rows if row["theme"] == theme] for theme in page.themes}
# A block holds what is promised in a theme; where all of it is in one or two, a commitment.
blocks: list[tuple[str, list[list[views.Row]]]] = []
for theme, its_rows in of_theme.items():
    commitments = dict.fromkeys(row["commitment_id"] for row in sorted(its_rows, key=lambda row: row["kind"] == "qualitative"))
    parts = [[row for row in its_rows if row["commitment_id"] == commitment] for commitment in commitments]
    few = sum(map(bool, of_theme.values())) < BESIDE
    blocks += [(theme, [part]) for part in parts] if few else [(theme, parts)] if parts else []
with st.container(key="promises"):
    grid = st.grid(max(min(len(blocks), BESIDE), 1), min_column_width=340, border=True)
for theme, parts in blocks:
    with grid.cell():
        st.markdown(f"**{words(t, 'theme', theme)}**")
        for of_commitment in parts:
            figures = {row["target_id"]: line_of[row["target_id"]] for row in of_commitment if row["kind"] != "qualitative"}
            without = f"*{t('没有数字的承诺')}*{views.stress_words(of_commitment[0], t)}"
            screen.lines(figures or {of_commitment[0]["target_id"]: without}, of_commitment[0]["target_id"])
            title, promise = (t.of(of_commitment[0], name) for name in ("commitment", "statement"))
            st.markdown(plain(title if promise == title else t("{unit}：{promise}", unit=title, promise=promise)))
            behind = [t("出处：{where}", where=views.source(of_commitment[0], t, *of_commitment))]
            own_codes = dict.fromkeys(
                code
                for row in rows
                if row["commitment_id"] == of_commitment[0]["commitment_id"]
                for code in (row["actions"] or "").split()
            )
            if own_codes:
                action_names = t.join([views.facet_words(page, "action", code) for code in own_codes])
                behind.insert(0, t("{name}：{value}", name=t("举措"), value=action_names))
            st.caption("  \n".join(map(plain, behind)))
if assistance := views.assistance_lines(page, unit):
    st.markdown(f"**{t('配合的承诺')}**")
    st.caption(t("由别的单位牵头，本单位配合；不算作本单位的承诺和目标。"))
    st.markdown("\n".join(f"- {line}" for line in assistance))
screen.data(promises, page, "unit-data", f"{page.list_id}-{unit}")
if not standing.empty:
    st.header(plain(standing.question), anchor=False)
    screen.table(standing, page, "standing", f"{page.list_id}-{unit}-standing")

screen.beside_last_year(page, f"{page.list_id}-{unit}-years", units=(unit,))
by_departments = views.named_by_departments(page, unit)
if not by_departments.empty:
    st.header(plain(by_departments.question), anchor=False)
    st.caption(plain(by_departments.takeaway))
    screen.table(by_departments, page, "named", f"{page.list_id}-{unit}-named")
own_actions = {code for row in rows for code in (row["actions"] or "").split()}
alike = [code for code in actions[actions["units"] > 1]["action"] if code in own_actions]
if alike:
    st.header(t("相近的承诺"), anchor=False)
    screen.choose_similar(page, alike, "similar", screen.surroundings())
screen.footer(page, choice)
