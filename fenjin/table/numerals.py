"""Printed figures read: 14.45万亩, 三成以上, 1—2家, 前三, 6月底前 -> number, unit of measure, comparator, last day.

A reading says in which characters each part was found. What a figure does not say is None; what cannot be read with certainty
(数十家, 三五个) is refused. Nothing is guessed.
"""

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fenjin.language.translate import Message, _


class Unreadable(Message):
    """What cannot be read with certainty, and what to do about it."""


Span = tuple[int, int]


@dataclass(frozen=True)
class Quantity:
    """What a printed figure says.

    `value` counts `uom`, which is as printed, without brackets and with its 万 or 亿; a part of a whole (三成, 百分之五, 一半) is
    in %. `value_high` is the upper end of a range. `comparator` is "eq" where no word bounds the number. `form` is "quantity",
    "rank" (前三, 第一批), "grade" (C级: its place in the order of grades) or "zero" (清零, 零费用: nothing of it).
    The spans are characters of the figure, from the first up to the second; None where it does not say the thing.
    """

    value: float
    value_high: float | None
    uom: str | None
    comparator: str
    form: str
    value_at: Span
    uom_at: Span | None
    bounds_at: tuple[Span, ...]


@dataclass(frozen=True)
class Deadline:
    """What a printed date says: its last day, and "le" where a word (前, 至, 不迟于) says by then, else "eq"."""

    day: datetime.date
    comparator: str


# Words that govern a figure from before or after it, and the comparator that they say; "" leads to a figure and bounds nothing.
BEFORE: Mapping[str, str] = {
    **dict.fromkeys(("不低于", "不少于", "不小于", "不下于", "至少", "最少", "最低", "≥", ">="), "ge"),
    **dict.fromkeys(("超过", "突破", "高于", "多于", "大于", "超出", "逾", "超", "破", "过", ">"), "gt"),
    **dict.fromkeys(("不超过", "不超", "不高于", "不多于", "不大于", "至多", "最多", "最高", "控制在", "≤", "<="), "le"),
    **dict.fromkeys(("低于", "少于", "小于", "不足", "不到", "不满", "<"), "lt"),
    **dict.fromkeys(("大约", "约为", "约", "将近", "接近", "近"), "approx"),
    **dict.fromkeys(("达到", "达", "到", "至", "为", "共", "共计", "总计", "合计"), ""),
}
AFTER: Mapping[str, str] = {
    **dict.fromkeys(("及以上", "以上"), "ge"),
    **dict.fromkeys(("余", "多"), "gt"),
    **dict.fromkeys(("及以下", "以下", "以内", "之内", "内"), "le"),
    **dict.fromkeys(("左右", "上下"), "approx"),
}
# The same of a date.
DATE_BEFORE: Mapping[str, str] = {**dict.fromkeys(("不晚于", "不迟于", "截至", "截止", "至", "到"), "le"), "在": "", "于": ""}
DATE_AFTER: Mapping[str, str] = dict.fromkeys(("以前", "之前", "前"), "le")

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 10**3, "百": 100, "十": 10}
# Character for character, so that places stay: full-width forms, dashes, the numerals of cheques and of traditional script.
PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟萬億兩餘負", "一二三四五六七八九十百千万亿两余负", strict=True))
    | dict.fromkeys("‐‑‒–—―−~～〜∼", "-")
)
_NUMERAL = "0-9零〇一二三四五六七八九两十百千万亿"
_DIGITS_RUN = re.compile(f"[-负]?[{_NUMERAL}](?:[{_NUMERAL}]|[.,点](?=[0-9零〇一二三四五六七八九]))*")
_RANGE = re.compile(f"(.*?)(?:-{{1,2}}|至|到)(?=[-负{_NUMERAL}])")
# Units of measure whose own name begins with 千.
_KILO = re.compile("[瓦米克卡伏安赫帕焦升]")
# 5000m2, where no raised figure is at hand.
_EXPONENT = re.compile("(?<=m)[23](?![0-9])")
_TOKEN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|万亿|[零〇一二三四五六七八九两十百千万亿]")
_ROMAN = {
    numeral: place
    for numerals in ("Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ Ⅵ Ⅶ Ⅷ Ⅸ Ⅹ Ⅺ Ⅻ", "I II III IV V VI VII VIII IX X")
    for place, numeral in enumerate(numerals.split(), 1)
}
_GRADE = re.compile(r"([Ⅰ-Ⅻ]|[IVX]+|[A-Z]|[甲乙丙丁戊])([级类等档])")
_AMONG = re.compile("全[国省市县区球]|[国省市]内|世界|中国")
_ZERO = re.compile("清零|归零|为零|(零)(?![.点零〇一二三四五六七八九十百千万亿]).{2,}")
_PART = re.compile("(百|千|万|.{1,6}?)分之(.+)")
_VAGUE = re.compile("[数几]|若干|部分|上[百千万亿]|一[批些系定]")

