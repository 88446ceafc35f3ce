"""The figures of one commitment: each numeral drafted as a target, or given the reason why it is none.

Rules about how Chinese governments write their lists, and nothing about any one place. What they cannot know stays empty.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from fenjin.draft.plain import Passage
from fenjin.table import numerals
from fenjin.table.measure import SCALES
from fenjin.table.numerals import Unreadable
from fenjin.table.source import NUMERAL

Span = tuple[int, int]


@dataclass(frozen=True)
class Target:
    """A drafted target; places are characters of the document, and `part_of` is the place of another target of the commitment."""

    start: int
    end: int
    figure: str
    kind: str
    comparator: str
    value: float | None
    value_high: float | None
    uom: str | None
    firmness: str
    tier: str = "base"
    part_of: int | None = None
    deadline: str | None = None
    bound_word: str | None = None
    bound_start: int | None = None
    reading: str | None = None
    measure: str = ""
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """One numeral of the document: where it starts, and either the target it belongs to (its start) or a reason; `unsure`: the
    rules do not know."""

    start: int
    numeral: str
    target: int | None
    reason: str | None
    unsure: bool = False


_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[十百千]?"
_CHINESE = "(?:[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?|半)"
_SCALE = "(?:万亿|[万亿])?"
_LONE_SCALE = "(?:[百千]?(?:万亿|[万亿])|[百千])"
_AMOUNT = f"(?:(?:{_ARABIC}|{_CHINESE}){_SCALE}|{_LONE_SCALE})"
_DATE = re.compile(
    r"(?:(?:\d{4}年度?|[今本当明后]年)?的?(?:\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|底|末|初|中旬)?"
    r"|第?[一二三四1-4首]季度[底末]?|上半年|下半年|年中|年[底末](?!度))|(?:\d{4}年|[今本当明]年)(?:[底末终]|度|中|初)?"
    r"|岁末)(?:[以之]?前|[以之]?内)?"
)
_AFTER = "(?:及?以上|及?以下|以内|之内|左右|上下|内(?![容外部涵需陆])|前(?!期))?"
_CLAUSE = ",。;!?:\n"

# What is bound to a figure from some distance in front of it.
_BOUNDS_FAR = "不低于|不少于|不小于|不下于|至少|最少|不超过|不高于|不多于|不大于|至多|最多|控制在|压缩[至到在]"
_FAR = re.compile(f"({_BOUNDS_FAR})([^,。;!?:\n()]{{0,16}})$")

_VERB = (
    "完成|新增|新建|新开|新上|新引|建成|建设|改造|改建|扩建|修建|创建|创成|打造|引进|培育|举办|开展|组织|实施|推进|推动|实现|达到|培训|发放|开通|启动|"
    "新签|签约|新入|入库|整治|治理|种植|栽植|补植|造林|化解|办理|投入|争取|提供|开发|筹集|安置|资助|救助|帮扶|配备|配置|设立|建立|布设|安装|更换|"
    "增加|增设|扩大|改善|提升|新改|维修|修复|拆除|清理|清退|处置|盘活|收购|出让|供应|保障|覆盖|惠及|服务|吸引|吸纳|聚集|招引|招聘|招收|选派|选树|选聘|"
    "评选|认定|发展|壮大|出栏|发表|形成|制定|出台|编制|发布|申报|获批|获得|取得|争创|申创|创作|推出|播出|刊发|报送|上报|联系|走访|检查|抽检|监测|巡查|"
    "调研|调解|受理|审理|执结|查办|立案|起诉|开工|竣工|投产|上市|挂牌|复垦|流转|整理|绿化|美化|亮化|硬化|铺设|敷设|疏浚|加固|搬迁|征收|回迁|交付|推广|"
    "普及|减少|压减|淘汰|关闭|退出|建|增|改|修|种|栽|育|引|签|派|办"
)
_ACHIEVED = re.compile(
    "[成到了增现得设立建]了|已(?:经)?(?:完成|建成|实现|达到?|有|开|培|累)|已建|现有|目前|截至|截止目前|累计已|历年|去年|上年|上一年|往年|同期|过去"
)
_AGAINST_BEFORE = re.compile("(?:比|较|同比|相比|环比)(?:于)?(?:上年|去年|上一年|同期|往年|\\d{4}年)")
_USED = re.compile(
    "(?:发挥|依托|聚焦|对照|立足|利用|围绕|按照|遵循|用好|借助|瞄准|针对|秉持|坚持|锚定|抓住|把握|紧扣|贯彻|落实)[^,。;]*$"
)
_NAMING = "(?:亮丽|靓丽|闪亮|金|城市)?名片|王牌|旗帜|方面|大类|层面|维度|结合|种途径|关键|重点环节|支柱|清单|张网|张图|盘棋|条龙|条心|股绳|把手|站式|揽子|系列|体化|专班|抓手|原则|不让|字诀|件套|必须"
_SHARE = "率|比例|比重|占比|覆盖面|指数|满意度|知晓度|面|程度|水平|份额|公众安全感|优良天数"
_GROWTH = re.compile(
    "(增长|增幅|增速|增加|增收|递增|提高|提升|上升|上涨|上浮|扩大)(?!.*(?:增长|增幅|增速|增加|提高|提升|上升|扩大))"
)
_REDUCTION = re.compile("缩减|压缩|压减|下降|降低|减少|缩短|精简|压降|降幅|削减|减幅|下浮|下调|降价|节约|回落")
_TIME = ("日", "天", "小时", "个小时", "分钟", "周", "工作日", "个工作日", "个月", "年")
_RANK_BEFORE = re.compile(
    "全[国省市县区]|省内|市内|排名|位次|位居|居于?|进入|跻身|列|保持|进位|迈入|挤进|冲刺|力争|争取|稳居|名列|进到|晋升|争|创"
)
_PUBLISHED_BEST = re.compile('(?:进入|跻身|冲刺|迈入|闯进|挺进|晋位|争创|挤进|进军|入围|进位|争进)[^,。;"“”]{0,12}$')
# 不低于去年(11起): the bracket says how much that is.
_LAST_YEARS = re.compile("(不低于|不少于|高于|超过|多于|不高于|不超过)(?:去年|上年|上一年)[^,。;()]{0,6}\\($")
_MONEY_NOUN = "资金|投资|贷款|融资|补助|外资|专项|产值|营收|销售|税收|预算|收入|债券|信贷|授信|额度|保费|成交|交易|订单|消费券"
_PERIOD_NAME = "行动|规划|计划|攻坚|工程|方案|战略|提升|实施|目标|改革|倍增|建设期|来|内|时间|周期|期限?|一遇|如一日|级|度|制|代|间|前|后|期间|义务教育|以[上下]"
_OFFICIAL = '会议|全会|次全|届|大精神|大报告|中全会|大(?=[和,。;、"”胜召代开])'


# What stands behind a number at the end of a clause may be a counting word that is not known.
_UNKNOWN_UNIT = re.compile(
    "(?!大|号|路|线|楼|组|村|期|队|厂|区|中学|小学|热线|国道|省道|工程|行动|战略|标准|模式|体系|攻坚|改革)[一-鿿]{1,2}(?=[,。;、)\\n]|$)"
)
# Units of measure of one character that are more often part of a word: what must not follow.
_GUARDED = {
    "里": "(?!程)",
    "位": "(?!于|置|居)",
    "部": "(?![门委队署分级长])",
    "度": "(?!假)",
    "本": "(?![级市县区地])",
    "分": "(?!别|之|类|布)",
    "段": "(?!时)",
    "对": "(?![应接口照])",
    "种": "(?![植类])",
    "轮": "(?!换)",
    "周": "(?!边|年|岁|[一二三四五六日])",
    "克": "(?!服)",
    "方": "(?![面阵案式向法位针便])",
    "面": "(?![积向对临上])",
    "道": "(?![路德理])",
    "层": "(?![次级面])",
    "门": "(?![槛诊类])",
    "款": "(?!项)",
    "根": "(?![据本])",
    "尾": "(?![气矿水])",
    "瓶": "(?!颈)",
    "页": "(?!岩)",
    "卷": "(?!烟)",
    "羽": "(?!毛)",
    "孔": "(?!雀)",
}


@lru_cache(maxsize=8)
def _units(uoms: tuple[str, ...]) -> str:
    """A pattern for the units of measure that may stand behind a number."""
    # 2个环节 counts 个: what is counted is said by the text, not by the unit.
    whole = [
        name
        for name in uoms
        if name not in _GUARDED
        and name not in ("村", "站", "班", "类", "级", "届", "期刊", "方阵", "升")
        and not (len(name) > 1 and name[0] in "个张" and name not in ("个工作日", "个月", "个百分点", "个小时"))
    ]
    guarded = [name + _GUARDED[name] for name in uoms if name in _GUARDED]
    return "|".join([*(re.escape(name) for name in sorted(whole, key=len, reverse=True)), *guarded])


class Counting:
    """The units of measure that figures of lists are printed in, as `units_of_measure.csv` knows them."""

    def __init__(self, names: Iterable[str]) -> None:
        uoms = tuple(sorted(names))
        units = _units(uoms)
        self.uoms = uoms
        tail = f"(?:[余多](?=[万亿]|{units}))?{_SCALE}(?:\\((?:{units})\\)|(?:{units})(?:\\(次\\))?)?"
        figure = f"{_AMOUNT}{tail}"
        self.figure = re.compile(
            f"第{_AMOUNT}(?:{units}|批|方阵|名|位|列|级|梯队|次|届|轮|期|季度)?|前{_AMOUNT}(?:强|位|名|列)?|{_AMOUNT}强(?!化|调|度|劲|力)"
            f"|[A-D]{{1,3}}级|[Ⅰ-ⅫIVX]+[类级]|百分之(?:百|{_CHINESE})|{_CHINESE}成(?![立果为功效员本套熟品就长])|一半(?!以)"
            f"|清零|零(?:[一-鿿]{{2}})|{figure}(?:(?:-{{1,2}}|至|到){figure})?{_AFTER}"
        )
        self.tail = re.compile(f"(?:{_SCALE})(?:{units})")
        self.unit = re.compile(f"({_SCALE})({units})")


@dataclass(frozen=True)
class Cell:
    """What the column of a table says of the figures in one of its cells, from `start` up to `end`: their unit of measure, their last
    day, or the reason why they are no targets."""

    start: int
    end: int
    uom: str | None = None
    deadline: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Setting:
    """What stands around a commitment: the list's year, the last day that its row or month sets, and the cells of its row."""

    year: int
    deadline: str | None = None
    cells: tuple[Cell, ...] = ()

    def cell(self, place: int) -> Cell | None:
        """The cell in which a character of the document stands."""
        return next((cell for cell in self.cells if cell.start <= place < cell.end), None)


