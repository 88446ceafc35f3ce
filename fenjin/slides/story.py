"""Stories: views in an order to be shown, ready-made or a presenter's own, kept in a link or a small file.

A story names views and choices, never figures: whoever opens it sees the table of today. So that this is not overlooked, it
bears the version of the data that it was made with, and for each slide a fingerprint of the rows that it showed then.
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
from fenjin.language import quantity
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.slides import slide
from fenjin.slides.slide import Slide
from fenjin.views import LEAGUES, Context, View, selection, story_questions
from fenjin.views.page import theme_of
from fenjin.views.parameter import LONGEST_LINK, VERSION, Parameter, read
from fenjin.views.selection import BOUNDS, FACETS, Filters

MOST_SLIDES = 60  # views of a story
MOST_QUERIES = 5  # of them with SQL of a reader's own, each of which may take seconds
MOST_PAGES = 200  # slides that they make
LONGEST_TITLE, LONGEST_REMARK = 80, 400
LARGEST = 200_000  # bytes of a story's file
_MARK, _FORMAT = "fenjin_story", 1
_MOST_CHOICES, _LONGEST_CHOICE = 40, views.LONGEST_SQL
_LONGEST_CODE = LONGEST_LINK - 2048  # characters: beside it a link has the page and its other parameters
_DIGITS = 8


class StoryError(Exception):
    """A file or a link that holds no story; says in the reader's language what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Slot:
    """A view of a story: its function in `views`, its choice as a link states it, and the presenter's own words.

    `seen` is the fingerprint of the rows that it showed when it was added, "" for a ready-made one.
    """

    view: str
    choice: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    remark: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Story:
    """Views in the order in which they are shown; `version` is that of the data, 12 digits, "" for a ready-made one."""

    title: str
    slots: tuple[Slot, ...] = ()
    version: str = ""


OWN = "own"


def ready_names(context: Context) -> tuple[str, ...]:
    """The names of the ready-made stories."""
    return ("whole", *context.themes, "unit", "city")


def ready(context: Context, name: str, unit: str = "") -> Story:
    """A ready-made story: the whole list, a theme, the unit `unit`, or the counties against the city."""
    t = context.t
    if name == "whole":
        return Story(t.of(context.description, "title"), tuple(_whole(context)))
    if name == "unit":
        about = next(each for each in context.description["units"] if each["unit_id"] == unit)
        return Story(t("{unit}承诺了什么", unit=t.of(about, "unit")), tuple(_of_unit(context, unit)))
    if name == "city":
        sums = views.sums(context).frame
        each = [Slot("county_city", {"indicator": code}) for code in dict.fromkeys(sums["indicator_id"])]
        return Story(t("县区加起来等于全市吗？"), (Slot("sums"), *each))
    return Story(words(t, "theme", name), tuple(_of_theme(context, name)))


def _whole(context: Context) -> Iterable[Slot]:
    yield Slot("counts")
    if views.promises(context).drawn:
        yield Slot("promises")
    for theme in context.themes:
        if views.matrix(context, theme).drawn:
            yield Slot("matrix", {"theme": theme})
        choice = views.indicators(context, theme).frame
        if len(choice):
            first = choice.iloc[0]
            yield Slot(
                "ranking", {"indicator": first["indicator_id"], "league": "county" if first["county_units"] else "department"}
            )
    yield Slot("sums")
    if context.before:
        yield Slot("years")
    yield Slot("timeline")
    yield Slot("silent")
    for league in LEAGUES:
        yield Slot("concreteness", {"league": league})


def _of_theme(context: Context, theme: str) -> Iterable[Slot]:
    """What all counties promise in a theme, then its comparisons: of every indicator that two units of a league state, most first; where
    none is, all it has. And what departments promise, and who promises the action that most units promise."""
    if views.matrix(context, theme).drawn:
        yield Slot("matrix", {"theme": theme})
    choice = views.records(views.indicators(context, theme).frame)
    ranked_choice = [row for row in choice if max(row["county_units"], row["department_units"]) > 1] or choice
    with_sum = set(views.sums(context).frame["indicator_id"])
    for place, row in enumerate(ranked_choice):
        indicator = row["indicator_id"]
        for league in LEAGUES:
            if row[f"{league}_units"] > 1 or (len(ranked_choice) == len(choice) and row[f"{league}_units"]):
                yield Slot("ranking", {"indicator": indicator, "league": league})
        if place == 0 and row["county_units"]:
            yield Slot("tile_grid", {"indicator": indicator})
        if indicator in with_sum:
            yield Slot("county_city", {"indicator": indicator})
    if views.departments(context, theme).drawn:
        yield Slot("departments", {"theme": theme})
    if context.before:
        yield Slot("years", {"theme": theme})
    actions = views.actions(context, theme).frame
    if len(actions) and actions.iloc[0]["units"] > 1:
        yield Slot("similar", {"action": actions.iloc[0]["action"]})


def _of_unit(context: Context, unit: str) -> Iterable[Slot]:
    about = next(each for each in views.records(views.units(context).frame) if each["unit_id"] == unit)
    yield Slot("profile", {"units": unit})
    if not views.standings(context, unit, about["league"]).empty:
        yield Slot("standings", {"unit": unit, "league": about["league"]})
    if context.before:
        yield Slot("years", {"units": unit})
    yield Slot("explore", {"unit": unit})


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
            return own, views.answered(own, arguments[views.OWN_SQL], answer.table, answer.truncated)
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
    return {_MARK: _FORMAT, "title": story.title, "version": story.version, "slides": slots}


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