_NO_NUMBER = _("“{figure}”里没有能读出的数：把数字写进原文数字；没有数字的承诺不作为指标值")
_NOT_SURE = _("“{figure}”读不出一个确定的数：改正原文数字；数十、三五个一类不作为指标值")
_SEVERAL = _("“{figure}”里不止一个数：一个目标只取一个数")
_AGAINST = _("“{figure}”里的限定词互相矛盾：改正原文数字或限定词")
_NO_WORD = _("“{figure}”不是已知的限定词：照原文填写，如 突破、不低于、以上")
_NO_DATE = _("“{figure}”读不出日期：写原文的日期，如 6月底前、一季度、2023年")


def read(figure: str) -> Quantity:
    """What a printed figure says. Raises Unreadable."""
    text, places = _plain(figure)
    start, end, bounds = _peel(text, BEFORE, AFTER)
    body = text[start:end]
    if _VAGUE.match(body):
        raise Unreadable(_NOT_SURE, figure=figure)
    reading = _zero(body) or _grade(body) or _rank(body, figure) or _share(body, figure) or _amount(body, figure)

    def at(span: Span) -> Span:
        return places[start + span[0]], places[start + span[1] - 1] + 1

    comparators = [*reading.comparators, *(comparator for _span, comparator in bounds)]
    comparator = governing(comparators, figure)
    if reading.high is not None:
        if comparator not in ("eq", "approx"):
            raise Unreadable(_AGAINST, figure=figure)
        comparator = "range"
    return Quantity(
        value=float(reading.value),
        value_high=None if reading.high is None else float(reading.high),
        uom=reading.uom or None,
        comparator=comparator,
        form=reading.form,
        value_at=at(reading.value_at),
        uom_at=at(reading.uom_at) if reading.uom_at else None,
        bounds_at=tuple((places[low], places[high - 1] + 1) for (low, high), _comparator in bounds),
    )


def bound(word: str, of_date: bool = False) -> str:
    """The comparator that a governing word says of a figure (突破 -> "gt") or of a date (至 -> "le"); "eq" where it bounds nothing.

    Raises Unreadable where it is no such word.
    """
    text, _places = _plain(word)
    start, end, bounds = _peel(text, *((DATE_BEFORE, DATE_AFTER) if of_date else (BEFORE, AFTER)))
    if start < end or not bounds:
        raise Unreadable(_NO_WORD, figure=word)
    return governing([comparator for _span, comparator in bounds], word)


def touching(text: str, start: int, end: int, of_date: bool = False) -> list[Span]:
    """The governing words that stand right before and right after a figure of a text, where they say something of it.

    Words of one character count only beside a date: 超 and 近 are also parts of other words.
    """
    before, after = (DATE_BEFORE, DATE_AFTER) if of_date else (BEFORE, AFTER)
    saying = {word for word, comparator in (*before.items(), *after.items()) if comparator and (of_date or len(word) > 1)}
    first = max((word for word in saying & before.keys() if text.endswith(word, 0, start)), key=len, default="")
    last = max((word for word in saying & after.keys() if text.startswith(word, end)), key=len, default="")
    return [span for span in ((start - len(first), start), (end, end + len(last))) if span[0] < span[1]]


