"""Stories: views in an order to be shown, ready-made or a presenter's own, kept in a link or a small file.

A story names views and choices, never figures: whoever opens it sees the table of today. So that this is not overlooked, it
bears the version of the data that it was made with, and for each slide a fingerprint of the rows that it showed then. One file, as
what a story is, its three forms (link, file, slides) and what one of them may not say are read together.
"""

import base64
import binascii
import datetime
import hashlib
import json
import re
import unicodedata
import urllib.parse
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from fenjin import views
from fenjin.data import sandbox
from fenjin.data.database import Database
from fenjin.data.memory import memoize
from fenjin.figures import boundaries
from fenjin.figures.lines import Lines
from fenjin.figures.look import Look
from fenjin.figures.points import FAR, Points
from fenjin.language import quantity
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.slides import sheets, slide
from fenjin.slides.sheets import SHEETS, Occasion, sheet
from fenjin.slides.slide import Slide
from fenjin.views import Context, View, selection, story_questions
from fenjin.views.page import theme_of
from fenjin.views.parameter import LONGEST_LINK, VERSION, Parameter, read
from fenjin.views.selection import BOUNDS, FACETS, Filters

MOST_SLIDES = 60  # views of a story
MOST_QUERIES = 5  # of them with SQL of a reader's own, each of which may take seconds
MOST_PAGES = 200  # slides that they make
LONGEST_TITLE, LONGEST_REMARK = 80, 400
COVER = ("occasion", "office", "day")  # what a presenter may write on the cover below the title
LARGEST = 200_000  # bytes of a story's file
_MARK, _FORMAT = "fenjin_story", 1
_MOST_CHOICES, _LONGEST_CHOICE = 40, views.LONGEST_SQL
_LONGEST_CODE = LONGEST_LINK - 2048  # characters: beside it a link has the page and its other parameters
_DIGITS = 8


class StoryError(Exception):
    """A file or a link that holds no story; says in the reader's language what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Slot:
    """A view of a story, or a sheet (`sheets`): its name, its choice as a link states it, and the presenter's own words.

    `seen` is the fingerprint of the rows that it showed when it was added, "" for a ready-made one. `brief` is "1" where one slide of what
    says most shall do.
    """

    view: str
    choice: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    remark: str = ""
    seen: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Story:
    """Views in the order in which they are shown; `version` is that of the data, 12 digits, "" for a ready-made one.

    `occasion`, `office` and `day` are what the presenter has put on the cover, "" for nothing; without a day it is that of the show.
    """

    title: str
    slots: tuple[Slot, ...] = ()
    version: str = ""
    occasion: str = ""
    office: str = ""
    day: str = ""

    def covered(self, cover: Mapping[str, str]) -> "Story":
        """The same with other words on its cover, by their names in COVER."""
        occasion, office, day = (cover.get(name, getattr(self, name)) for name in COVER)
        return replace(self, occasion=occasion, office=office, day=day)

    @property
    def file_name(self) -> str:
        """Its title as a file may be called."""
        return re.sub(r'[\\/:*?"<>|\s]+', " ", self.title).strip(" .") or "fenjin"


def runs_sql(name: object) -> bool:
    """Whether a view of this name is the answer to SQL of a reader's own."""
    return isinstance(name, str) and name in story_questions() and story_questions()[name].query is None


def slot_of(view: View, title: str = "", remark: str = "") -> Slot:
    """What a story keeps of a view. Raises ValueError where the view cannot be made again."""
    if view.address is None:
        raise ValueError(view.question)
    name, choice_of_view = view.address
    choice: dict[str, str] = {}
    for key, value in view.params.items() if view.free else choice_of_view.items():
        if isinstance(value, Filters):
            choice |= value.link()
        elif isinstance(value, tuple):
            choice[key] = ",".join(value)
        elif value:
            choice[key] = str(value)
    return Slot(name, choice, title, remark, fingerprint(view))


def fingerprint(view: View) -> str:
    """A short fingerprint of the rows that a view shows, the same in every language."""
    return hashlib.sha256(view.frame.to_csv(index=False).encode("utf-8")).hexdigest()[:_DIGITS]


