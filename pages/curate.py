"""Curate: a published list becomes a draft, and a draft is reviewed figure by figure."""

import re
from pathlib import Path

import streamlit as st

from fenjin import screen, settings
from fenjin.draft import keeping, redrafting, second
from fenjin.draft.desk import conflict_in_words
from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.edits import Conflict, Refused
from fenjin.draft.intake import take
from fenjin.draft.keeping import CODE, FOLDER
from fenjin.draft.reading import LARGEST, pasted, read
from fenjin.draft.rows import commitment
from fenjin.draft.shapes import SHAPES
from fenjin.draft.workbook import SHEETS, excel
from fenjin.language.markdown import plain
from fenjin.language.reading import readings as sentences
from fenjin.language.translate import Message, _
from fenjin.publishing import publishing
from fenjin.screen.components.review import review
from fenjin.screen.components.upload import upload
from fenjin.server.review import why_not
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError
from fenjin.views.parameter import Parameter

FILE = "draft-file"  # the file that was chosen and not drafted yet
SHAPE_NAMES = {
    "units": _("单位标题，下面是段落"),
    "items": _("编号的事项，写明牵头和责任单位"),
    "table": _("表格"),
    "months": _("按月份或季度排的计划"),
    "prose": _("一个地方的整篇文字"),
}
SECOND, SETTLING = second.FOLDER, "settling"  # readings that a link may name: the second one, and what a third settles
MOST_PASTED = 80_000  # characters: a longer message would not be let in
BEFORE, AFTER = 40, 25  # characters of a commitment around a figure
MOST = 20  # differences that are shown at once
TROUBLES = "draft-trouble"  # why the last press was not done, until it has been said
EDITION = "draft-edition"  # how often this page wrote the draft beside the review
# What keeps a draft from being read or written: each is told in words.
TROUBLE = (Message, BuildError, BusyError, OSError)

page = screen.context()
t = page.t
state = settings.load().state
if state is None or not screen.may_curate():
    st.header(t("这里不能整理清单"), anchor=False)
    st.info(t("整理清单在自己的机器上做：在程序的文件夹里运行 make curate，打开它给出的地址。在要登录的服务器上，运维可以整理。"))
    screen.footer(page, screen.choices(page, {}))
    raise screen.EndOfPage
root = state / FOLDER
curated = publishing.folder_of(settings.load())  # beside which a draft stands: what is published
drafts = keeping.drafts(root)
choice = screen.choices(page, {"draft": Parameter(codes=drafts), "reading": Parameter(codes=(SECOND, SETTLING))})


def begin(below: Path) -> None:
    """Drafts what was chosen or pasted, in a folder `below`, and leads to its review, or says why not."""
    fields = {
        name: st.session_state.get(f"draft-{name}", "") for name in ("text", "city", "year", "list", "title", "place", "shape")
    }
    file, text, list_id = st.session_state.get(FILE), fields["text"], fields["list"]
    if file is None and not text.strip():
        st.session_state[TROUBLES] = t("先选一个文件，或粘贴文字。")
    elif len(text) >= MOST_PASTED:
        # The browser cuts off what is longer.
        st.session_state[TROUBLES] = t("粘贴的文字太长，后面的可能没有进来：存成 .txt 文件，再选择这个文件。")
    elif not fields["city"].strip():
        st.session_state[TROUBLES] = t("填上城市。")
    elif not re.fullmatch(CODE, list_id):
        st.session_state[TROUBLES] = t("代号只用小写字母、数字和连字符，例如 linhe-2031。")
    else:
        about = About(
            list_id, int(fields["year"]), fields["city"].strip(), title=fields["title"].strip(), place=fields["place"].strip()
        )
        try:
            if file is None or text.strip():
                name, content, published = f"{list_id}.txt", text.encode("utf-8", "replace"), pasted(text)
            else:
                name, content, published = file.name, file.content, read(file.content, file.name)
            with st.spinner(t("正在读文件、起草……")):
                drafted = draft_list(published, about, Knowledge.read(curated, t), fields["shape"])
                if not drafted.files["commitments.csv"]:
                    raise Message(_("没有认出任何承诺：换一个版式再起草，或检查文件里是不是清单本身。"))
                keeping.begin(drafted, below, name, content)
        except FileExistsError:
            st.session_state[TROUBLES] = t("{list}已经有草稿：接着审它，或换一个代号。", list=list_id)
        except TROUBLE as error:
            st.session_state[TROUBLES] = why_not(error, t)[1]
        else:
            st.session_state.pop(FILE, None)
            if drafted.left_out:
                screen.tell(t("有{n}行带数字的文字没有归入任何承诺，在原文里是灰色的。", n=len(drafted.left_out)))
            screen.put_into_link({"draft": list_id})


