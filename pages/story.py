"""Stories: ready-made ones to show and to take away, and one's own from views of any page.

One file, as every page is: from top to bottom like the screen.
"""

import base64
import html
from dataclasses import replace
from pathlib import Path

import streamlit as st

from fenjin import screen, settings, views
from fenjin.files import deck, paper
from fenjin.language.markdown import plain
from fenjin.language.translate import _
from fenjin.screen.components import show
from fenjin.screen.components.upload import upload
from fenjin.slides import decks, sheets, slide, story
from fenjin.slides.story import Slot, Story, StoryError
from fenjin.views.parameter import UNIT, Parameter

# Bytes of a template: what a browser sends of it is a third larger, and the server closes a connection that sends more than 16 MB at once.
LARGEST = 10 * 2**20
OTHERS_KEY = "story-others"  # under which a visit keeps the story of a colleague that it has looked at and not taken over
LOBBY_PACE = "15"  # seconds for which a hall's slide stays unless another pace is chosen
TITLE_LABEL = _("这份放映的标题")
COVER_LABELS = {"occasion": _("场合（会议名称）"), "office": _("报告单位、报告人"), "day": _("日期（不填，写放映那天）")}
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

page = screen.context()
t = page.t
every = {row["unit_id"]: row for row in views.units(page).rows}
choice = screen.choices(
    page,
    {
        "unit": UNIT.of(page),
        "s": story.CODE,
        "every": Parameter(codes=show.PACES),
        "dark": Parameter(codes=["1"]),
        **story.COVER_PARAMETERS,
    },
)
today = settings.now().date()
occasion = story.Occasion(today)


def template() -> bytes | None:
    """The organisation's own PowerPoint file whose look the slides take: this visit's, else the installation's, else none."""
    return st.session_state.get("template") or deck.installed()[0]


def present(key: str, **parameters: str) -> None:
    """The button that presents a story, by the parameters that name it."""
    if st.button(t("全屏放映"), key=f"{key}-present", type="primary", icon=":material/slideshow:"):
        shared_parameters = {name: choice[name] for name in ("list", "every", "dark", "lang") if name in choice}
        way_back = {"back": f"story?{screen.query()}"}
        st.switch_page("pages/present.py", query_params=shared_parameters | parameters | way_back)


def parameters_of(name: str) -> dict[str, str]:
    """What a ready-made story is presented with: the unit that it is about, or how long a hall's slide stays."""
    if name == "unit":
        return {"unit": unit}
    return {"every": choice.get("every", LOBBY_PACE)} if name == decks.LOBBY else {}


def offer_files(what: Story, key: str) -> None:
    """A story's files, named by its title."""
    # Asked for here: a file is built where no visit can be asked.
    now, look, root, own_template = settings.now(), page.look.light, screen.root(), organisation
    cover, others = (st.session_state.get(key) for key in ("template-cover", "template-plain"))
    layouts = None if cover is None or others is None or not st.session_state.get("template") else (cover, others)

    def pages() -> list[slide.Slide]:
        return story.slides(replace(page, look=look), what, now.date(), root)

    def pdf() -> bytes:
        return paper.slides([(each.heading, slide.svg(each, t.lang)) for each in pages()], what.title, t.lang, now)

    screen.offer(
        "PowerPoint",
        f"{what.file_name}.pptx",
        POWERPOINT,
        lambda: deck.powerpoint(page, pages(), what.title, now.date(), own_template, layouts),
        f"{key}-pptx",
        views=len(what.slots),
    )
    if not paper.font_missing():
        screen.offer("PDF", f"{what.file_name}.pdf", "application/pdf", pdf, f"{key}-pdf", views=len(what.slots))


def draw_small(slides: list[slide.Slide]) -> None:
    """Slides as small pictures beside each other."""
    pictures = [
        f'<img alt="{html.escape(each.heading)}" src="data:image/svg+xml;base64,{base64.b64encode(slide.svg(each, t.lang).encode()).decode()}">'
        for each in slides
    ]
    st.html(f'<div class="fenjin-slides">{"".join(pictures)}</div>')


def of_link() -> Story | None:
    """The story of a link that this visit did not make: a colleague's, of a file, or a ready-made one.

    A link lags behind where one change follows another quickly, so a link that this visit knows stands for the newest state of its own.
    """
    code = st.query_params.get("s", "")
    if not code or code in st.session_state.get("story-known", ()) or not story.CODE.takes(code):
        return None
    others = screen.restrict(story.of_code(code, t))
    return None if others == screen.own_story() else others