def view_of(context: Context, slot: Slot) -> tuple[Context, View] | None:
    """The view of a slot with the context that it was made in, in the colour of its theme; None where it shows nothing now."""
    answer = _make(context, slot.view, tuple(sorted(slot.choice.items())))
    return answer if answer is None or not (answer[1].empty or answer[1].table.empty) else None


def _make(context: Context, name: str, choice: tuple[tuple[str, str], ...]) -> tuple[Context, View] | None:
    link = dict(choice)
    lists, entry = _lists(context, link), story_questions().get(name)
    if entry is None or lists is None or (len(lists) > 1 and not entry.filters):
        return None
    context = views.of_lists(context, lists)
    arguments: dict[str, Any] = {}
    if entry.filters:
        arguments["filters"], unknown = selection.filters(link, views.codes(context))
        link = {key: value for key, value in link.items() if key not in (*FACETS, *BOUNDS, "q")}
    else:
        unknown = []
        link.pop("list", None)
    parameters = entry.resolve(context)
    values, ignored = read(link, parameters)
    if unknown or ignored or any(each.required and key not in values for key, each in parameters.items()):
        return None
    arguments |= {key: tuple(value.split(",")) if parameters[key].kind == "codes" else value for key, value in values.items()}
    theme = theme_of(context, {**dict(choice), **values})
    own = replace(context, look=replace(context.look, theme=theme))
    try:
        if entry.query is None:
            answer = _answer(context.database, context.lists, arguments[views.OWN_SQL])
            if answer is None:
                return None
            return own, views.answered(own, table=answer.table, truncated=answer.truncated, **arguments)
        return own, entry.make(own, **arguments)
    except (KeyError, sandbox.Refusal):
        return None


def _lists(context: Context, choice: Mapping[str, str]) -> list[str] | None:
    """The lists that a choice is about, those of the context where it names none; None where it names one that is not there."""
    lists = list(dict.fromkeys(choice["list"].split(","))) if "list" in choice else list(context.lists)
    all_lists = views.known_lists(context.database)
    return lists if len(lists) <= selection.MOST_LISTS and all(code in all_lists for code in lists) else None


# A query may take seconds, and a show asks for its views again and again.
@memoize(32)
def _answer(database: Database, lists: tuple[str, ...], sql: str) -> sandbox.Answer | None:
    """What a query of one's own gives; None where it cannot be run to its end. Raises sandbox.Refusal while others are served."""
    try:
        return sandbox.run(sql, database.extract(lists))
    except sandbox.Refusal as refused:
        if refused.reason == "busy":
            raise
        return None


def page_of(context: Context, slot: Slot) -> str:
    """The address of the page, below the dashboard's root, that shows the view of a slot."""
    choice = dict(slot.choice)
    lists = _lists(context, choice) or context.lists
    page = story_questions()[slot.view].page
    assert page is not None
    path, link = page(views.of_lists(context, lists), choice)
    parameters = {
        **{key: value for key, value in link.items() if value},
        "list": ",".join(lists),
        "v": context.database.version[:12],
    }
    return f"{path}?{urllib.parse.urlencode(parameters, safe=',')}"


def text_of(story: Story) -> str:
    """A story as the text of its file: JSON that a person can read."""
    return json.dumps(_content(story), ensure_ascii=False, indent=1) + "\n"