def draft(
    document: str, start: int, end: int, setting: Setting, counting: Counting, heading_end: int = 0
) -> tuple[list[Target], list[Entry]]:
    """The targets and numerals of the commitment from `start` to `end` of a document, in its order.

    `heading_end` is where its published heading ends, 0 where it has none.
    """
    return _Drafting(document, start, end, setting, counting, heading_end).result()


class _Drafting:
    """One commitment while it is drafted."""

    def __init__(self, document: str, start: int, end: int, setting: Setting, counting: Counting, heading_end: int) -> None:
        self.document, self.start, self.end = document, start, end
        self.setting, self.counting = setting, counting
        self.passage = Passage.of(document, start, end)
        self.text = self.passage.text
        self.heading = sum(place < heading_end for place in self.passage.places)
        # Of each character of the passage, what covers it: a target's start, or a reason.
        self.reasons: dict[int, str] = {}
        self.unsure: set[int] = set()
        # Where figures start whose unit of measure is not known.
        self.unknown: set[int] = set()
        self.targets: list[tuple[Span, Target]] = []

    def result(self) -> tuple[list[Target], list[Entry]]:
        dates = [(match.start(), match.end()) for match in _DATE.finditer(self.text) if not self._in_name(match.start())]
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
        entries = list(self._ledger(dates))
        return [target for _span, target in self.targets], entries

    # What stands where.

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
            if more and re.fullmatch(f"{_ARABIC}{_SCALE}", self.text[start:end]) and self._counts_something(start):
                # A counting word that nobody has written down counts all the same, and is asked about.
                end = more.end()
                self.unknown.add(start)
                self.unsure.update(range(start, end))
            spans.append((start, end))
            at = end
        return spans

    def _counts_something(self, start: int) -> bool:
        before = self.text[self._clause(start)[0] : start]
        return bool(re.search(_VERB, before)) and not re.search("[A-Za-z第-]$", before)

    def _in_name(self, at: int) -> bool:
        return self.passage.depth[at] > 0

    def _no_date(self, start: int, end: int) -> bool:
        text = self.text[start:end]
        before = self.text[max(0, start - 2) : start]
        return bool(re.fullmatch("年[底末终内中]?", text) and before[-1:].isdigit() and not before) or (
            re.match(r"\d{4}年", text) is not None and start > 0 and self.text[start - 1] in "-至" and self._bracketed(start)
        )

    def _bracketed(self, at: int) -> bool:
        """Whether a character stands in brackets within its sentence."""
        low = max(self.text.rfind(stop, 0, at) for stop in "。\n") + 1
        return self.text.count("(", low, at) > self.text.count(")", low, at)

    def _clause(self, at: int) -> Span:
        low = max(self.text.rfind(stop, 0, at) for stop in _CLAUSE) + 1
        highs = [place for place in (self.text.find(stop, at) for stop in _CLAUSE) if place >= 0]
        return low, min(highs, default=len(self.text))

    def _refuse(self, span: Span, reason: str, unsure: bool = False) -> None:
        for at in range(*span):
            self.reasons.setdefault(at, reason)
        if unsure:
            self.unsure.update(range(*span))

    # Whether it is a target.

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

    def _reason(self, span: Span) -> tuple[str, bool]:
        """Why a figure is no target; "" where it may be one. And whether a person should look."""
        start, end = span
        text, figure = self.text, self.text[start:end]
        clause_start, clause_end = self._clause(start)
        before, after = text[clause_start:start], text[end:clause_end]
        _wide_before, wide_after = text[max(0, start - 12) : start], text[end : end + 12]
        sentence_start, _sentence_end = self.passage.sentence(start)
        sentence_before = text[sentence_start:start]
        if self._in_name(start):
            return "name", False
        if re.match("清零|零", figure):
            return self._zero_reason(figure, before, wide_after)
        if figure[0] == "第":
            return self._ordinal_reason(figure, before, after)
        if re.fullmatch("[A-Z]+级|[Ⅰ-ⅫIVX]+[类级]", figure):
            goal = re.search("(?:达到?|降[至到]|[提升]升?[至到]|保持|稳定在|达|优于|不低于|控制在)$", before)
            return (
                ("", False)
                if goal and (not after or re.match("标准|水平|水质|以上|及以上|[、和]", after))
                else ("threshold", False)
            )
        if re.search("[A-Za-z]$", before) or (re.match("[A-Za-z]", after) and not re.match("[A-Z]?(?:VOCs|EOD)", after)):
            return "name", False
        unit = self._unit_of(figure)
        if start in self.unknown:
            return self._context_reason(span, figure, "?", before, after, sentence_before)
        if re.search("强$", figure):
            return (
                ("", False)
                if _PUBLISHED_BEST.search(before)
                and re.match('$|、|\\)|[”"]|行列|榜|县|城市|园区|方阵|开发区|目标|位次|之列', after)
                else ("threshold" if re.search("世界|中国|全国|民营|企业", before + after) else "name", False)
            )
        if figure[0] == "前":
            if re.search("^前[一二三四五六七八九十百\\d]+(?:强|位|名|列)?$", figure) and _RANK_BEFORE.search(before[-12:]):
                return "", False
            return "date" if re.match("个月|年|季度|期", after) else "background", False
        if (
            re.match(
                "国道|省道|县道|乡道|热线|号(?!召)|路(?!口|灯|网|段)|公馆|医院|中学|中(?=[教、和及,。])|小(?=[学、])|厂(?!房)|#|队(?!伍)|线(?!上|下|路|索)|栋(?=楼)",
                after,
            )
            and unit == ""
        ):
            return "name", False
        if re.match("一$|[百千万亿]+$|两$", figure) and unit == "":
            return "idiom", False
        if unit == "" and not re.search("[%‰成]|百分之|一半|半", figure):
            return self._bare_reason(span, before, after)
        if re.fullmatch("半|一半", figure) and not re.search("(?:超过?|达到?|占|压缩|缩短|减少)$", before):
            return "idiom", False
        if unit in _TIME:
            if reason := self._past_reason(start, end, figure, before, after, sentence_before):
                return reason, False
            return self._time_reason(figure, unit, before, after)
        if reason := self._own_reason(figure, unit, before, after):
            return reason, False
        return self._context_reason(span, figure, unit, before, after, sentence_before)

    def _unit_of(self, figure: str) -> str:
        match = re.search(f"({_SCALE})\\(?({self._unit_pattern()})(?:\\(次)?\\)?{_AFTER}$", figure)
        if match and re.search("[零〇一二两三四五六七八九十百千万亿\\d半余多]", figure[: match.start(2)]):
            return match.group(2)
        return "%" if re.search("成|百分之|%", figure) else ""

    def _unit_pattern(self) -> str:
        return _units(self.counting.uoms)

    def _zero_reason(self, figure: str, before: str, after: str) -> tuple[str, bool]:
        if figure == "清零":
            return (
                ("", False)
                if re.search("动态|分离移交|按时|全部|实现|全面|存量|确保|移交|基本|彻底", before)
                else ("idiom", False)
            )
        return (
            ("", False)
            if re.fullmatch("零(?:费用|收费|事故|新增|死亡|跑腿|上访|投诉|发生|欠薪|积压|差错)", figure)
            and re.match("[,。;)、]|$", after)
            else (
                "name" if re.match("零(?:工|售|件|部)", figure) else "idiom",
                False,
            )
        )

    def _ordinal_reason(self, figure: str, before: str, after: str) -> tuple[str, bool]:
        if (
            re.match("第[一二三四五六七八九十\\d]+(?:批|位|名|方阵|梯队)?$", figure)
            and re.search("力争|确保|争取|争创|进入|跻身|位居|位列|排名|保持|列|居|率先|争", before)
            and re.match("(?:上线|方阵|梯队|行列|位次)?(?:前列)?(?:[,。;、)]|$)", after)
        ):
            return "", False
        return ("idiom" if re.match("第一(?:道|时间|线|步|责任|要务|资源|动力|书记|生产)", figure + after) else "ordinal"), False

    def _bare_reason(self, span: Span, before: str, after: str) -> tuple[str, bool]:
        """A number that counts nothing: a name or saying, unless a unit stands in the table, or with a later figure."""
        start, end = span
        figure = self.text[start:end]
        number = re.sub(f"{_AFTER}$", "", figure)
        whole_cell = self._cell(start).strip() == figure or bool(
            re.fullmatch(f"(?:[≥≤><]=?|不低于|不少于|达到?|约|超过?)?{re.escape(figure)}", self._cell(start).strip())
        )
        cell = self.setting.cell(self.passage.places[start])
        if cell and cell.uom and re.match("\\d", figure) and whole_cell:
            return "", False
        if (
            re.match("\\d", figure)
            and re.match(f"、(?:{_AMOUNT}、)*{_AMOUNT}{self.counting.tail.pattern}", self.text[end:])
            and not re.search("[A-Za-z+]$", before)
        ):
            return "", False
        if (
            re.match("大(?:代表|常委|工作|以来|精神|报告|[和,。;、召胜])", after)
            or re.search("党的$|届$", before)
            or re.match("届|中全会|次(?:全|党|代)|次", after)
        ):
            return "ordinal", False
        if re.match("\\.|、(?!\\d)", after) and not before.strip():
            return "ordinal", False
        if re.match("大", after):
            good = re.search("(?:办好|办实|实施|完成|落实)[^,。;]*(?:年度?|年|的)$", before) and re.match(
                "大(?:重点)?(?:民生|实事|项目|工程|件)", after
            )
            return ("" if good else "name"), False
        if re.match("次党代会|次全|次代表|届", after):
            return "ordinal", False
        if re.match("期(?:工程|项目|建设|扩建|配套|地块|[,。;、]|$|及|和|标段)|轮|号|标段|环|中|小|院|医|路", after):
            return "name", False
        if re.search("20\\d\\d$", figure):
            return "date", False
        if (
            len(number) >= 2
            and re.match("\\d", number)
            and re.search("(?:达到?|突破|超过?|为|至|到|控制在|不低于|不高于)$", before)
            and re.match("[,。;、)]|$", after)
        ):
            # A number which the text says of something, without a unit: an index, a score.
            return "", False
        if re.match("\\d", figure):
            return "name", bool(re.search("(?:完成|新增|建成|达到?|实现)$", before))
        return "idiom" if re.match("一|两|千|百|万|半|十", figure) else "name", False

    def _cell(self, at: int) -> str:
        low = self.text.rfind("\n", 0, at) + 1
        high = self.text.find("\n", at)
        return self.text[low : high if high >= 0 else len(self.text)]

    def _time_reason(self, figure: str, unit: str, before: str, after: str) -> tuple[str, bool]:
        if unit == "年" and figure.endswith("内") and re.match(f"[^,。;]*?{_AMOUNT}", after):
            # 三年内培育10家: the years in which the others are to be reached.
            return "background", False
        if unit in ("年", "个月", "周") and re.match(_PERIOD_NAME, after):
            return "name" if re.match("行动|规划|计划|攻坚|工程|方案|战略|提升|改革|倍增", after) else "background", False
        if re.match(
            "(?:生活|经济|交通|通勤|医疗|健身|便民|服务|文化|阅读|养老|就医)?圈|不打烊|在线|值[守班]|响应|热线|全天候|营业|自助|服务|滚动|无休|常态|×|到达|直达|通达",
            after,
        ) or re.search("×$", before):
            return "name", False
        bound = re.search(
            "压[缩减]|缩短|控制|不超过|不低于|不少于|至少|平均|达到?|减[少至]|限时|精简|办[结理]|时[限间]|提[速前]|天数|优良|停水|停电",
            before,
        )
        if re.search("内$", figure) or bound or re.match("内?(?:办结|出证|拿证|开办|审结|完成)", after):
            return "", False
        if re.match("以上|以下", after) or re.search("以[上下]$", figure):
            return "threshold", False
        return ("" if re.search("天数|课时|时长", before) else "background"), False

    def _own_reason(self, figure: str, unit: str, before: str, after: str) -> str:
        """A reason that lies in the figure's nearest words."""
        chinese = re.match(f"{_CHINESE}", figure) and not re.match("\\d", figure)
        if chinese and unit == "期" and not re.search("(?:举办|开设|培训|推出|刊发|出版|开班|至少|不少于|编发)[^,。;]*$", before):
            return "name"
        if re.match("一", figure) and not re.match("一[千百万十]", figure) and not re.match("\\d", figure):
            one = re.search(
                "(?:至少|不少于|不低于|新增|新建|新开|建成|建设|建好|创建|创成|引进|培育|举办|举行|开展|争创|申创|新缔结|打造|改造|完成|出台|编制|制定|创作|组织|启用|设立|启动)(?:一次|了)?$",
                before,
            )
            one = one or re.search("(?:至少|不少于)[^,。;]{0,8}$", before)
            if unit in ("批", "系列") or not one:
                return "idiom"
            return (
                "idiom"
                if re.search("环境|机制|氛围|格局|体系|局面|队伍|平台|模式|良好|高效|平安|安全|稳定|和谐|系列|干部", after)
                else ""
            )
        chinese = re.match(f"{_CHINESE}", figure) and not re.match("\\d", figure)
        if re.match("条(?:龙|心|主线|底线)|(?:个|张)?(?:一|[多])", after) and chinese:
            return "idiom"
        if chinese and (re.match("大|级|手|位一体|级联动", after) or unit in ("批", "级", "方")):
            return "idiom" if unit == "批" else "name"
        if (
            chinese
            and len(figure) <= 3
            and (
                re.match(
                    "规定|制度|原则|纪律|机制|清单|职能|功能|职责|精神|能力|教育|监督|责任|建设|攻坚|改革|保障|服务|融合|统筹|联动|会议",
                    after,
                )
                or not re.search(f"{_VERB}|至少|不少于|不低于", before)
            )
        ):
            return "name"
        if unit == "支" and not re.search(_VERB, before) and re.search("队|力量", after):
            return "existing"
        if re.match("地址|点位", after):
            return "site"
        if unit in ("米", "公里") and after.startswith("见"):
            return "name"
        if (
            chinese
            and len(figure) <= 2
            and re.search("[、和][^,。;]*$", before)
            and re.search(f"\\d[\\d.]*{_SCALE}(?:{self._unit_pattern()})", after)
        ):
            # G347、S276两条道路68公里 sums up what it names.
            return "background"
        if re.match(_NAMING, after):
            return "background"
        if re.search("每|各", before[-3:]) and chinese and unit in ("个", "项", "件", "次", "名", "位"):
            return "" if re.search("(?:至少|不少于|开展|组织)$", before) else "idiom"
        if re.search("(?:每|逐)$", before) or re.search("^每", figure):
            return "background"
        return ""

    def _announces(self, end: int, after: str) -> bool:
        """Whether a figure counts what is listed right after it (10件实事：), or in the bracket of a heading what stands below it."""
        clause_end = self._clause(end)[1]
        following = self.text[clause_end : clause_end + 5]
        if len(after) <= 16 and re.match("[^,。;]*(?:事|任务|工作|项目|工程|措施|举措|要点|目标)$", after):
            return bool(re.match(":(?:$|\\n|\\(|[一二三四五六七八九十①\\d])|[。,]?分别[是为]", following))
        low = self.text.rfind("\n", 0, end) + 1
        return bool(
            re.fullmatch(
                "(?:[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)|\\d{1,3}[.、])?[^,。;:()\\d]{2,24}\\((?:项目|共计?|合计|含|包括)[^()]*",
                self.text[low:end],
            )
        )

    def _context_reason(
        self, span: Span, figure: str, unit: str, before: str, after: str, sentence_before: str
    ) -> tuple[str, bool]:
        start, end = span
        if self._announces(end, after):
            return "background", False
        money = unit in ("元", "美元", "欧元", "港元")
        bounded = re.search("(?:及?以上|及?以下|以内)$", figure)
        later = self._another_after(end)
        noun = re.match("的?[一-鿿\\w(]", after) and not re.match(
            "(?:进一步|并|且|和|及|与|左右|目标|任务|进|入库|标准|提升|增长|要求)", after
        )
        if later and noun and not bounded and re.search("(?:超过?|过|破|逾)$", before):
            # 业务量超千万件项目1个: what is counted are the projects.
            return "threshold", False
        if not bounded and re.match("(?:及)?以[上下]|级", after):
            return "threshold", False
        if re.match("[A-Za-z一-鿿]{0,4}级以上", figure + after) and unit in ("级",):
            return "threshold", False
        if bounded and noun:
            if money:
                if (
                    later
                    or not re.match(f"的?[一-鿿]{{0,6}}(?:{_MONEY_NOUN})", after)
                    or re.search("(?:投资|产值|营收|税收|收入|单体|固投)(?:超|在|达)?$", before)
                ):
                    return "threshold", False
            elif unit == "%":
                # 80%以上的村 is a share of what follows.
                return "", False
            elif unit in _TIME or later or (re.match("的", after) and unit in ("人", "名", "亩", "平方米", "张", "床")):
                return "threshold", False
        if _LAST_YEARS.search(before):
            return "", False
        if (
            bounded
            and self._bracketed(start)
            and re.search("\\([^()]*$", before + "")
            and (money or unit in ("亩", "平方米", "吨"))
        ):
            return "threshold", False
        if money and re.search("最高", before) and re.match("[^,。;]{0,8}(?:补贴|奖励|奖补|补助|资助|支持)", after):
            # What a rule grants, and nothing that is promised of the year.
            return "background", False
        if money and not bounded:
            if re.search(
                "(?:产值|年产值|年营收|营业收入|主营业务收入|销售收入|税收|投资|单体)(?:超过?|过|破|达)$", before
            ) and re.match("的|企业|工业|项目|以上", after):
                return "threshold", False
            if re.search("总投资(?:约|达|近|超)?$", before) and re.match("的", after):
                return "background", False
            if re.match("(?:企业|级|元)", after) and re.search("(?:超|过|破)$", before):
                return "threshold", False
            if re.match("级", after):
                return "threshold", False
        if re.match("级", after):
            return "name", False
        if (
            re.search(
                "(?:年产|日产|日处理|日供水?|装机|库容|年处理|年加工|占地|占地面积|总占地|建筑面积|总建筑面积|全长|长|宽|高|深|净宽|总长|管径|直径)(?:约|达|为)?$",
                before,
            )
            and re.search("年产|日产|日处理|日供|年处理|年加工", before[-6:])
            and re.match("的?[一-鿿]", after)
        ):
            return "name", False
        if (
            re.match("千伏|兆瓦级|吨级|万吨级|座级", unit + after)
            and not re.search(f"(?:{_VERB})$", before)
            and re.match("[一-鿿]", after)
        ):
            return "name", False
        if (
            unit in ("吨", "头", "千瓦", "千伏安", "立方米", "兆瓦", "瓦", "羽", "只", "千伏")
            and re.match("(?:[一-鿿])", after)
            and not re.search(f"(?:{_VERB}|约|达|超|近|年|计划|力争|全市|全县|全区|等)$", before)
            and not re.match("(?:以上|左右|任务|目标|生产|产能|标准煤)", after)
        ):
            return "name", False
        if re.match("的", after) and re.search(
            "(?:占地|占地面积|总占地|建筑面积|总建筑面积|全长|总长|总规模|投资)(?:约|达|近|超)?$", before
        ):
            return "background", False
        if reason := self._past_reason(start, end, figure, before, after, sentence_before):
            return reason, False
        if unit not in ("%", "‰") and not money:
            share = re.match("[^,。;、()和与]*?(?:率|占比|比例|比重|覆盖面)[^,。;、]{0,8}?\\d+(?:\\.\\d+)?%", after)
            if share and re.match('[一-鿿“"]', after):
                return "background", False
        if unit == "分" and (self._bracketed(start) or re.search("(?:占|计|得|扣|加|减|满)[比值]?$", before)):
            return "background", False
        if re.search("(?:权重|分值|占分|计分|满分)[^,。;]{0,4}$", self.text[max(0, start - 8) : start]):
            return "background", False
        if re.search("(?:电话|热线|传真|邮编|联系方式|手机)[:]?$", before):
            return "name", False
        used = _USED.search(before)
        if (
            used
            and unit in ("个", "条", "项", "类", "家", "张", "件", "所", "支", "座", "处", "位", "名", "台")
            and not re.search("目标|任务|指标", after)
            and not re.search(f"(?:{_VERB})$", before)
        ):
            return "existing", False
        if re.search("全[国省市]$|全球$|我国$", before) and re.match(
            "[^,。;]*(?:中的|之一|中(?:的)?(?:地位|位次|排名|名列))", after
        ):
            return "existing", False
        if re.search("在(?:全[国省市])?$", before) and re.match("[^,。;]*(?:基础上)", after):
            return "existing", False
        if re.match("[^,。;]{0,12}(?:作用|优势)(?:[,。;]|$)", after):
            return "existing", False
        return "", False

    def _another_after(self, end: int) -> bool:
        """Whether another figure with a unit follows in the same clause, not in a list with this one."""
        clause_end = self._clause(end)[1]
        rest = self.text[end:clause_end]
        match = re.search(f"(?:{_AMOUNT})(?:[余多])?{_SCALE}(?:{self._unit_pattern()})", rest)
        return bool(match) and not re.search("[、和]", rest[: match.start()] if match else "")

    def _past_reason(self, start: int, end: int, figure: str, before: str, after: str, sentence_before: str) -> str:
        """A figure of what is or was: last year's value, what is there already, where a change starts from."""
        if re.search("(?:由|从)[^,。;到至]*$", before) and re.match(
            "[^,。;]{0,10}?(?:提升|提高|增加|压缩|缩短|降低|下降|缩减|减少|扩大|增长|升|降|上升|压减|精简|调整|变为|拓展|扩展|优化|扩|增|减)[^,。;]{0,4}(?:[至到为])",
            after,
        ):
            return "existing"
        if re.search(
            "(?:由|从)[^,。;]*(?:提高|提升|增加|压缩|缩短|降低|下降|缩减|减少|扩大|增长|升|降|上升|压减|精简|扩)[^,。;\\d]{0,3}(?:[至到为])$",
            before,
        ):
            return ""
        # 在2030年建成40个的基础上再建15个: what was ends there.
        before = before.rpartition("基础上")[2]
        # What was built by then is what is renewed now (2000年底前建成的小区42个).
        before = re.sub(r"20\d\d年(?:[底末]|以)?前?[^,。;\d]{0,8}的", "", before)
        years = [int(year) for year in re.findall(r"(?<!\d)(20\d\d)年", before)]
        against = _AGAINST_BEFORE.search(before)
        if years and years[-1] < self.setting.year and not against:
            return "existing"
        if _LAST_YEARS.search(before):
            return ""
        if (
            re.search("去年|上年|上一年|往年|同期", before)
            and not against
            and not re.search("(?:不低于|高于|超过|多于)(?:去年|上年)", before)
        ):
            return "existing"
        if (
            self._bracketed(start)
            and re.search("20\\d\\d年|去年|上年", sentence_before[sentence_before.rfind("(") :])
            and years[-1:] != [self.setting.year]
        ):
            return "existing"
        if re.search(
            "(?:[成到现得增立建设资展养育]了|已建成?的?|已完成|已有|已达到?|已累计|已实现|现有|目前(?:已|有|共)?|截至目前|累计已|已经?)[^,。;]{0,8}$",
            before,
        ):
            return "existing"
        if re.search(r"\d{1,2}-\d{1,2}月(?!.*(?:力争|确保|计划|目标|将))", sentence_before):
            return "existing"
        past = re.search("(?:截至|过去|去年|上年|一年来|五年来|近年来|目前|今年以来|以来)[^。;\n]*$", sentence_before)
        if (
            past
            and not re.search("(?:力争|确保|今年|计划|将|达到|提升|目标)", past.group())
            and not against
            and not re.search("(?:20\\d\\d年|去年|上年)[^,]*(?:基础|目标|同期|同比)", past.group())
        ):
            return "existing" if not re.search("(?:比|较|同比)", past.group()) else ""
        return ""

    # What it says.

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
            elif reading.form == "quantity":
                later = re.match(f"、(?:{_AMOUNT}、)*{_AMOUNT}({self.counting.tail.pattern})", text[end:])
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
        if last := _LAST_YEARS.search(before):
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
                not re.search(f"{_AMOUNT}(?:{self._unit_pattern()})|的基础上|去年|上年|同期", far.group(2))
                and word in numerals.BEFORE
            ):
                low = clause_start + far.start(1)
                result = ((low, low + len(word)), numerals.BEFORE[word])
        return result

    def _shared_bound(self, end: int) -> tuple[Span, str] | None:
        """The word behind the last of several figures that share their unit."""
        match = re.match(f"、(?:{_AMOUNT}、)*{_AMOUNT}{self.counting.tail.pattern}(以上|以下|以内|左右)", self.text[end:])
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
        before = re.split(f"{_AMOUNT}(?:{self._unit_pattern()})(?:以上|以下|以内|左右)?(?=[、和及])", before)[-1]
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
        more = re.search("提高|提升|增加|上升|扩大|上浮", before)
        if more and not share and not re.search("[至到]$", before):
            return "growth"
        if more and share and re.search("(?:提高|提升|增加|上升)(?:了)?$", before):
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
        return "share"

    # How firm it is.

    def _firmness(self, span: Span, heading: bool = True) -> str:
        start, end = span
        text = self.text
        low, high = self.passage.sentence(start)
        clauses = self._clauses(low, high)
        own = next((n for n, (first, last) in enumerate(clauses) if first <= start < last or first <= start <= last), 0)
        result = self._word_in(text[clauses[own][0] : start], own_clause=True) if clauses else ""
        n = own
        while not result and n > 0:
            n -= 1
            first, last = clauses[n]
            # A word carries over a list of figures, and over 到2030年底 and the like.
            clause = text[first:last]
            has_figure = any(first <= at < last for at in self._figure_places())
            # 外贸力争突破500亿元,占比提高… : a word behind its own subject is said of nothing that follows.
            word = self._word_in(clause) if _LEADING.match(clause) else ""
            if word and (
                has_figure or re.search(f"(?:{_DATE.pattern})$", clause) or (n == own - 1 and self._led_by_word(clause))
            ):
                result = word
                break
            if not has_figure and not _DATE.fullmatch(clause.lstrip("到至在于截")):
                break
        if not result and _DATE.fullmatch(text[start:end]):
            result = self._word_in(re.match("[^,。;:]*", text[end:]).group()[:4])  # type: ignore[union-attr]
        follow = self._following(clauses, own, end) or self._ensured_below(span)
        if result != "strive" and follow:
            result = follow
        if (
            not result
            and re.match("[^,。;]*?完成(?!率|情况)[^,。;]*?任务(?!分解|书|清单|单)", text[end:high])
            and _DATE.fullmatch(text[start:end])
        ):
            result = "task"
        if not result and self._task(low, high, start, end, clauses, own):
            result = "task"
        return result or "plain"

    def _clauses(self, low: int, high: int) -> list[Span]:
        spans, at = [], low
        for match in re.finditer("[,:]", self.text[low:high]):
            spans.append((at, low + match.start()))
            at = low + match.end()
        return [*spans, (at, high)]

    def _has_figure(self, low: int, high: int) -> bool:
        return any(low <= at < high for at in self._figure_places())

    def _figure_places(self) -> list[int]:
        """Where numbers with a unit of measure stand that are no dates and no phases (一期工程)."""
        if not hasattr(self, "_places"):
            dates = [match.span() for match in _DATE.finditer(self.text)]
            self._places = [
                match.start()
                for match in re.finditer(f"(?:{_AMOUNT})(?:[余多])?{_SCALE}(?:{self._unit_pattern()})", self.text)
                if not re.match("[一二三四五六七八九十]+[期批年]", match.group())
                and not any(low <= match.start() < high for low, high in dates)
            ]
        return self._places

    def _word_in(self, clause: str, own_clause: bool = False) -> str:
        """The firmness that a clause's words say of the figure behind them."""
        result = ""
        for match in re.finditer("力争|争取|争创|冲刺|确保|力保", clause):
            word, rest = match.group(), clause[match.end() :]
            if word == "争取":
                # 争取 whose object is money means "obtain".
                obtained = re.match(
                    "(?:到|上级|中央|省级|国家|各类|专项|项目|政策|资金|支持|创业|无偿|债券|一般|地方|更多|[^,。;]{0,14}(?:资金|专项|债券|补助|支持|贷款))",
                    rest,
                )
                money = obtained or (
                    re.match("[^,。;]{0,14}投资", rest) and not re.match("完成|实现|达到|突破|全年|引进|年内|超|新", rest)
                )
                direct = not rest or re.match("\\d", rest)
                in_place = re.search(
                    "到位|落地|落实|募集", re.split("[,。;]", self.text[self.text.find(clause) + len(clause) :])[0]
                )
                if (money or (direct and own_clause)) and not in_place:
                    continue
            if word == "力保":
                continue
            result = "ensure" if word == "确保" else "strive"
            if result == "strive":
                return result
        return result

    def _led_by_word(self, clause: str) -> bool:
        return bool(re.match("(?:全力|全面|奋力)?(?:力争|确保|争取)", clause)) and len(clause) < 14

    def _following(self, clauses: list[Span], own: int, end: int) -> str:
        """确保…完成 behind a figure governs the completion of what it counts."""
        if own + 1 >= len(clauses):
            return ""
        first, last = clauses[own + 1]
        clause = self.text[first:last]
        if any(first <= at < last for at in self._figure_places()):
            return ""
        return "ensure" if re.match("确保[^,。;]*(?:完成|建成|落实到位|如期|竣工|投用)", clause) else ""

    def _ensured_below(self, span: Span) -> str:
        """确保…完成 in the body governs the figure of the heading, where both speak of one thing."""
        if span[0] >= self.heading:
            return ""
        for match in re.finditer("确保([^,。;]*?)完成([^,。;]*)", self.text[self.heading :]):
            words = self.text[span[1] : self.heading]
            said_again = match.group(1) + match.group(2)
            pairs = {words[n : n + 2] for n in range(len(words) - 1)} - {"任务", "目标", "工作", "完成"}
            if any(pair in said_again for pair in pairs):
                return "ensure"
        return ""

    def _task(self, low: int, high: int, start: int, end: int, clauses: list[Span], own: int) -> bool:
        text = self.text
        first, last = clauses[own]
        if re.search("任务(?!分解|书|清单|单)[^,。;:]{0,6}$", text[first:start]) and re.match(
            "(?:全部|按时|如期|高质量)?完成", text[end:]
        ):
            return True
        for match in re.finditer("完成(?!率|情况|度)[^,。;:]*?任务(?!分解|书|清单|单)", text[first:last]):
            task_start, task_end = first + match.start(), first + match.end()
            if task_start <= start and (end <= task_end + 24):
                return True
        # The next clauses spell the task out.
        n = 0 if re.match("全年|今年|年内|争取|并|同时", text[slice(*clauses[own])]) else own
        while n > 0:
            n -= 1
            first, last = clauses[n]
            clause = text[first:last]
            has_figure = any(first <= at < last for at in self._figure_places())
            if re.search("完成(?!率|情况|度)[^,。;:]*?任务(?!分解|书|清单|单)(?:[^,。;]{0,12})?$", clause):
                # A task that says its own figure is not spelled out by the next clause.
                return not has_figure
            if not has_figure:
                return False
        return False

    # What several figures say together.

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
            if any(re.match(f"(?:{_VERB}|在|同时|全[年市县区])", clause) for clause in self.text[at : span[0]].split(",")[1:]):
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

    def _dated(self, dates: list[Span]) -> None:
        """Days by which figures are due, and dated milestones."""
        for n, (start, end) in enumerate(dates):
            low, high = self.passage.sentence(start)
            until = min([high, *(other for other, _end in dates[n + 1 : n + 2] if other < high)])
            text = self.text[start:end]
            place = self.passage.span(start, end)
            characters = self.document[slice(*place)]
            try:
                deadline = numerals.read_date(characters, self.setting.year)
            except Unreadable:
                self._refuse((start, end), "date")
                continue
            only_year = re.fullmatch("(?:\\d{4}年|[今本当]年)(?:度|中)?", text)
            years = deadline.day.year - self.setting.year
            clause_end = self._clause(end)[1] if end < len(self.text) else end
            # 6月底前投产,… says nothing of what follows, 6月底前,… does.
            reach = until if clause_end <= end or self._has_figure(end, clause_end) else clause_end
            governed = [k for k, (span, target) in enumerate(self.targets) if end <= span[0] < reach and target.kind != "date"]
            if (
                years < 0
                or re.search("初", text)
                or (only_year and years == 0)
                or (only_year and re.match("度?(?:目标|计划|任务|工作|重点|行动|清单|报告)", self.text[end:]))
            ):
                self._refuse((start, end), "date")
                continue
            past = _AGAINST_BEFORE.search(self.text[max(low, start - 3) : end])
            if past or (self._bracketed(start) and only_year):
                self._refuse((start, end), "date")
                continue
            if governed:
                for k in governed:
                    span, target = self.targets[k]
                    self.targets[k] = (span, replace(target, deadline=deadline.day.isoformat()))
                self._refuse((start, end), "date")
                continue
            if self._of_what_precedes(start, end, low, deadline.day.isoformat()):
                self._refuse((start, end), "date")
                continue
            if self._milestone(start, end, until) and years <= 10 and not self._heading_only(start):
                bound = self._date_bound(start)
                outside = numerals.bound(self.document[slice(*bound)], of_date=True) if bound else "eq"
                self.targets.append(
                    (
                        (start, end),
                        Target(
                            start=place[0],
                            end=place[1],
                            figure=characters,
                            kind="date",
                            comparator=numerals.governing([deadline.comparator, outside], characters),
                            value=None,
                            value_high=None,
                            uom=None,
                            firmness=self._firmness((start, end)),
                            deadline=deadline.day.isoformat(),
                            bound_word=self.document[slice(*bound)] if bound else None,
                            bound_start=bound[0] if bound else None,
                            measure=self._milestone_words(start, end, until),
                            words=self.text[max(low, start - 20) : until][:40],
                        ),
                    )
                )
            else:
                self._refuse((start, end), "date")

    def _of_what_precedes(self, start: int, end: int, low: int, day: str) -> bool:
        """Whether a date says when what stands before it is done (…建设,确保年底前全面完成任务), or no more than that the year ends."""
        clause = self._clause(start)[0]
        after = self.text[end:]
        if day == f"{self.setting.year}-12-31" and re.match("(?:全面)?完成(?:全年|年度|今年|本年)[^,。;]*(?:目标|任务)", after):
            return True
        if not re.fullmatch("(?:并|且)?(?:确保|力争)?(?:在|于|到)?", self.text[clause:start]) or not re.match(
            "(?:全部|全面|高质量|如期|按期|基本)*(?:完成[^,。;]*任务|完成(?=[,。;]|$)|完工|竣工|建成(?=[,。;]|$)|投用|投入使用)",
            after,
        ):
            return False
        earlier = [n for n, (span, target) in enumerate(self.targets) if low <= span[0] < clause and target.kind != "date"]
        for n in earlier:
            span, target = self.targets[n]
            self.targets[n] = (span, replace(target, deadline=target.deadline or day))
        return bool(earlier)

    def _date_bound(self, start: int) -> Span | None:
        before = self.text[max(0, start - 3) : start]
        word = max((w for w, c in numerals.DATE_BEFORE.items() if c and before.endswith(w)), key=len, default="")
        return self.passage.span(start - len(word), start) if word else None

    def _heading_only(self, start: int) -> bool:
        """Whether a date stands alone at the head of a plan (3月:, 一季度)."""
        low, high = self._clause(start)
        return bool(re.fullmatch(f"{_DATE.pattern}", self.text[low:high])) and not self.text[low:high].endswith("前")

    def _milestone(self, start: int, end: int, until: int) -> bool:
        rest = self.text[end:until].lstrip(",:")
        clause = rest.split(",")[0]
        if not rest or re.match('[“"]|(?:以来|期间|份|开门红|的(?!基础))', rest) or self._in_name(start):
            return False
        done = "完成|建成|实现|投入|投用|开通|开工|竣工|启动|开业|运营|通过|达到|形成|出台|投产|交付|基本|通车|联网|上线|举办|召开|建立|取得|纳入|开园|见效|到位|落地|运行|发布|印发|提交|全面|封顶|开建|动工|贯通|验收|进场|组织|开展|制定|编制|试运行|使用|搬迁|入驻|摘牌|开放|创成|清零|销号|整改|消除|供地|入库|签约|覆盖|挂牌|完工|主体|启用|将|确保|力争|推进|建设"
        before = self.text[self._clause(start)[0] : start]
        stressed = re.search("(?:力争|确保|争取)(?:在|于|到)?$", self.text[max(0, start - 4) : start])
        if (stressed or self.text[start:end].endswith("前")) and len(clause) >= 2:
            return True
        return bool(
            re.search(done, clause) or re.search(done, rest[:40]) or (re.search("于$|在$", before) and re.search(done, rest))
        )

    def _milestone_words(self, start: int, end: int, until: int) -> str:
        low = self._clause(start)[0]
        before = re.sub("(?:到|至|在|于|力争|确保|争取)+$", "", self.text[low:start])
        rest = self.text[end:until].lstrip(",:").split(",")[0]
        return _trim(before + rest)

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

    # What it measures, in the text's own words.

    def _measure(self, span: Span) -> str:
        if own := _trim(self._words(span)):
            return own
        # 分别增长6%和7%, or 力争20家 behind 15家: what the figure before measures.
        low, _high = self.passage.sentence(span[0])
        if self.targets and self.targets[-1][0][0] >= low:
            return self.targets[-1][1].measure
        return _trim(re.split("[,。;:\n]", self.text)[0])

    def _words(self, span: Span) -> str:
        """The clause around a figure without the figure and its governing words: what it is said of."""
        start, end = span
        low, high = self._clause(start)
        after = self.text[end:high]
        pattern = f"(?:{_AMOUNT})(?:[余多])?{_SCALE}(?:{self._unit_pattern()})(?:以上|以下|以内|左右)?"
        # Behind the figure before it, of the same clause.
        behind = max((last for (_first, last), _target in self.targets if low < last <= start), default=low)
        lead = self.text[behind:start].lstrip("、和及与")
        cell = self.setting.cell(self.passage.places[start])
        if cell and (cell.uom or len(lead) < 2) and len(lead) < 4:
            lead = self.text[: self.text.find("\n")]
        lead = re.sub(
            "(?:不低于|不少于|不超过|控制在|达到?|突破|超过?|实现|至少|高于|低于|为|至|到|约|近|逾|全年|共|力争)+$", "", lead
        )
        follow = re.split("[、和及(]", re.split(pattern, after)[0])[0] if re.match("[一-鿿“A-Za-z]", after) else ""
        return lead + follow

    # The ledger.

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
                if re.match(f"A+级[^,。;]*?{_AMOUNT}(?:{self._unit_pattern()})", after + self.text[at + 13 : at + 30])
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
    sizes = [re.fullmatch(f"(.*?)({_AMOUNT}元)以上(.+)", target.words) for target in (whole, part)]
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