def governing(comparators: Iterable[str], figure: str) -> str:
    """The one comparator that several words say together of a figure; "eq" where none bounds it.

    Of two on the same side the weaker holds (超过10家以上: at least 10), and a bound says more than 约. Raises Unreadable where
    they contradict each other.
    """
    meanings = {comparator for comparator in comparators if comparator not in ("", "eq")}
    if meanings > {"approx"}:
        meanings.discard("approx")
    for weaker, stricter in (("ge", "gt"), ("le", "lt")):
        if weaker in meanings:
            meanings.discard(stricter)
    if len(meanings) > 1:
        raise Unreadable(_AGAINST, figure=figure)
    return meanings.pop() if meanings else "eq"


@dataclass(frozen=True)
class _Reading:
    """A reading within a text whose bounding words at both ends are off."""

    value: Decimal
    uom: str
    value_at: Span
    uom_at: Span | None
    high: Decimal | None = None
    comparators: tuple[str, ...] = ()
    form: str = "quantity"


def _plain(figure: str) -> tuple[str, list[int]]:
    """The figure in plain characters without spaces and brackets, and where each stood."""
    letters = [(place, char) for place, char in enumerate(figure.translate(PLAIN)) if not char.isspace() and char not in "()"]
    return "".join(char for _place, char in letters), [place for place, _char in letters]


def _peel(text: str, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int, list[tuple[Span, str]]]:
    """Where the text starts and ends without the governing words at its ends, and these words with their comparators."""
    start, end, bounds = 0, len(text), []
    while word := max((word for word in before if text.startswith(word, start, end)), key=len, default=""):
        bounds.append(((start, start + len(word)), before[word]))
        start += len(word)
    while word := max((word for word in after if text.endswith(word, start, end)), key=len, default=""):
        bounds.append(((end - len(word), end), after[word]))
        end -= len(word)
    return start, end, bounds


def _zero(body: str) -> _Reading | None:
    match = _ZERO.fullmatch(body)
    return _Reading(Decimal(0), "", match.span(1) if match[1] else (0, len(body)), None, form="zero") if match else None


def _grade(body: str) -> _Reading | None:
    if not (match := _GRADE.fullmatch(body)):
        return None
    grade = match[1]
    place = _ROMAN.get(grade) or (ord(grade) - ord("A") + 1 if grade.isascii() else "甲乙丙丁戊".index(grade) + 1)
    return _Reading(Decimal(place), match[2], match.span(1), match.span(2), form="grade")


def _rank(body: str, figure: str) -> _Reading | None:
    place = _AMONG.match(body)
    offset = place.end() if place else 0
    rest = body[offset:]
    if rest in ("首位", "首批"):
        return _shift(_Reading(Decimal(1), rest[1:], (0, 1), (1, 2), form="rank"), offset)
    best = re.fullmatch("前?(.+)强", rest)
    if best and _DIGITS_RUN.fullmatch(best[1]):
        return replace(_shift(_first(best[1], figure), offset + best.start(1)), comparators=("le",), form="rank")
    if rest[:1] in ("第", "前") and len(rest) > 1:
        first = _shift(_first(rest[1:], figure), offset + 1)
        return replace(first, comparators=("le",) if rest[0] == "前" else (), form="rank")
    return None


def _share(body: str, figure: str) -> _Reading | None:
    """A part of a whole, in %."""
    if body in ("半", "半数", "一半"):
        return _Reading(Decimal(50), "%", (0, len(body)), (0, len(body)))
    if body == "百分百":
        return _Reading(Decimal(100), "%", (2, 3), (0, 2))
    if match := _PART.fullmatch(body):
        whole, part = numeral_value(match[1]), numeral_value(match[2])
        if not whole or part is None:
            raise Unreadable(_NOT_SURE, figure=figure)
        return _Reading(100 * part / whole, "%", match.span(2) if match[1] == "百" else (0, len(body)), match.span(1))
    run = _DIGITS_RUN.match(body)
    if run and body[run.end() :][:1] == "成" and (tenths := numeral_value(run[0])) is not None:
        more = body[run.end() + 1 :]
        if more and more != "半" and (more not in _DIGITS or more == "零"):
            return None
        tenth = Decimal(5) if more == "半" else Decimal(_DIGITS.get(more, 0))
        return _Reading(10 * tenths + tenth, "%", (0, len(body)), (run.end(), run.end() + 1))
    return None


