"""The figures of one commitment: each numeral drafted as a target, or given the reason why it is none.

Rules about how Chinese governments write their lists, and nothing about any one place. What they cannot know stays empty. One file: a
numeral is judged by what the others of its commitment were taken for.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from fenjin.draft.dates import Dates
from fenjin.draft.notation import AMOUNT, ARABIC, DATE, LAST_YEARS, SCALE, VERB, Counting, Span, trim
from fenjin.draft.reasons import Reasons
from fenjin.draft.surroundings import Entry, Setting, Target
from fenjin.table import numerals
from fenjin.table.measure import SCALES
from fenjin.table.numerals import Unreadable
from fenjin.table.source import NUMERAL

# What is bound to a figure from some distance in front of it.
_BOUNDS_FAR = "不低于|不少于|不小于|不下于|至少|最少|不超过|不高于|不多于|不大于|至多|最多|控制在|压缩[至到在]"
_FAR = re.compile(f"({_BOUNDS_FAR})([^,。;!?:\n()]{{0,16}})$")
_SHARE = "率|比例|比重|占比|覆盖面|指数|满意度|知晓度|面|程度|水平|份额|公众安全感|优良天数"
_REDUCTION = re.compile("缩减|压缩|压减|下降|降低|减少|缩短|精简|压降|降幅|削减|减幅|下浮|下调|降价|节约|回落")
_LEADS_ON = re.compile(
    "(?:并|且|在实际工作中|实际(?:工作)?中|奋力|全力|积极|努力|力争|争取|确保|冲刺|达到?|突破|实现|完成|超过?|到|至|为|更高|不低于)+"
)
# What stands behind a number at the end of a clause may be a counting word that is not known.
_UNKNOWN_UNIT = re.compile(
    "(?!大|号|路|线|楼|组|村|期|队|厂|区|中学|小学|热线|国道|省道|工程|行动|战略|标准|模式|体系|攻坚|改革)[一-鿿]{1,2}(?=[,。;、)\\n]|$)"
)
# What is measured in points without saying so.
_INDEX = re.compile(
    "(?:指数|得分|评分|分值|综合成绩)(?:排名)?(?:达到?|突破|超过?|保持在?|稳定在?|控制在|提[高升][至到]|降[低至到]+|不低于|不高于|为|至|到)+$"
)
# What names several quantities in front of one figure, or of as many figures.
_ENUMERATION = re.compile(
    r"(?P<items>[^,。;:、和及与\d]{2,20}(?:(?:、|以及|[和及与])[^,。;:、和及与\d]{2,20})+?)"
    "(?P<each>分别|均|都)(?:要|须|同比|比上年|较上年|保持|力争|确保|实现|达到?|突破|超过?|不低于|不少于|为|在|以|各|至|到)*?"
    "(?P<change>增长|下降|提高|降低|压减)?(?:达到?|突破|超过?|不低于|不少于|控制在|为|在|至|到)*$"
)
# Several names in front of what as many figures count: 小学、初中分别新增学位1200个、800个.
_OF_EACH = re.compile(
    r"(?P<items>[^,。;:、和及与\d]{2,12}(?:(?:、|以及|[和及与])[^,。;:、和及与\d]{2,12})+?)分别(?:计划|力争|确保|将|要)?"
    f"(?P<thing>(?:{VERB})+[一-鿿]{{2,8}}?)(?:达到?|突破|超过?|不低于|不少于|为|至|到|约|共)*$"
)
_QUANTITY = re.compile(
    "(?:率|比例|比重|占比|覆盖面|指数|满意度|总量|总额|额|产值|增加值|收入|投资|资金|面积|产量|销量|人数|户数|人次|数量|增速|支出|税收|客流量|项目数)$"
)
_SAYINGS = re.compile(
    "进一步|统一|一般|一定|一律|一流|一致|一体化|一系列|一批|一揽子|一把手|一步到位|一如既往|一视同仁|一道|一起|一同|一线|唯一|第一时间|"
    "一对一|点对点|只进一扇门|一扇门|最后一公里|一站式|一窗式|一盘棋|店小二|数出一家|之一|千方百计|百折不挠|万无一失|一丝不苟|一鼓作气|三心二意|"
    "四面八方|五湖四海|七上八下|十全十美|百花齐放|千家万户|千头万绪|万众一心|一心一意|独一无二|始终如一|逐一|同一|每一|任一|另一"
)


def draft(
    document: str, start: int, end: int, setting: Setting, counting: Counting, heading_end: int = 0
) -> tuple[list[Target], list[Entry]]:
    """The targets and numerals of the commitment from `start` to `end` of a document, in its order.

    `heading_end` is where its published heading ends, 0 where it has none.
    """
    return _Drafting(document, start, end, setting, counting, heading_end).result()


class _Drafting(Reasons, Dates):
    """Drafts one commitment.

    One class: what is settled of one figure (a date, a part of a whole, what it counts) decides on those that stand beside it.
    """

    def result(self) -> tuple[list[Target], list[Entry]]:
        dates = [(match.start(), match.end()) for match in DATE.finditer(self.text) if not self._in_name(match.start())]
        dates = [(start, end) for start, end in dates if not self._no_date(start, end)]
        figures = self._scan(dates)
        for span in figures:
            cell = self.setting.cell(self.passage.places[span[0]])
            if cell and cell.reason:
                self._refuse(span, cell.reason)
            else:
                self._judge(span)
        dates = [span for span in dates if not ((cell := self.setting.cell(self.passage.places[span[0]])) and cell.reason)]
        self._share_units()
        self._repeated()
        self._dated(dates)
        self._without_repetitions()
        self.targets.sort()
        self._parts()
        self._enumerated()
        entries = list(self._ledger(dates))
        return [target for _span, target in self.targets], entries

    def _scan(self, dates: list[Span]) -> list[Span]:
        spans, at = [], 0
        while match := self.counting.figure.search(self.text, at):
            start, end = match.span()
            inside = next(((low, high) for low, high in dates if low < end and start < high), None)
            if inside:
                if start < inside[0] and self.text[start : inside[0]].strip("第前"):
                    end = inside[0]
                else:
                    at = inside[1]
                    continue
            more = _UNKNOWN_UNIT.match(self.text, end)
            if more and re.fullmatch(f"{ARABIC}{SCALE}", self.text[start:end]) and self._counts_something(start):
                # A counting word that nobody has written down counts all the same, and is asked about.
                end = more.end()
                self.unknown.add(start)
                self.unsure.update(range(start, end))
            spans.append((start, end))
            at = end
        return spans

    def _judge(self, span: Span) -> None:
        _start, _end = span
        reason, unsure = self._reason(span)
        if reason:
            self._refuse(span, reason, unsure)
            return
        target = None if self.text.startswith("/", span[1]) else self._target(span)
        if target is None:
            self._refuse(span, "name", unsure=True)
        else:
            self.targets.append((span, target))

    def _target(self, span: Span) -> Target | None:
        start, end = span
        text = self.text
        place = self.passage.span(start, end)
        characters = self.document[slice(*place)]
        try:
            reading = numerals.read(characters)
        except Unreadable:
            return None
        uom, declared = reading.uom, None
        cell = self.setting.cell(place[0])
        if reading.form == "zero":
            declared = "zero"
        elif uom in (None, "万", "亿", "万亿"):
            if cell and cell.uom:
                uom = cell.uom if uom is None or cell.uom.startswith(uom) else uom + cell.uom
                declared = "unit"
            elif reading.form == "rank":
                uom, declared = "位", "unit"
            elif uom is None and reading.form == "quantity" and _INDEX.search(text[self._clause(start)[0] : start]):
                # An index or a score counts points, which nobody prints.
                uom, declared = "分", "unit"
            elif reading.form == "quantity":
                later = re.match(f"、(?:{AMOUNT}、)*{AMOUNT}({self.counting.tail.pattern})", text[end:])
                if not later and not re.match("大", text[end:]):
                    return None
                uom, declared = (later.group(1), "shared") if later else ("个", "unit")
                if not later and re.match("大", text[end:]):
                    place = place[0], self.passage.span(start, end + 1)[1]
                    characters = self.document[slice(*place)]
        clause_start = self._clause(start)[0]
        bound, outside = self._bound(start, end, clause_start)
        shared_bound = self._shared_bound(end) if declared == "shared" and not bound else None
        if shared_bound:
            bound, outside = shared_bound
        try:
            comparator = (
                "range" if reading.comparator == "range" else numerals.governing([reading.comparator, outside], characters)
            )
        except Unreadable:
            bound, comparator = None, reading.comparator
        kind = self._kind(span, reading.form, uom)
        firmness, tier = self._firmness(span), "base"
        bound_place = self.passage.span(*bound) if bound else None
        return Target(
            start=place[0],
            end=place[1],
            figure=characters,
            kind=kind,
            comparator=comparator,
            value=reading.value,
            value_high=reading.value_high,
            uom=uom,
            firmness=firmness,
            tier=tier,
            bound_word=self.document[slice(*bound_place)] if bound_place else None,
            bound_start=bound_place[0] if bound_place else None,
            reading=declared,
            measure=self._measure(span),
            words=self._words(span),
            deadline=(cell.deadline if cell else None) or self.setting.deadline,
        )

    def _bound(self, start: int, end: int, clause_start: int) -> tuple[Span | None, str]:
        """The governing word in front of a figure, and its comparator; none where nothing bounds it."""
        before = self.text[clause_start:start]
        if last := LAST_YEARS.search(before):
            return (clause_start + last.start(1), clause_start + last.end(1)), numerals.BEFORE[last.group(1)]
        comparators = dict(numerals.BEFORE.items())
        # 达到 and the like stand between: 不低于达到, 控制在约.
        at = len(before)
        result: tuple[Span | None, str] = (None, "eq")
        while word := max((word for word in comparators if before.endswith(word, 0, at)), key=len, default=""):
            low = at - len(word)
            comparator = comparators[word]
            if word in ("过", "破", "近", "超", "约") and before[max(0, low - 1) : low] in tuple(
                "通经突附最将接大制节合预公条契"
            ):
                break
            if comparator:
                result = ((clause_start + low, clause_start + at), comparator)
                break
            at = low
        if not result[0] and (far := _FAR.search(before)):
            word = far.group(1)
            if (
                not re.search(f"{AMOUNT}(?:{self._unit_pattern()})|的基础上|去年|上年|同期", far.group(2))
                and word in numerals.BEFORE
            ):
                low = clause_start + far.start(1)
                result = ((low, low + len(word)), numerals.BEFORE[word])
        return result

    def _shared_bound(self, end: int) -> tuple[Span, str] | None:
        """The word behind the last of several figures that share their unit."""
        match = re.match(f"、(?:{AMOUNT}、)*{AMOUNT}{self.counting.tail.pattern}(以上|以下|以内|左右)", self.text[end:])
        if not match:
            return None
        low = end + match.start(match.lastindex or 0)
        return (low, low + len(match.group(match.lastindex or 0))), numerals.AFTER[match.group(match.lastindex or 0)]

    def _kind(self, span: Span, form: str, uom: str | None) -> str:
        start = span[0]
        if form in ("rank", "grade"):
            return form
        low, _high = self._clause(start)
        before = self.text[low:start]
        if (
            self.targets
            and uom == self.targets[-1][1].uom
            and re.fullmatch("[、和及与]", self.text[self.targets[-1][0][1] : start])
        ):
            return self.targets[-1][1].kind
        cell = self.setting.cell(self.passage.places[start])
        if cell and (cell.uom or len(before) < 2) and len(before) < 4:
            # A cell of numbers alone: what they are said of stands in the cells before.
            before = self.text[:start].replace("\n", "")
        # What an earlier figure of the same clause is said of does not count.
        before = re.split(f"{AMOUNT}(?:{self._unit_pattern()})(?:以上|以下|以内|左右)?(?=[、和及])", before)[-1]
        if self.targets and uom == self.targets[-1][1].uom and low <= self.targets[-1][0][1] + 24 and _LEADS_ON.fullmatch(before):
            # 增长6%以上,力争达到7%: what the figure before is said of.
            return self.targets[-1][1].kind
        rate = uom in ("%", "‰", "倍", "个百分点", "百分点")
        if not rate:
            return "level"
        if uom in ("个百分点", "百分点"):
            return "reduction" if _REDUCTION.search(before[-8:]) else "growth"
        reaches = re.search("(?:达到?|至|到|为|在|不低于|不少于|不高于|不超过|低于|高于|超过|突破)$", before)
        share = re.search(f"(?:{_SHARE})", before)
        change = re.search("增长率|增速|增幅|增长|递增|增收|涨幅", before)
        if change and not re.search(f"(?:{_SHARE})[^增]*$", before[change.end() :]):
            return "growth"
        cut = _REDUCTION.search(before)
        lowered_to = reaches and share and re.search("[至到在]$|控制在$", reaches.group())
        if cut and not (share and share.start() > cut.start()) and not lowered_to:
            return "reduction"
        more = re.search("提高|提升|增加|上升|上涨|扩大|上浮", before)
        if more and not share and not re.search("[至到]$", before):
            return "growth"
        if more and share and re.search("(?:提高|提升|增加|上升|上涨)(?:了)?$", before):
            return "growth"
        if uom == "倍":
            return "growth" if more else "level"
        if uom == "‰":
            return "level"
        # A list of clauses: 同比增长 may stand one clause before (签约额、到位资金均增长10%).
        after = self.text[span[1] : span[1] + 8]
        if re.match("的?(?:增长|增速|增幅)", after):
            return "growth"
        if re.match("的?(?:降幅|下降)", after):
            return "reduction"
        if cell and cell.uom and not share:
            # 地区生产总值 in % is how it grows: what is no share of anything.
            return "growth"
        return "share"

    def _share_units(self) -> None:
        """力争 in front of a second figure of the same unit is a higher aspiration beside the assigned one."""
        for n in range(1, len(self.targets)):
            (first_span, first), (span, target) = self.targets[n - 1], self.targets[n]
            between = self.text[first_span[1] : span[0]]
            if (
                first.uom == target.uom
                and re.fullmatch(
                    "(?:以上|以内)?[,、;]?(?:并|且)?(?:奋力|全力)?(?:力争|争取|冲刺|奋力|努力)(?:完成|达到?|突破|实现|超过?|到|至|为|冲刺|增长)*",
                    between,
                )
                and first.firmness != "strive"
            ):
                self.targets[n] = (span, replace(target, tier="stretch", firmness="strive", kind=first.kind))

    def _repeated(self) -> None:
        """The same figure of the same noun once more in a commitment (在17个乡镇…,惠及17个乡镇) is no second target."""
        earlier: set[tuple[str, str]] = set()
        for span, target in list(self.targets):
            noun = self.text[span[1] : span[1] + 2]
            if re.fullmatch("[一-鿿]{2}", noun) and target.kind == "level" and span[0] >= self.heading:
                if (target.figure, noun) in earlier and re.search("(?:惠及|覆盖|受益|涉及)$", self.text[: span[0]]):
                    self.targets.remove((span, target))
                    self._refuse(span, "repeated")
                earlier.add((target.figure, noun))

    def _parts(self) -> None:
        """Figures behind 其中 are parts of the last total of their unit before it."""
        for n, (span, target) in enumerate(self.targets):
            low, _high = self.passage.sentence(span[0])
            if n and self.targets[n - 1][0][0] >= low and _is_larger(self.targets[n - 1][1], target):
                self.targets[n] = (span, replace(target, part_of=self.targets[n - 1][1].start))
                continue
            at = self.text.rfind("其中", low, span[0])
            if at < 0:
                # 其中 may begin the sentence behind the total.
                previous = self.text.rfind("。", 0, max(0, low - 1)) + 1
                at = low if self.text.startswith("其中", low) else -1
                low = previous if at >= 0 else low
            elif at - low <= 1:
                low = self.text.rfind("。", 0, max(0, low - 1)) + 1
            if at < 0:
                continue
            if any(re.match(f"(?:{VERB}|在|同时|全[年市县区])", clause) for clause in self.text[at : span[0]].split(",")[1:]):
                continue
            totals = [
                other
                for other_span, other in self.targets[:n]
                if low <= other_span[0] < at
                and other.uom
                and target.uom
                and _base(other.uom) == _base(target.uom)
                and other.kind == target.kind
            ]
            if totals:
                self.targets[n] = (span, replace(target, part_of=totals[-1].start))

    def _enumerated(self) -> None:
        """Of 甲率、乙率分别达到90%、80% each figure measures its own; of 甲率和乙率均达到90% the one figure is a target of each."""
        for n, (span, target) in enumerate(list(self.targets)):
            low = max([last for (_first, last), _target in self.targets[:n] if last <= span[0]], default=0)
            before = self.text[max(low, self._clause(span[0])[0]) : span[0]]
            if of_each := _OF_EACH.search(before):
                names = [trim(each.lstrip(".")) for each in re.split("、|以及|[和及与]", of_each["items"])]
                for m, name in zip(self._row_of_figures(n, len(names)) or (), names, strict=False):
                    measure = name + of_each["thing"]
                    self.targets[m] = self.targets[m][0], replace(self.targets[m][1], measure=measure, words=measure)
                continue
            match = _ENUMERATION.search(before)
            if not match or any(match[0] in other.measure for _span, other in self.targets[:n]):
                continue
            items = [trim(each) for each in re.split("、|以及|[和及与]", match["items"])]
            measures = [each + (match["change"] or "") for each in items]
            if match["each"] == "分别":
                own = self._row_of_figures(n, len(items))
                if own and all(len(each) >= 4 for each in items):
                    for m, measure in zip(own, measures, strict=True):
                        self.targets[m] = self.targets[m][0], replace(self.targets[m][1], measure=measure, words=measure)
            elif all(_QUANTITY.search(each) for each in items):
                at = next(m for m, each in enumerate(self.targets) if each[1] is target)
                self.targets[at : at + 1] = [(span, replace(target, measure=each, words=each)) for each in measures]

    def _row_of_figures(self, n: int, count: int) -> range | None:
        """The places of so many targets from one on that stand in a row (8%、10%和9%), and of no more; None where they do not."""
        last = n
        while last + 1 < len(self.targets) and re.fullmatch(
            "[、和及与,]", self.text[self.targets[last][0][1] : self.targets[last + 1][0][0]]
        ):
            last += 1
        return range(n, last + 1) if last + 1 - n == count else None

    def _without_repetitions(self) -> None:
        """A figure of the heading which the body repeats counts once, in the body."""
        if not self.heading:
            return
        body = [(span, target) for span, target in self.targets if span[0] >= self.heading]
        remaining = []
        for span, target in self.targets:
            same = [
                other
                for _span, other in body
                if (other.value, other.uom, other.kind, other.deadline if target.kind == "date" else None)
                == (target.value, target.uom, target.kind, target.deadline if target.kind == "date" else None)
            ]
            if span[0] < self.heading and same:
                self._refuse(span, "repeated")
                if target.firmness != "plain":
                    self.targets = [
                        (s, replace(t, firmness=target.firmness) if t is same[0] and t.firmness == "plain" else t)
                        for s, t in self.targets
                    ]
                continue
            remaining.append(span)
        self.targets = [(span, target) for span, target in self.targets if span in remaining]

    def _measure(self, span: Span) -> str:
        own = trim(self._words(span))
        date = DATE.match(own)
        if own and not (date and re.fullmatch(VERB, own[date.end() :])):
            return own
        # 6月底前建成1.5万亩 behind 2.6万亩, 分别增长6%和7%, or 力争20家 behind 15家: what the figure before measures.
        low, _high = self.passage.sentence(span[0])
        if self.targets and self.targets[-1][0][0] >= low:
            return self.targets[-1][1].measure
        return own or trim(re.split("[,。;:\n]", self.text)[0])

    def _words(self, span: Span) -> str:
        """The clause around a figure without the figure and its governing words: what it is said of."""
        start, end = span
        low, high = self._clause(start)
        after = self.text[end:high]
        pattern = f"(?:{AMOUNT})(?:[余多])?{SCALE}(?:{self._unit_pattern()})(?:以上|以下|以内|左右)?"
        # Behind the figure before it, of the same clause.
        behind = max((last for (_first, last), _target in self.targets if low < last <= start), default=low)
        lead = self.text[behind:start].lstrip("、和及与")
        cell = self.setting.cell(self.passage.places[start])
        if cell and (cell.uom or len(lead) < 2) and len(lead) < 4 and not re.match("[一-鿿]{2}", after):
            first = self.text.partition("\n")[0]
            # Where nothing but a number stands in the row, its column says of what it is.
            lead = first if len(first) < start else cell.head
        lead = re.sub(
            "(?:不低于|不少于|不超过|控制在|达到?|突破|超过?|实现|至少|高于|低于|为|至|到|约|近|逾|全年|共|力争|[≥≤><=])+$",
            "",
            lead,
        )
        follow = re.split("[、和及(]", re.split(pattern, after)[0])[0] if re.match("[一-鿿“A-Za-z]", after) else ""
        if behind > low and follow and re.search("(?:[、和及与]|以及)$", lead):
            # 2家养老院、1个食堂: what stands before is what the figure before it counts.
            lead = ""
        return lead + follow

    def _ledger(self, dates: list[Span]) -> Iterable[Entry]:
        spans = [(target.start, target.end) for _span, target in self.targets]
        place_of = {place: n for n, place in enumerate(self.passage.places)}
        for match in NUMERAL.finditer(self.document[self.start : self.end]):
            start = self.start + match.start()
            owner = next((low for low, high in spans if low <= start < high), None)
            if owner is not None:
                yield Entry(start, match.group(), owner, None, place_of[start] in self.unsure)
                continue
            at = place_of[start]
            reason = self._refined(at, match.group(), self.reasons.get(at) or self._left(at, match.group(), dates))
            yield Entry(start, match.group(), None, reason, at in self.unsure)

    def _refined(self, at: int, numeral: str, reason: str) -> str:
        """The reason that the words around a numeral give, where they say more than what it was refused for."""
        before, after = self.text[max(0, at - 6) : at], self.text[at + len(numeral) : at + len(numeral) + 12]
        if any(match.start() <= at < match.end() for match in _SAYINGS.finditer(self.text)):
            return "idiom"
        if re.search("(?:周|星期|礼拜)$", before) and re.match("[一二三四五六日]$", numeral):
            return "date"
        if re.search("[新下]$", before) and after.startswith("轮"):
            return "ordinal"
        if self._in_name(at):
            values = {f"{target.value:g}" for _span, target in self.targets if target.value is not None}
            return "repeated" if numeral in values and numeral.isdigit() and len(numeral) > 1 else reason
        if re.match("A+级", after):
            return (
                "threshold"
                if re.match(f"A+级[^,。;]*?{AMOUNT}(?:{self._unit_pattern()})", after + self.text[at + 13 : at + 30])
                else "background"
            )
        if re.match("级", after) and reason in ("name", "idiom"):
            return "threshold" if re.match("级(?:及)?以上", after) else "background"
        if after.startswith("强") and re.search("全[国省市]$", before):
            return "background"
        if (
            after.startswith("大")
            and reason == "name"
            and re.search("(?:围绕|聚焦|依托|对照|发挥|全市|全县|全区|全省)[^,。;]*$", self.text[self._clause(at)[0] : at])
        ):
            return "existing"
        if reason == "idiom" and re.match("高铁|铁路|高速|巾帼|工程|行动|名|企", after):
            return "name"
        return reason

    def _left(self, at: int, numeral: str, dates: list[Span]) -> str:
        if self._in_name(at):
            return "name"
        if any(low <= at < high for low, high in dates):
            return "date"
        cell = self.setting.cell(self.passage.places[at])
        if cell and cell.reason:
            return cell.reason
        return "idiom" if re.match("[一两千百万]", numeral) else "name"


def _base(uom: str) -> str:
    """A unit without its 万 or 亿."""
    return next((uom.removeprefix(scale) for scale in SCALES if uom.startswith(scale) and uom != scale), uom)


def _is_larger(whole: Target, part: Target) -> bool:
    """Whether a figure counts the larger ones of what the figure before it counts (5亿元以上项目 behind 亿元以上项目)."""
    sizes = [re.fullmatch(f"(.*?)({AMOUNT}元)以上(.+)", target.words) for target in (whole, part)]
    if whole.uom != part.uom or not all(sizes):
        return False
    first, second = (match.groups() for match in sizes if match)
    if second[0] or not first[2].endswith(second[2]):
        return False
    try:
        lower, higher = (numerals.read(amount) for amount in (first[1], second[1]))
    except Unreadable:
        return False
    return lower.uom == higher.uom and lower.value < higher.value
