"""Stories: ready-made ones to show and to take away, and one's own from views of any page."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from fenjin import screen, settings, views
from fenjin.files import deck, paper
from fenjin.language.markdown import plain
from fenjin.language.translate import translator
from fenjin.paths import content, stamp
from fenjin.screen.components import show
from fenjin.screen.components.upload import upload
from fenjin.slides import slide, story
from fenjin.slides.story import Story, StoryError
from fenjin.views.parameter import UNIT, Parameter

# Bytes of a template: what a browser sends of it is a third larger, and the server closes a connection that sends more than 16 MB at once.
LARGEST = 10 * 2**20
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

page = screen.context()
t = page.t
every = views.units(page).frame.set_index("unit_id")
choice = screen.choices(
    page, {"unit": UNIT.of(page), "s": story.CODE, "every": Parameter(codes=show.PACES), "dark": Parameter(codes=["1"])}
)  # fmt: skip


@st.cache_data(max_entries=4, show_spinner=False)
def read_template(path: str, state: tuple[int, ...], lang: str) -> tuple[bytes | None, str]:
    """The installation's template, or why it cannot be used; `state` tells one state of the file from another."""
    t = translator(lang)
    try:
        raw = content(Path(path), deck.LARGEST)
        deck.check(raw, t)
    except OSError:
        return None, t("读不到这个文件。")
    except deck.TemplateError as wrong:
        return None, str(wrong)
    return raw, ""


def template() -> tuple[bytes | None, str]:
    """The organisation's own PowerPoint file whose look the slides take: this visit's, else the installation's, else none;
    and why the installation's is not used."""
    path = settings.load().template
    own_file = st.session_state.get("template")
    if own_file or not path:
        return own_file, ""
    return read_template(str(path), stamp(path), t.lang)


def present(key: str, **parameters: str) -> None:
    """The button that presents a story, by the parameters that name it."""
    if st.button(t("全屏放映"), key=f"{key}-present", type="primary", icon=":material/slideshow:"):
        shared_parameters = {name: choice[name] for name in ("list", "every", "dark", "lang") if name in choice}
        own_parameters = {name: value for name, value in parameters.items() if value}
        way_back = {"back": f"story?{screen.query()}"}
        st.switch_page("pages/present.py", query_params=own_parameters | shared_parameters | way_back)


def offer_files(what: Story, key: str, name: str) -> None:
    """A story's files."""
    # Asked for here: a file is built where no visit can be asked.
    today, look, root, own = (
        settings.now(),
        page.look.light,
        screen.root(),
        organisation,
    )
    cover, others = (st.session_state.get(key) for key in ("template-cover", "template-plain"))
    layouts = None if cover is None or others is None or not st.session_state.get("template") else (cover, others)

    def pages() -> list[slide.Slide]:
        return story.slides(replace(page, look=look), what, today.date(), root)

    def pdf() -> bytes:
        return paper.slides([(each.heading, slide.svg(each, t.lang)) for each in pages()], what.title, t.lang, today)

    screen.offer(
        "PowerPoint", f"{name}.pptx", POWERPOINT, lambda: deck.powerpoint(page, pages(), what.title, today.date(), own, layouts),
        f"{key}-pptx", views=len(what.slots),
    )  # fmt: skip
    if not paper.font_missing():
        screen.offer("PDF", f"{name}.pdf", "application/pdf", pdf, f"{key}-pdf", views=len(what.slots))


def mine() -> Story:
    """The story on this page: that of a link which this visit did not make, else the visitor's own.

    A link lags behind where one change follows another quickly, so a link that this visit knows stands for the newest state.
    """
    code = st.query_params.get("s", "")
    if code and code not in st.session_state.get("story-known", ()) and story.CODE.takes(code):
        return screen.restrict(story.of_code(code, t))
    return screen.own_story()