def _amount(body: str, figure: str) -> _Reading:
    """A number or a range, and what is counted."""
    low = _first(body, figure)
    first_part = _RANGE.match(low.uom)
    if not first_part:
        if re.search("[-0-9]", _EXPONENT.sub("", low.uom)):
            raise Unreadable(_SEVERAL, figure=figure)
        return low
    rest = len(body) - len(low.uom) + first_part.end()
    high = _shift(_first(body[rest:], figure), rest)
    # 30%-40%, 3万-5万亩 and 5-10万亩: what the lower end leaves out is said at the upper.
    scale = re.match("万?亿?", high.uom)
    if re.search("[-0-9]", _EXPONENT.sub("", high.uom)) or first_part[1] not in ("", high.uom, scale[0] if scale else ""):
        raise Unreadable(_SEVERAL, figure=figure)
    if high.value <= low.value:
        raise Unreadable(_NOT_SURE, figure=figure)
    return replace(
        high,
        value=low.value,
        high=high.value,
        value_at=(low.value_at[0], high.value_at[1]),
        comparators=(*low.comparators, *high.comparators),
    )


def _shift(reading: _Reading, by: int) -> _Reading:
    def move(span: Span) -> Span:
        return span[0] + by, span[1] + by

    return replace(reading, value_at=move(reading.value_at), uom_at=move(reading.uom_at) if reading.uom_at else None)


def _first(body: str, figure: str) -> _Reading:
    """The number at the start of a text, and what is left as its unit of measure."""
    if body.startswith("半") and len(body) > 1:
        return _Reading(Decimal("0.5"), body[1:], (0, 1), (1, len(body)))
    match = _DIGITS_RUN.match(body)
    if not match:
        raise Unreadable(_NO_NUMBER, figure=figure)
    run = match[0]
    if run.endswith("千") and len(run) > 1 and _KILO.match(body, len(run)):
        run = run[:-1]
    scale_match = re.fullmatch("([^万亿]*)(万亿|[万亿])", run)
    head, scale = (scale_match[1], scale_match[2]) if scale_match else (run, "")
    unit, end = body[len(run) :], len(head)
    some = unit[:1] in ("余", "多")
    if some:
        unit, end = unit[1:], len(run) + 1
        if not scale and (match := re.match("万亿|[万亿]", unit)):
            scale, unit = match[0], unit[match.end() :]
    value = numeral_value(head) if head else Decimal(1)
    if value is None or unit[:1] in ("几", "来"):
        raise Unreadable(_NOT_SURE, figure=figure)
    if half := re.fullmatch("(个?)半(.+)", unit) or re.fullmatch("(年|天|小时|倍)半", unit):
        value, unit = value + Decimal("0.5"), "".join(half.groups())
    # 十大 praises what it counts.
    uom = scale + ("" if unit == "大" else unit)
    number = (0, len(head) or len(run))
    return _Reading(
        value,
        uom,
        number,
        (end, end + len(body[end:]) - (unit == "大")) if uom else None,
        comparators=("gt",) if some else (),
    )