def code_of(story: Story) -> str:
    """A story as a part of a link."""
    content = zlib.compress(json.dumps(_content(story), ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 9)
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _content(story: Story) -> dict[str, object]:
    slots = [{key: value for key, value in asdict(slot).items() if value} for slot in story.slots]
    cover = {key: getattr(story, key) for key in COVER if getattr(story, key)}
    return {_MARK: _FORMAT, "title": story.title, **cover, "version": story.version, "slides": slots}


def of_code(code: str, t: Translator) -> Story:
    """The story of a part of a link. Raises StoryError."""
    wrong = StoryError(t("链接里的放映不完整，请向发链接的人再要一次。"))
    if len(code) > _LONGEST_CODE:
        raise wrong
    try:
        raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        content = reader.decompress(raw, LARGEST)
    except (binascii.Error, ValueError, zlib.error):
        raise wrong from None
    # What is longer than a story may be is not unpacked.
    if not reader.eof:
        raise wrong
    return of_text(content, t)


def _is_code(code: str) -> bool:
    try:
        of_code(code, Translator("zh"))
    except StoryError:
        return False
    return True


# A link's parameters that are a story, and what a presenter has put on a cover.
CODE = Parameter("text", longest=None, check=_is_code)
COVER_PARAMETERS = dict.fromkeys(
    COVER, Parameter("text", longest=LONGEST_TITLE, check=lambda text: text == line(text, LONGEST_TITLE))
)


def of_text(content: bytes, t: Translator) -> Story:
    """The story of a file's content. Raises StoryError with what is wrong, where, and what to do."""
    if len(content) > LARGEST:
        raise StoryError(t("文件太大，放映文件不超过{n}KB。", n=LARGEST // 1000))
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise StoryError(t("这不是放映文件：读不出JSON。请选本看板保存的放映文件。")) from None
    if not isinstance(document, dict) or document.get(_MARK) != _FORMAT or not isinstance(document.get("slides"), list):
        raise StoryError(t("这不是放映文件，或来自别的版本。请选本看板保存的放映文件。"))
    if len(document["slides"]) > MOST_SLIDES:
        raise StoryError(t("放映最多{most}个图，这里有{n}个。请拆成几份。", most=MOST_SLIDES, n=len(document["slides"])))
    if len([each for each in document["slides"] if isinstance(each, dict) and runs_sql(each.get("view"))]) > MOST_QUERIES:
        raise StoryError(t("一份放映最多有{most}个SQL查询。", most=MOST_QUERIES))
    version = document.get("version", "")
    if version != "" and (not isinstance(version, str) or not VERSION.takes(version)):
        raise StoryError(t("放映文件里的数据版本不对，应为12位十六进制数字。"))
    if not all(isinstance(document.get(key, ""), str) for key in ("title", *COVER)):
        raise StoryError(t("这不是放映文件，或来自别的版本。请选本看板保存的放映文件。"))
    slots = tuple(_read_slot(each, place, t) for place, each in enumerate(document["slides"], start=1))
    cover = {key: line(document.get(key, ""), LONGEST_TITLE) for key in COVER}
    return Story(line(document.get("title", ""), LONGEST_TITLE), slots, version, **cover)


def _read_slot(entry: object, place: int, t: Translator) -> Slot:
    choice = entry.get("choice", {}) if isinstance(entry, dict) else None
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("view"), str)
        or entry["view"] not in (*story_questions(), *SHEETS)
        or not isinstance(choice, dict)
    ):
        raise StoryError(t("第{place}个图不认识。文件可能被改动过，请用原来的文件。", place=place))
    texts = [*choice, *choice.values(), *(entry.get(key, "") for key in ("title", "remark", "seen", "brief"))]
    if len(choice) > _MOST_CHOICES or not all(isinstance(text, str) and len(text) <= _LONGEST_CHOICE for text in texts):
        raise StoryError(t("第{place}个图的内容不对或太长。文件可能被改动过，请用原来的文件。", place=place))
    digits = entry.get("seen", "")
    return Slot(
        entry["view"],
        {tidy(key, 40): tidy(value, _LONGEST_CHOICE) for key, value in choice.items()},
        line(entry.get("title", ""), LONGEST_TITLE),
        tidy(entry.get("remark", ""), LONGEST_REMARK),
        digits if re.fullmatch(f"[0-9a-f]{{{_DIGITS}}}", digits) else "",
        "1" if entry.get("brief") == "1" else "",
    )


def tidy(text: str, longest: int) -> str:
    """A text as it can be shown, without control and formatting characters except tabs and breaks of lines, cut to a length."""
    visible = "".join(c for c in text[: longest * 4] if c in "\t\n" or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", visible)[:longest]


def line(text: object, longest: int) -> str:
    """The same on one line."""
    return " ".join(tidy(str(text), longest).split())


def slides(context: Context, story: Story, when: datetime.date, base: str = "") -> list[Slide]:
    """A story as slides, with a cover and a closing slide on sources and definitions; what shows nothing now is left out.

    `base` is the dashboard's address, under which the links of the slides lead. At most MOST_PAGES; the last says what is beyond.
    """
    # The map comes from a file of its own.
    map_state = boundaries.state()
    # A query may be refused because the server is busy, which must not be remembered.
    make = _slides if any(runs_sql(slot.view) for slot in story.slots) else _remembered_slides
    return list(make(context, code_of(story), when, base, map_state))


def _slides(context: Context, code: str, when: datetime.date, base: str, map_state: object) -> list[Slide]:
    t, story = context.t, of_code(code, context.t)
    has_agenda = any(slot.view == sheets.AGENDA for slot in story.slots)
    occasion = Occasion(when, _contents(context, story) if has_agenda else ())
    groups = [of_slot(context, slot, occasion, base) for slot in story.slots]
    pairs = [(each[0].context, each[0].view) for each in groups if each and each[0].context and each[0].view]
    own = [each for group in groups for each in group]
    themes = {each.look.theme for each in own if each.look.theme}
    look = replace(context.look, theme=themes.pop()) if len(themes) == 1 else context.look
    about = _lists_of(pairs) or [context.description]
    beyond = len(own) - MOST_PAGES
    if beyond > 0:
        own[MOST_PAGES - 1] = replace(
            own[MOST_PAGES - 1], small=(t("另有{n}页没有放进来。", n=beyond), *own[MOST_PAGES - 1].small)
        )
        own = own[:MOST_PAGES]
    # What is read from afar has its source in its last line.
    is_far = own and all(isinstance(each.body, Points) and each.body.least >= FAR for each in own)
    closing = [] if is_far else _closing(context, story, [view for _context, view in pairs], about, when, look)
    pages = [_cover(context, story, about, when, look), *own, *closing]
    numbered = [replace(each, number=f"{place}/{len(pages)}") for place, each in enumerate(pages, start=1)]
    return [_leading_on(each, following, t) for each, following in zip(numbered, [*numbered[1:], None], strict=True)]


# A show, its files and their preview ask for the same slides one after the other.
_remembered_slides = memoize(24)(_slides)


def of_slot(context: Context, slot: Slot, occasion: Occasion, base: str = "") -> list[Slide]:
    """The slides of a view or a sheet of a story; none where it shows nothing now."""
    if slot.view in SHEETS:
        own = sheet(slot.view, context, slot.choice, occasion)
        if own is None:
            return []
        theme = theme_of(context, slot.choice)
        look = replace(context.look, theme=theme)
        source = slide.source(context, [context.description], occasion.when)
        whole = Slide(slot.title or own.title, own.body, source=source, look=look, remark=slot.remark, say=own.say)
        parts = own.body.cut(whole.frame, look)
        return [replace(whole, body=part, part=(n + 1, len(parts))) for n, part in enumerate(parts)]
    pair = view_of(context, slot)
    if pair is None:
        return []
    own_context, view = pair
    link = base + page_of(context, slot)
    return [
        replace(each, say=spoken(own_context, view) if each.part[0] == 1 else ())
        for each in slide.of_view(own_context, view, occasion.when, slot.title, slot.remark, link, bool(slot.brief))
    ]


def shows(context: Context, slot: Slot, occasion: Occasion) -> bool:
    """Whether a view or a sheet of a story shows anything now."""
    if slot.view in SHEETS:
        return sheet(slot.view, context, slot.choice, replace(occasion, contents=("", ""))) is not None
    return view_of(context, slot) is not None


def spoken(context: Context, view: View) -> tuple[str, ...]:
    """What may be said of a view: what it comes to, what its question says more, and how it is to be taken."""
    t = context.t
    more = view.show.say(context, view) if view.show.say else []
    sentences = [slide.title_of(view), *more, *view.notes[:1]]
    return tuple(dict.fromkeys(slide.sentence(each, t) for each in sentences if each))


def _leading_on(each: Slide, following: Slide | None, t: Translator) -> Slide:
    """A slide whose speaker is told what comes next, where that is another subject."""
    if following is None or following.cover or following.part[0] > 1:
        return each
    return replace(each, say=(*each.say, t("下一页：{title}", title=following.title)))


def _contents(context: Context, story: Story) -> tuple[str, ...]:
    """What a story goes through, each theme and each question once, in words."""
    t = context.t
    names = []
    for slot in story.slots:
        theme = theme_of(context, slot.choice)
        if theme:
            names.append(words(t, "theme", theme))
        elif slot.view == sheets.SETTLE:
            names.append(t("要研究的问题"))
        elif slot.view not in SHEETS and (pair := view_of(context, slot)):
            names.append(slot.title or pair[1].question)
    return tuple(dict.fromkeys(names))


def _cover(context: Context, story: Story, about: Sequence[views.Row], when: datetime.date, look: Look) -> Slide:
    """The title, whose list it is where the title is another, and what the presenter has put on it."""
    t, titles = context.t, views.titles(about, context.t)
    lines = [titles] if story.title and story.title != titles else []
    lines += [each for each in (story.occasion, story.office) if each]
    lines.append(story.day or quantity.day(when, t))
    return Slide(
        story.title or titles,
        Lines(tuple(lines)),
        look=look,
        cover=True,
        say=(t("今天汇报《{title}》。", title=story.title or titles),),
    )


def changes(context: Context, story: Story) -> str:
    """What a story says of data that have changed since it was made, "" where none have."""
    t, now = context.t, context.database.version[:12]
    if not story.version or story.version == now:
        return ""
    other = [
        str(place)
        for place, slot in enumerate(story.slots, start=1)
        if slot.view not in SHEETS
        and ((pair := view_of(context, slot)) is None or (slot.seen and fingerprint(pair[1]) != slot.seen))
    ]
    sentence = t("第{places}个图的内容与当时不同", places=t.join(other)) if other else t("各图的内容与当时相同")
    return t("这份放映做于数据版本{then}，数据后来有更新：{said}。", then=story.version, said=sentence)


def _lists_of(pairs: Iterable[tuple[Context, View]]) -> list[views.Row]:
    """The descriptions of the lists that views show, in the order in which they come."""
    by_list = {each["list_id"]: each for context, view in pairs for each in views.lists_of(context, view)}
    return list(by_list.values())


def _closing(
    context: Context,
    story: Story,
    views_of: Sequence[View],
    lists: Sequence[Mapping[str, object]],
    when: datetime.date,
    look: Look,
) -> list[Slide]:
    """The last slides: the rules of comparison, where the figures come from, and the definitions of the indicators shown."""
    t = context.t
    indicators = [code for view in views_of for code in view.indicators]
    definitions = [
        t("{indicator}：{definition}", indicator=t.of(each, "indicator"), definition=t.of(each, "definition"))
        for code in dict.fromkeys(indicators)
        for each in context.database.metadata["indicators"]
        if each["indicator_id"] == code
    ]
    rules = [
        t(
            "数字都出自《{title}》，由奋进看板整理（数据版本 {version}），每个数字可以查到所在的段落。",
            title=views.titles(lists, t),
            version=context.database.version[:12],
        ),
        t(
            "指标、类型、计量单位、年度和单位范围都相同的数字才排在一起。口径不同的，推得出界限的按界限排，并写明依据；推不出的单列，不排名次。"
        ),
        t("没有给出数字的单位不当作零。承诺多少不是优劣；这些是承诺，不是完成的结果。"),
        t(
            "图例：{signs}。",
            signs=t.join(
                [
                    t("点纹＝由别的口径推出"),
                    t("斜纹＝力争"),
                    t("空心箭头＝至少或超过"),
                    t("实心箭头＝至多或低于"),
                    t("灰框＝不参加排序"),
                ]
            ),
        ),
    ]
    notice = changes(context, story)
    pages = slide.paragraphs(t("来源和定义"), [*([notice] if notice else []), *rules, *definitions], look)
    return [replace(page, source=slide.source(context, lists, when)) for page in pages]