# A link's parameter that is a story.
CODE = Parameter("text", longest=None, check=_is_code)


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
    if not isinstance(document.get("title", ""), str):
        raise StoryError(t("这不是放映文件，或来自别的版本。请选本看板保存的放映文件。"))
    slots = tuple(_read_slot(each, place, t) for place, each in enumerate(document["slides"], start=1))
    return Story(line(document.get("title", ""), LONGEST_TITLE), slots, version)


def _read_slot(entry: object, place: int, t: Translator) -> Slot:
    choice = entry.get("choice", {}) if isinstance(entry, dict) else None
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("view"), str)
        or entry["view"] not in story_questions()
        or not isinstance(choice, dict)
    ):
        raise StoryError(t("第{place}个图不认识。文件可能被改动过，请用原来的文件。", place=place))
    texts = [*choice, *choice.values(), *(entry.get(key, "") for key in ("title", "remark", "seen"))]
    if len(choice) > _MOST_CHOICES or not all(isinstance(text, str) and len(text) <= _LONGEST_CHOICE for text in texts):
        raise StoryError(t("第{place}个图的内容不对或太长。文件可能被改动过，请用原来的文件。", place=place))
    digits = entry.get("seen", "")
    return Slot(
        entry["view"],
        {tidy(key, 40): tidy(value, _LONGEST_CHOICE) for key, value in choice.items()},
        line(entry.get("title", ""), LONGEST_TITLE),
        tidy(entry.get("remark", ""), LONGEST_REMARK),
        digits if re.fullmatch(f"[0-9a-f]{{{_DIGITS}}}", digits) else "",
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
    make = _slides.__wrapped__ if any(runs_sql(slot.view) for slot in story.slots) else _slides
    return list(make(context, code_of(story), when, base, map_state))


# A show, its files and their preview ask for the same slides one after the other.
@memoize(24)
def _slides(context: Context, code: str, when: datetime.date, base: str, map_state: object) -> list[Slide]:
    t, story = context.t, of_code(code, context.t)
    pairs = [(slot, pair) for slot in story.slots if (pair := view_of(context, slot)) is not None]
    own = [
        each
        for slot, (own_context, view) in pairs
        for each in slide.of_view(own_context, view, when, slot.title, slot.remark, base + page_of(context, slot))
    ]
    look = pairs[0][1][0].look if pairs else context.look
    views_of = [view for _slot, (_context, view) in pairs]
    about = _lists_of([pair for _slot, pair in pairs]) or [context.description]
    titles = views.titles(about, t)
    lines = [titles] if story.title and story.title != titles else []
    lines += [t("数据版本 {version}", version=context.database.version[:12]), quantity.day(when, t)]
    notice = changes(context, story)
    if notice:
        lines.append(notice)
    cover = Slide(story.title or titles, Lines(tuple(lines)), look=look, cover=True)
    beyond = len(own) - MOST_PAGES
    if beyond > 0:
        own[MOST_PAGES - 1] = replace(
            own[MOST_PAGES - 1], small=(t("另有{n}页没有放进来。", n=beyond), *own[MOST_PAGES - 1].small)
        )
        own = own[:MOST_PAGES]
    pages = [cover, *own, *_closing(context, views_of, about, when, look)]
    return [replace(each, number=f"{place}/{len(pages)}") for place, each in enumerate(pages, start=1)]


def changes(context: Context, story: Story) -> str:
    """What a story says of data that have changed since it was made, "" where none have."""
    t, now = context.t, context.database.version[:12]
    if not story.version or story.version == now:
        return ""
    other = [
        str(place)
        for place, slot in enumerate(story.slots, start=1)
        if (pair := view_of(context, slot)) is None or (slot.seen and fingerprint(pair[1]) != slot.seen)
    ]
    sentence = t("第{places}个图的内容与当时不同", places=t.join(other)) if other else t("各图的内容与当时相同")
    return t("这份放映做于数据版本{then}，数据后来有更新：{said}。", then=story.version, said=sentence)


def _lists_of(pairs: Iterable[tuple[Context, View]]) -> list[views.Row]:
    """The descriptions of the lists that views show, in the order in which they come."""
    by_list = {each["list_id"]: each for context, view in pairs for each in views.lists_of(context, view)}
    return list(by_list.values())


def _closing(
    context: Context, views_of: Sequence[View], lists: Sequence[Mapping[str, object]], when: datetime.date, look: Look
) -> list[Slide]:
    """The last slides: the rules of comparison, where the figures come from, and the definitions of the indicators shown."""
    t = context.t
    indicators = [str(view.params.get("indicator")) for view in views_of]
    definitions = [
        t("{indicator}：{definition}", indicator=t.of(each, "indicator"), definition=t.of(each, "definition"))
        for code in dict.fromkeys(indicators)
        for each in context.database.metadata["indicators"]
        if each["indicator_id"] == code
    ]
    rules = [
        t("数字都出自《{title}》，由奋进看板整理，每个数字可以查到所在的段落。", title=views.titles(lists, t)),
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
    pages = slide.paragraphs(t("来源和定义"), [*rules, *definitions], look)
    return [replace(page, source=slide.source(context, lists, when)) for page in pages]