def new(below: Path) -> None:
    """The fields of a new draft."""
    st.header(t("新的清单"), anchor=False)
    file = upload(t, t("选择清单文件，或拖到这里"), "draft-upload", LARGEST)
    if file is not None:
        st.session_state[FILE] = file
    file = st.session_state.get(FILE)
    if file:
        st.caption(plain(t("已选：{name}（.txt、.docx、.pdf、.html、.xlsx）", name=file.name)))
    st.text_area(t("或者粘贴文字"), key="draft-text", height=120, max_chars=MOST_PASTED)
    following()
    with st.container(horizontal=True, gap="small"):
        st.text_input(t("城市"), key="draft-city", placeholder=t("临河市"))
        st.number_input(t("清单说的是哪一年"), 1950, 2200, settings.now().year + 1, key="draft-year")
        st.text_input(t("代号：城市的拼音-年度，只用小写字母、数字和连字符"), key="draft-list", placeholder="linhe-2031")
    with st.container(horizontal=True, gap="small"):
        st.text_input(t("标题（可空）"), key="draft-title")
        st.text_input(t("没有写单位时，是谁的清单（可空）"), key="draft-place")
        st.selectbox(
            t("版式"), ["", *SHAPES], key="draft-shape", format_func=lambda code: t(SHAPE_NAMES[code]) if code else t("自己认")
        )
    st.button(t("起草"), type="primary", key="draft-begin", on_click=begin, args=(below,))
    say_trouble()


def following() -> None:
    """A button for each city that has a list: its next year."""
    rows = [row for path in curated.glob("*/list.csv") for row in keeping.rows_of(path) if row["year"].isdigit()]
    newest = {row["city"]: row for row in sorted(rows, key=lambda row: int(row["year"]))}
    with st.container(horizontal=True, gap="small"):
        for city, row in newest.items():
            year, list_id = int(row["year"]) + 1, row["list_id"]
            fields = {"city": city, "year": year, "list": f"{list_id.removesuffix('-' + row['year'])}-{year}"}
            label = t("{city}的下一年：{year}", city=t.of(row, "city"), year=year)
            st.button(plain(label), key=f"draft-next-{list_id}", on_click=fill, args=(fields,), icon=":material/event_repeat:")


def fill(fields: dict[str, str | int]) -> None:
    """Writes into the fields of a new draft what is known of it."""
    for name, value in fields.items():
        st.session_state[f"draft-{name}"] = value


def say_trouble() -> None:
    """Says what kept the last press from being done."""
    if trouble := st.session_state.pop(TROUBLES, ""):
        st.error(trouble)


def renew() -> None:
    """Has the review ask for the draft anew."""
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def files(list_id: str, folder: Path) -> None:
    """The draft as workbook and ZIP, and a reviewed workbook taken in."""

    def workbook() -> bytes:
        with keeping.hold(folder):
            return excel(keeping.draft_in(folder, curated, t), t)

    def archive() -> bytes:
        with keeping.hold(folder):
            return keeping.pack(folder)

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        screen.offer(
            t("Excel工作簿"),
            f"{list_id}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook,
            "draft-workbook",
            icon=":material/table:",
        )
        screen.offer(
            t("草稿的文件夹（ZIP）"), f"{list_id}.zip", "application/zip", archive, "draft-zip", icon=":material/folder_zip:"
        )
        file = upload(t, t("取回审过的工作簿"), "draft-reviewed", LARGEST)
    if file is not None:
        try:
            with keeping.hold(folder):
                before = keeping.draft_in(folder, curated, t)
            changes = take(file.content, before, t)
        except BuildError as error:
            st.error(t("有{n}处不对，草稿没有动：", n=len(error.problems)))
            lines = [f"{each.file} {each.row} {each.column} “{each.value}”：{each.remedy}" for each in error.problems]
            st.text("\n".join(lines))
        except TROUBLE as error:
            st.error(why_not(error, t)[1])
        else:
            renew()
            st.success(t("取回了：改了{n}格，新审定{m}行。", n=sum(changes.cells.values()), m=changes.reviewed))
    st.caption(
        t(
            "全部审完、检查通过后，到“发布”页发布。用Git的人：把ZIP里的{list}文件夹放进 data/curated/，published 文件夹里是原文，然后运行 make verify SOURCE=published LIST={list} 和 make build。",
            list=list_id,
        )
    )