_SAYINGS = re.compile(
    "进一步|统一|一般|一定|一律|一流|一致|一体化|一系列|一批|一揽子|一把手|一步到位|一如既往|一视同仁|一道|一起|一同|一线|唯一|第一时间|"
    "一对一|点对点|只进一扇门|一扇门|最后一公里|一站式|一窗式|一盘棋|店小二|数出一家|之一|千方百计|百折不挠|万无一失|一丝不苟|一鼓作气|三心二意|"
    "四面八方|五湖四海|七上八下|十全十美|百花齐放|千家万户|千头万绪|万众一心|一心一意|独一无二|始终如一|逐一|同一|每一|任一|另一"
)
_LEADING = re.compile(
    f"(?:{_DATE.pattern}|全年|全力|奋力|积极|努力|并|同时|其中|\\d{{4}}年度?)*[一-鿿]{{0,2}}(?:力争|争取|争创|冲刺|确保|力保)"
)
_MARKER = re.compile(r"^(?:\d{1,3}[.、]|\(?[一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、)")
_LEAD = re.compile(
    "^(?:(?:全力|全面|奋力|大力|积极|加快|加强|着力|深入|扎实|持续|稳步|有序|切实|努力|力争|确保|争取|计划|预计|今年|全年|年内|当年|每年|年度|到|至|在|于|对|将|为|使|推动|实现|"
    "并|其中|同时|\\d{4}年度?底?前?)[,]?)+"
)