def open_others(new: Story) -> None:
    """Shows a story as another's, beside one's own."""
    code = story.code_of(new)
    st.session_state["story-known"] = {*st.session_state.get("story-known", ())} - {code}
    screen.put_into_link({"s": code})


def know(new: Story) -> None:
    """Has the link say the visitor's own story, which is now this one."""
    code = story.code_of(new) if new.slots else ""
    st.session_state["story-known"] = {*st.session_state.get("story-known", ()), st.query_params.get("s", ""), code}
    screen.put_into_link({"s": code})


def change(new: Story) -> None:
    """The visitor's story is now this one."""
    if new.slots and not story.CODE.takes(story.code_of(new)):
        screen.tell(t("放映太长，一个链接放不下，没有改动。请写短一些，或拆成两份。"))
        return
    screen.keep_story(new)
    know(new)


def adopt(others: Story) -> None:
    """Another's story becomes the visitor's own; the one that he had is put aside."""
    if screen.put_aside(others):
        st.session_state.pop(OTHERS_KEY, None)
        know(others)


def append(others: Story) -> None:
    """Another's views come after the visitor's own."""
    own = screen.own_story()
    if len(own.slots) + len(others.slots) > story.MOST_SLIDES:
        screen.tell(t("放映最多{most}个图，没有加入。", most=story.MOST_SLIDES))
    else:
        st.session_state.pop(OTHERS_KEY, None)
        change(replace(own, slots=(*own.slots, *others.slots)))


def leave_others() -> None:
    """Goes back to the visitor's own story."""
    st.session_state.pop(OTHERS_KEY, None)
    screen.put_into_link({"s": ""})


def begin_anew() -> None:
    """Puts the visitor's story aside for an empty one."""
    if screen.put_aside(Story("")):
        know(Story(""))


def swap(place: int) -> None:
    """Takes up one of the stories aside."""
    screen.take_back(place)
    know(screen.own_story())


def move(place: int, by: int) -> None:
    """Moves a view."""
    slots = list(screen.own_story().slots)
    slots.insert(place + by, slots.pop(place))
    change(replace(screen.own_story(), slots=tuple(slots)))


def remove(place: int) -> None:
    """Takes a view out."""
    slots = screen.own_story().slots
    change(replace(screen.own_story(), slots=slots[:place] + slots[place + 1 :]))


def add_text() -> None:
    """Adds a slide of one's own words."""
    own = screen.own_story()
    if len(own.slots) >= story.MOST_SLIDES:
        screen.tell(t("放映最多{most}个图，没有加入。", most=story.MOST_SLIDES))
    else:
        change(replace(own, slots=(*own.slots, Slot(sheets.TEXT))))


def word(place: int) -> None:
    """Gives a view the title, the remark and the length that its fields say, and a slide of words its words."""
    slots = list(screen.own_story().slots)
    text = st.session_state.get(f"text-{place}")
    slots[place] = replace(
        slots[place],
        title=story.line(st.session_state[f"title-{place}"], story.LONGEST_TITLE),
        remark=story.tidy(st.session_state[f"remark-{place}"], story.LONGEST_REMARK),
        brief="1" if st.session_state.get(f"brief-{place}") else "",
        choice=slots[place].choice if text is None else {"text": story.tidy(text, sheets.LONGEST_TEXT)},
    )
    change(replace(screen.own_story(), slots=tuple(slots)))


def entitle(name: str) -> None:
    """Gives the story what stands in a field of its cover."""
    own, words = screen.own_story(), story.line(st.session_state[f"story-{name}"], story.LONGEST_TITLE)
    change(replace(own, title=words) if name == "title" else own.covered({name: words}))


def name_of(slot: Slot, slides: list[slide.Slide]) -> str:
    """What the list of views calls one."""
    if slides:
        return slides[0].heading
    return t("一页文字，还没有写") if slot.view == sheets.TEXT else t("现在没有内容，放映时跳过")