def numeral_value(text: str) -> Decimal | None:
    """A numeral, Arabic, Chinese or mixed (1.5, 1,470, 一千二百, 两万五, 3千, 二〇二五); None where it is no well-formed one."""
    if text[:1] in ("-", "负"):
        value = numeral_value(text[1:])
        return None if value is None else -value
    if "点" in text:
        whole, _point, digits = text.partition("点")
        value = numeral_value(whole)
        if value is None or not digits or not set(digits) <= set(_DIGITS) - {"两"}:
            return None
        return value + Decimal("0." + "".join(str(_DIGITS[digit]) for digit in digits))
    if len(text) > 1 and set(text) & {"〇", "零"} and set(text) <= set(_DIGITS) - {"两"}:
        return None if _DIGITS[text[0]] == 0 else Decimal("".join(str(_DIGITS[digit]) for digit in text))
    tokens = _TOKEN.findall(text)
    return _sum_up(tokens) if tokens and "".join(tokens) == text else None


def _sum_up(tokens: list[str], within: str = "") -> Decimal | None:
    """The value of a numeral's digits and units; None where they do not stand from the greatest to the least.

    `within` is the unit whose rest they are: the 三百 of 五千三百 stands within 千.
    """
    if within and tokens[:1] in (["零"], ["〇"]):
        return _sum_up(tokens[1:], "零") if len(tokens) > 1 else None
    unit = next((unit for unit in _UNITS if unit in tokens), "")
    if not unit:
        if len(tokens) != 1:
            return None
        digits = Decimal(_DIGITS[tokens[0]]) if tokens[0] in _DIGITS else Decimal(tokens[0].replace(",", ""))
        # 一百五 is 150 and 两万五 25,000, but 一百零五 is 105 and 十五 is 15.
        return digits * _UNITS[within] / 10 if within in _UNITS and within != "十" and len(tokens[0]) == 1 else digits
    place = tokens.index(unit)
    head, tail = tokens[:place], tokens[place + 1 :]
    # 十五 needs no 一, and 百 and 万 none where a numeral begins; what counts 十, 百 and 千 is one digit or an Arabic number.
    if (not head and within and unit != "十") or (len(head) > 1 and _UNITS[unit] < 10**4):
        return None
    count, rest = _sum_up(head) if head else Decimal(1), _sum_up(tail, unit) if tail else Decimal(0)
    return None if not count or rest is None or rest >= _UNITS[unit] else count * _UNITS[unit] + rest


def read_date(figure: str, year: int) -> Deadline:
    """What a printed date says, in a list of `year`: 9月 and 一季度 end with their last day. Raises Unreadable."""
    text, _places = _plain(figure)
    start, end, bounds = _peel(text, DATE_BEFORE, DATE_AFTER)
    match = _DATE.fullmatch(text, start, end)
    if not match or start == end:
        raise Unreadable(_NO_DATE, figure=figure)
    groups = match.groupdict()
    if groups["year"]:
        number = numeral_value(groups["year"])
        year = int(number) if number else year
    elif groups["named"]:
        year += {"明": 1, "后": 2}.get(groups["named"], 0)
    month, day = 12, 0
    if groups["month"]:
        number = numeral_value(groups["month"])
        month, day = int(number or 0), {"上": 10, "中": 20}.get(groups["third"] or "", 0)
        day = int(numeral_value(groups["day"]) or 0) if groups["day"] else day
    elif groups["quarter"]:
        month = 3 * int(numeral_value(groups["quarter"].replace("首", "一")) or 0)
    elif groups["half"]:
        month = 6 if groups["half"] in ("上半年", "年中") else 12
    try:
        last = calendar.monthrange(year, month)[1]
        if groups["day"] and not day:
            raise ValueError
        return Deadline(datetime.date(year, month, day or last), governing([comparator for _span, comparator in bounds], figure))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise Unreadable(_NO_DATE, figure=figure) from error


_COUNT = "[0-9零〇一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[一二]{_COUNT}{{3}})年|(?P<named>[今本当明后])年)?"
    rf"(?:(?P<month>{_COUNT}{{1,2}})月份?(?:(?P<day>{_COUNT}{{1,3}})[日号]|(?P<third>[上中下])旬|[底末])?"
    rf"|第?(?P<quarter>[一二三四1-4首])季度?[底末]?|(?P<half>上半年|下半年|年中)|(?:年|(?<=年))[底末终]|岁末|年内|全年|(?<=年)度?)(?:[以之]?内)?"
)