def _trim(words: str) -> str:
    """A clause as a noun phrase: without the words that lead to it; at most 30 characters."""
    words = _MARKER.sub("", words)
    words = _LEAD.sub("", words.strip('、,:“”"()'))
    words = re.sub("(?:比上年|同比|较上年|比去年|较去年|年均|分别|均|累计|总计|合计|共计)+$", "", words)
    return words.strip("的、,:()")[:30]


def last_day(date: str, year: int) -> str | None:
    """The last day that a printed time says (12月底, 二季度, 2023.12), in a list of `year`; None where it says none."""
    plain = re.sub(r"\s", "", date)
    spans = re.split("[-—–~～至]", plain)
    text = spans[-1]
    if match := re.fullmatch(r"(20\d\d)[./年](\d{1,2})(?:[./月](\d{1,2}))?[日月底前]*", text):
        text = f"{match[1]}年{int(match[2])}月" + (f"{int(match[3])}日" if match[3] else "")
    elif match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})", text):
        text = f"{int(match[1])}月{int(match[2])}日"
    try:
        day = numerals.read_date(text, year).day
    except Unreadable:
        return None
    if re.fullmatch(r"(?:\d{4}年|[今本当]年|全年)度?", text) and len(spans) == 1:
        return None
    return day.isoformat() if day <= datetime.date(year + 10, 12, 31) else None