def edit(place: int, slot: Slot, last: int) -> None:
    """A view of the visitor's own story, with all that can be done with it."""
    slides = story.of_slot(page, slot, occasion)
    with st.container(border=True):
        picture, fields = st.columns([1, 3])
        with picture:
            draw_small(slides[:1])
        with fields:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{place + 1}**　{plain(name_of(slot, slides))}", width="stretch")
                for icon, label, by in (("arrow_upward", t("上移"), -1), ("arrow_downward", t("下移"), 1)):
                    st.button(
                        label,
                        key=f"{icon}-{place}",
                        icon=f":material/{icon}:",
                        disabled=not 0 <= place + by <= last,
                        on_click=move,
                        args=(place, by),
                    )
                st.button(t("去掉"), key=f"out-{place}", icon=":material/delete:", on_click=remove, args=(place,))
            first, second = st.columns(2)
            screen.follow(f"title-{place}", slot.title)
            screen.follow(f"remark-{place}", slot.remark)
            first.text_input(
                t("标题"),
                key=f"title-{place}",
                max_chars=story.LONGEST_TITLE,
                placeholder="" if slot.view == sheets.TEXT else t("不填，就用图的结论作标题"),
                on_change=word,
                args=(place,),
            )
            second.text_area(
                t("备注（写在PowerPoint的备注里；放映时只在讲者窗口里）"),
                key=f"remark-{place}",
                max_chars=story.LONGEST_REMARK,
                height=80,
                on_change=word,
                args=(place,),
            )
            if slot.view == sheets.TEXT:
                screen.follow(f"text-{place}", slot.choice.get("text", ""))
                st.text_area(
                    t("这一页的文字，一行一条"), key=f"text-{place}", max_chars=sheets.LONGEST_TEXT, on_change=word, args=(place,)
                )
            elif len(slides) > 1 or slot.brief:
                screen.follow(f"brief-{place}", bool(slot.brief))
                st.checkbox(t("只放一页，留最要紧的行"), key=f"brief-{place}", on_change=word, args=(place,))


def show_others(others: Story) -> None:
    """A story of somebody else, to be looked at, shown, taken over or left."""
    own = screen.own_story()
    st.session_state[OTHERS_KEY] = story.code_of(others)
    st.info(
        t("这份不是你自己编的：可以看、放映、下载；收为自己的才能改。你自己编的那份还在，不会丢。")
        if own.slots
        else t("这份不是你自己编的：可以看、放映、下载；收为自己的，才能改，也才能从别的页接着加图。")
    )
    with st.container(horizontal=True, gap="small"):
        st.button(t("收为自己的"), key="adopt", type="primary", on_click=adopt, args=(others,))
        if own.slots:
            st.button(t("接在我那份的后面"), key="append", on_click=append, args=(others,))
        st.button(t("回到我自己的那份") if own.slots else t("不收"), key="leave", on_click=leave_others)
    st.markdown(f"**{plain(others.title or t('没有标题'))}**　{t('{n}个图', n=len(others.slots))}")
    draw_small(story.slides(replace(page, look=page.look.light), others, today))