def layout(folder: Path, other_reading: Path) -> None:
    """The shape of the list as it was recognised, and the same text drafted anew in another."""
    shape = keeping.rows_of(folder / "published" / "about.csv")[0]["shape"]
    st.caption(t("认作：{shape}。原文左边的竖线是承诺的起止；灰色的字不属任何承诺。", shape=t(SHAPE_NAMES[shape])))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        other = st.selectbox(
            t("换一个版式"), SHAPES, list(SHAPES).index(shape), key="draft-other", format_func=lambda code: t(SHAPE_NAMES[code])
        )
        st.button(
            t("按这个版式重新起草"),
            key="draft-again",
            disabled=other == shape or other_reading.exists(),
            on_click=draft_again,
            args=(folder, other),
        )
    say_trouble()


def draft_again(folder: Path, shape: str) -> None:
    """Drafts the same text in another layout, or says why not."""
    try:
        redrafting.redraft(folder, curated, shape, t)
    except TROUBLE as error:
        st.session_state[TROUBLES] = why_not(error, t)[1]
    else:
        renew()


def ask_second(folder: Path, other: Path) -> None:
    """Makes the draft of a second reader and leads to it, or says why not."""
    try:
        second.begin_second(folder, other)
    except TROUBLE as error:
        st.session_state[TROUBLES] = why_not(error, t)[1]
    else:
        screen.put_into_link({"reading": SECOND})


def begin_settling(folder: Path, other: Path) -> None:
    """Writes down both readings as they are."""
    try:
        second.write_readings(folder, other, curated, t)
    except (*TROUBLE, ValueError) as error:
        st.session_state[TROUBLES] = (
            why_not(error, t)[1] if isinstance(error, TROUBLE) else t("两人都审完全部数字，才能比较和裁定。")
        )


def settle(folder: Path, other: Path, code: str, takes_second: bool) -> None:
    """Settles a difference, or says why not."""
    try:
        second.settle(folder, other, curated, code, takes_second, t)
    except KeyError:
        st.session_state[TROUBLES] = t("这一处刚才已经裁定，或两人改得一样了。")
    except Refused as refused:
        st.session_state[TROUBLES] = " ".join(fault.remedy.in_words(t) for fault in refused.faults)
    except Conflict as conflict:
        with keeping.hold(folder):
            st.session_state[TROUBLES] = conflict_in_words(conflict, keeping.draft_in(folder, curated, t), t)
    except TROUBLE as error:
        st.session_state[TROUBLES] = why_not(error, t)[1]