def change(new: Story) -> None:
    """The visitor's story is now this one."""
    code = story.code_of(new) if new.slots else ""
    if code and not story.CODE.takes(code):
        screen.tell(t("放映太长，一个链接放不下，没有改动。请写短一些，或拆成两份。"))
        return
    st.session_state["story-known"] = {*st.session_state.get("story-known", ()), st.query_params.get("s", ""), code}
    screen.keep_story(new)
    screen.put_into_link({"s": code})


def move(place: int, by: int) -> None:
    """Moves a view."""
    slots = list(mine().slots)
    slots.insert(place + by, slots.pop(place))
    change(replace(mine(), slots=tuple(slots)))


def remove(place: int) -> None:
    """Takes a view out."""
    slots = mine().slots
    change(replace(mine(), slots=slots[:place] + slots[place + 1 :]))


def word(place: int) -> None:
    """Gives a view the title and the remark that stand in its fields."""
    slots = list(mine().slots)
    slots[place] = replace(
        slots[place], title=story.line(st.session_state[f"title-{place}"], story.LONGEST_TITLE),
        remark=story.tidy(st.session_state[f"remark-{place}"], story.LONGEST_REMARK),
    )  # fmt: skip
    change(replace(mine(), slots=tuple(slots)))


def entitle() -> None:
    """Gives the story the title that stands in its field."""
    change(replace(mine(), title=story.line(st.session_state["story-title"], story.LONGEST_TITLE)))


st.html(Path(__file__).with_suffix(".css"))
organisation, unusable = template()
st.subheader(t("选一份，全屏放映"), anchor=False)
first, second, third = st.columns(3)
with first:
    unit = screen.choose(
        st.selectbox, t("“单位”这份放映讲哪个单位"), "unit", list(every.index), choice.get("unit"),
        lambda code: t.of(every.loc[code].to_dict(), "unit"),
    )  # fmt: skip
with second:
    screen.choose(
        st.selectbox, t("自动放映，每页停留"), "every", ["", *show.PACES], choice.get("every"),
        lambda code: t("{n}秒", n=code) if code else t("不自动，由人翻页"),
    )  # fmt: skip
with third:
    screen.choose(
        st.selectbox, t("底色"), "dark", ["", "1"], choice.get("dark"),
        lambda code: t("深色（投影时浅的颜色看不清）") if code else t("浅色（适合投影）"),
    )  # fmt: skip
with st.grid(3, min_column_width=300, border=True) as grid:
    for name in story.ready_names(page):
        own_story = story.ready(page, name, unit)
        with grid.cell():
            st.markdown(f"**{plain(own_story.title)}**　{t('{n}个图', n=len(own_story.slots))}")
            with st.container(horizontal=True, gap="small"):
                present(f"ready-{name}", story=name, unit=unit if name == "unit" else "")
                offer_files(own_story, f"ready-{name}", f"{page.list_id}-{unit if name == 'unit' else name}")

if paper.font_missing():
    st.caption(t("服务器上没有中文字体，做不成PDF。请装上中文字体（Debian上是fonts-noto-cjk），再重新启动。"))

st.header(t("自己编一份"), anchor=False)
own, visitors_own = mine(), screen.own_story()
if own.slots:
    screen.put_into_link({"s": story.code_of(own)})