def finish(what: Story) -> None:
    """What can be done with a story as a whole."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        present("own", story=decks.OWN, s=story.code_of(what))
        offer_files(what, "own")
        screen.offer(
            t("存成小文件"),
            f"{what.file_name}.json",
            "application/json",
            lambda: story.text_of(what).encode("utf-8"),
            "own-file",
            icon=":material/save:",
            views=len(what.slots),
        )


st.html(Path(__file__).with_suffix(".css"))
organisation = template()
st.subheader(t("选一份，全屏放映"), anchor=False)
first, second, third = st.columns(3)
with first:
    unit = screen.choose(
        st.selectbox,
        t("“单位”这份放映讲哪个单位"),
        "unit",
        list(every),
        choice.get("unit"),
        lambda code: t.of(every[code], "unit"),
    )
with second:
    screen.choose(
        st.selectbox,
        t("自动放映，每页停留"),
        "every",
        ["", *show.PACES],
        choice.get("every"),
        lambda code: t("{n}秒", n=code) if code else t("不自动，由人翻页"),
    )
with third:
    screen.choose(
        st.selectbox,
        t("底色"),
        "dark",
        ["", "1"],
        choice.get("dark"),
        lambda code: t("深色（投影时浅的颜色看不清）") if code else t("浅色（适合投影）"),
    )
with st.expander(
    t("封面上写什么（可不填）"), key="cover", on_change="rerun", expanded=any(name in choice for name in story.COVER)
):
    for column, (name, label) in zip(st.columns(3), COVER_LABELS.items(), strict=True):
        with column:
            screen.phrase(t(label), name, choice.get(name), story.LONGEST_TITLE)
    st.caption(t("写在下面各份现成放映的封面上。PowerPoint封面的右上角留有放徽标的地方，打开文件点一下就能放。"))
cover = {name: choice[name] for name in story.COVER if name in choice}
with st.grid(3, min_column_width=300, border=True) as grid:
    for name in decks.ready_names(page):
        ready_story = decks.ready(page, name, unit).covered(cover)
        if not ready_story.slots:
            continue
        with grid.cell():
            label = t("大厅的屏幕（没有人讲时自己放）") if name == decks.LOBBY else ready_story.title
            st.markdown(f"**{plain(label)}**　{t('{n}个图', n=len(ready_story.slots))}")
            with st.container(horizontal=True, gap="small"):
                present(f"ready-{name}", story=name, **parameters_of(name), **cover)
                offer_files(ready_story, f"ready-{name}")
            with st.container(horizontal=True, gap="small"):
                st.button(t("改成自己的"), key=f"ready-{name}-own", on_click=open_others, args=(ready_story,), type="tertiary")
                with st.popover(t("看各页"), key=f"ready-{name}-pages", on_change="rerun", type="tertiary") as pages_of:
                    if pages_of.open:
                        draw_small(story.slides(replace(page, look=page.look.light), ready_story, today))

if paper.font_missing():
    st.caption(t("服务器上没有中文字体，做不成PDF。请装上中文字体（Debian上是fonts-noto-cjk），再重新启动。"))

st.header(t("自己编一份"), anchor=False)
others, own = of_link(), screen.own_story()
if others:
    show_others(others)
    finish(others)
else:
    if own.slots:
        screen.put_into_link({"s": story.code_of(own)})
    # Until the browser has handed over one's own, that of a link is another's.
    if st.session_state.get(OTHERS_KEY) == story.code_of(own):
        st.session_state.pop(OTHERS_KEY)
    if left := st.session_state.get(OTHERS_KEY):
        earlier = story.of_code(left, t)
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(t("刚才看的《{title}》还在，没有收为自己的。", title=plain(earlier.title)), width="stretch")
            st.button(t("再看"), key="look-again", on_click=open_others, args=(earlier,))
            st.button(t("不要了"), key="forget", on_click=st.session_state.pop, args=(OTHERS_KEY,), type="tertiary")
    if not own.slots:
        st.info(t("还没有图。在任何一页点标题旁的“加入放映”；表格下面也有。"))
    else:
        notice = story.changes(page, own)
        if notice:
            st.warning(notice)
        for column, (name, label) in zip(st.columns(4), {"title": TITLE_LABEL, **COVER_LABELS}.items(), strict=True):
            screen.follow(f"story-{name}", getattr(own, name))
            column.text_input(t(label), key=f"story-{name}", max_chars=story.LONGEST_TITLE, on_change=entitle, args=(name,))
        for place, slot in enumerate(own.slots):
            edit(place, slot, len(own.slots) - 1)
        finish(own)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(t("加一页文字"), key="add-text", on_click=add_text, icon=":material/notes:")
        if own.slots:
            st.button(t("另起一份"), key="own-anew", on_click=begin_anew, icon=":material/add:")
    if own.slots:
        st.caption(t("本页的链接就是这份放映：点上面的“分享”可以发给别人。数据更新后再打开，会写明哪些图变了。"))
for place, other_story in enumerate(screen.stories_aside()):
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            t("放在一边的：{title}　{n}个图", title=plain(other_story.title or t("没有标题")), n=len(other_story.slots)),
            width="stretch",
        )
        st.button(t("换成这份"), key=f"swap-{place}", on_click=swap, args=(place,))
        st.button(t("删去"), key=f"drop-{place}", on_click=screen.drop_aside, args=(place,), type="tertiary")
if not screen.visitor().may(settings.ANALYST):
    screen.footer(page, choice)
    raise screen.EndOfPage
file = upload(t, t("打开存下的放映文件"), "story-file", story.LARGEST)
if file is not None:
    try:
        open_others(story.of_text(file.content, t))
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
    file = upload(t, t("选择模板文件"), "template-file", LARGEST, ".pptx,.potx,.ppsx")
    if file is not None:
        try:
            deck.check(file.content)
        except deck.TemplateError as wrong:
            st.error(wrong.in_words(t))
        else:
            st.session_state["template"] = file.content
            st.session_state["template-layouts"] = deck.layouts_of(file.content)
            st.rerun()
screen.footer(page, choice)