def readings(folder: Path, other: Path) -> None:
    """The way to a second reader's draft, and to what a third settles."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if other.exists():
            st.button(t("第二读者的一份"), key="second", on_click=screen.put_into_link, args=({"reading": SECOND},))
            st.button(t("比较和裁定"), key="settling", on_click=screen.put_into_link, args=({"reading": SETTLING},))
        else:
            st.button(t("请第二人另审一份"), key="second-begin", on_click=ask_second, args=(folder, other))
    st.caption(t("第二读者从规则的草稿审起，看不到第一份；两人都审完，由第三人逐处裁定，一致的程度写进清单。"))


def settling(folder: Path, other: Path) -> None:
    """How far two readings agree, and each difference with the two ways to settle it."""
    comparison = second.compare(folder, other, curated, t)
    say_trouble()
    if any(comparison.left):
        first_left, second_left = comparison.left
        st.info(
            t("两人都审完全部数字，才能比较和裁定。") + t("第一读者还剩{n}个，第二读者还剩{m}个。", n=first_left, m=second_left)
        )
        return
    if not comparison.is_written:
        st.info(t("两人都审完了。开始裁定时把两份结果记下来，以后不再变；此后只改第一份。"))
        st.button(t("开始裁定"), type="primary", key="settling-begin", on_click=begin_settling, args=(folder, other))
        return
    readers = keeping.rows_of(folder / folder.name / "readers.csv")
    st.markdown(plain(sentences(readers, {"targets": comparison.agreement}, t)["targets"]))
    differences = comparison.differences
    st.header(t("还有{n}处不同", n=len(differences)) if differences else t("没有要裁定的了"), anchor=False)
    names = {column.name: column.head for sheet in SHEETS for column in sheet.columns if sheet.file == "targets.csv"}
    with keeping.hold(folder):
        review_of = keeping.draft_in(folder, curated, t)
    choices = review_of.choices(t)
    forms = {column.name: column.form for sheet in SHEETS for column in sheet.columns if sheet.file == "targets.csv"}
    for each in differences[:MOST]:
        row = each.first or each.second or {}
        own = next(of for of in review_of.files["commitments.csv"] if commitment(of) == commitment(row))
        start, end = int(row["start"]), int(row["end"])
        low, high = max(start - BEFORE, int(own["start"])), min(end + AFTER, int(own["end"]))
        around = review_of.text[low:start], review_of.text[start:end], review_of.text[end:high]
        with st.container(border=True):
            st.markdown(f"{plain(around[0])}**{plain(around[1])}**{plain(around[2])}")
            if each.column:
                values = [
                    choices.get(forms[each.column], {}).get(of[each.column], of[each.column]) or t("空")
                    for of in (each.first, each.second)
                    if of
                ]
                st.caption(t(names[each.column]))
            else:
                values = [t("指标值") if of else t("不是指标值") for of in (each.first, each.second)]
            with st.container(horizontal=True, gap="small"):
                for label, takes_second in (
                    (t("第一读者：{value}", value=values[0]), False),
                    (t("第二读者：{value}", value=values[1]), True),
                ):
                    st.button(
                        plain(label),
                        key=f"settle-{each.code}-{takes_second}",
                        on_click=settle,
                        args=(folder, other, each.code, takes_second),
                    )
    if len(differences) > MOST:
        st.caption(t("先显示{n}处；裁定以后显示后面的。", n=MOST))


if "draft" not in choice:
    if drafts:
        st.header(t("草稿"), anchor=False)
        with st.container(horizontal=True, gap="small"):
            for each in drafts:
                st.button(
                    each, key=f"open-{each}", on_click=screen.put_into_link, args=({"draft": each},), icon=":material/edit_note:"
                )
    new(root)
else:
    own, reading = choice["draft"], choice.get("reading", "")
    folder, other = root / own, state / second.FOLDER / own
    if reading and not other.exists():
        reading = ""
    titles = {"": own, SECOND: t("{list} · 第二读者", list=own), SETTLING: t("{list} · 比较和裁定", list=own)}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            t("所有草稿"),
            key="drafts",
            on_click=screen.put_into_link,
            args=({"draft": "", "reading": ""},),
            icon=":material/arrow_back:",
        )
        st.markdown(f"**{plain(titles[reading])}**", width="content")
        st.page_link(
            "pages/publish.py", label=t("发布"), icon=":material/publish:", query_params={**screen.same(page), "draft": own}
        )
        if reading == SETTLING:
            st.button(t("第一份"), key="first", on_click=screen.put_into_link, args=({"reading": ""},))
    if reading == SETTLING:
        settling(folder, other)
    else:
        review(t, own, str(st.session_state.get(EDITION, 0)), page.look.mode == "dark", reading)
    if not reading:
        with st.expander(t("版式、工作簿、第二读者和文件")):
            layout(folder, other)
            files(own, folder)
            readings(folder, other)
screen.footer(page, choice)