if own.slots and visitors_own != own:
    st.info(
        t("这是链接里的放映。你自己编的那份还在；在这里一改动，就会取代它。") if visitors_own.slots
        else t("这是链接里的放映，还不是你自己的：收为自己的，才能从别的页接着加图。")
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        st.button(t("收为自己的"), key="adopt", on_click=change, args=(own,))
        if visitors_own.slots:
            st.button(t("回到我自己的那份"), on_click=screen.put_into_link, args=({"s": ""},))
if not own.slots:
    st.info(t("还没有图。在任何一页点标题旁的“加入放映”；表格下面也有。"))
else:
    notice = story.changes(page, own)
    if notice:
        st.warning(notice)
    screen.follow("story-title", own.title)
    st.text_input(t("这份放映的标题"), key="story-title", max_chars=story.LONGEST_TITLE, on_change=entitle)
    for place, slot in enumerate(own.slots):
        pair = story.view_of(page, slot)
        with st.container(border=True):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(
                    f"**{place + 1}**　{plain(slide.title_of(pair[1])) if pair else t('现在没有内容，放映时跳过')}",
                    width="stretch",
                )
                for icon, label, by in (("arrow_upward", t("上移"), -1), ("arrow_downward", t("下移"), 1)):
                    st.button(
                        label, key=f"{icon}-{place}", icon=f":material/{icon}:", disabled=not 0 <= place + by < len(own.slots),
                        on_click=move, args=(place, by),
                    )  # fmt: skip
                st.button(t("去掉"), key=f"out-{place}", icon=":material/delete:", on_click=remove, args=(place,))
            first, second = st.columns(2)
            screen.follow(f"title-{place}", slot.title)
            screen.follow(f"remark-{place}", slot.remark)
            first.text_input(
                t("标题"), key=f"title-{place}", max_chars=story.LONGEST_TITLE, placeholder=t("不填，就用图的结论作标题"),
                on_change=word, args=(place,),
            )  # fmt: skip
            second.text_area(
                t("备注（写在PowerPoint的备注里；放映时按N才上屏，那时人人看得见）"), key=f"remark-{place}", max_chars=story.LONGEST_REMARK, height=80,
                on_change=word, args=(place,),
            )  # fmt: skip
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        present("own", story=story.OWN, s=story.code_of(own))
        offer_files(own, "own", f"{page.list_id}-story")
        screen.offer(
            t("存成小文件"), f"{page.list_id}-story.json", "application/json", lambda: story.text_of(own).encode("utf-8"), "own-file",
            icon=":material/save:", views=len(own.slots),
        )  # fmt: skip
        st.button(t("清空"), key="own-clear", on_click=change, args=(Story(""),), icon=":material/delete:")
    st.caption(t("本页的链接就是这份放映：点上面的“分享”可以发给别人。数据更新后再打开，会写明哪些图变了。"))
if not screen.visitor().may(settings.ANALYST):
    screen.footer(page, choice)
    raise screen.EndOfPage
file = upload(t, t("打开存下的放映文件"), "story-file", story.LARGEST)
if file is not None:
    try:
        change(story.of_text(file.content, t))
    except StoryError as wrong:
        st.error(str(wrong))
    else:
        st.rerun()

st.header(t("PowerPoint模板"), anchor=False)
if st.session_state.get("template"):
    st.success(t("下载的PowerPoint用你选的模板，只在这次访问中有效。"))
    layouts_at_hand = st.session_state["template-layouts"]
    for column, label, key, usual in zip(
        st.columns(2),
        (t("封面用的版式"), t("其余各页用的版式")),
        ("template-cover", "template-plain"),
        layouts_at_hand[1:],
        strict=True,
    ):
        names = layouts_at_hand.names
        column.selectbox(label, range(len(names)), usual, names.__getitem__, key=key)
    st.button(t("不用这个模板"), on_click=st.session_state.pop, args=("template",))
else:
    st.caption(t("可以用本单位的模板（.pptx、.potx、.ppsx）：字体、底色和版式取自模板，数字和图不变。"))
    if unusable and screen.visitor().may(settings.OPERATOR):
        st.warning(t("环境变量{name}所指的模板不能用：{why}下载的PowerPoint用自带的样子。", name=settings.TEMPLATE, why=unusable))
    file = upload(t, t("选择模板文件"), "template-file", LARGEST)
    if file is not None:
        try:
            deck.check(file.content, t)
        except deck.TemplateError as wrong:
            st.error(str(wrong))
        else:
            st.session_state["template"] = file.content
            st.session_state["template-layouts"] = deck.layouts_of(file.content, t)
            st.rerun()
screen.footer(page, choice)
