"""How lists print figures: numbers, units of measure, days, and the words that lead to them."""

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache

from fenjin.table import numerals
from fenjin.table.numerals import Unreadable

Span = tuple[int, int]
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[十百千]?"
CHINESE = "(?:[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?|半)"
SCALE = "(?:万亿|[万亿])?"
LONE_SCALE = "(?:[百千]?(?:万亿|[万亿])|[百千])"
AMOUNT = f"(?:(?:{ARABIC}|{CHINESE}){SCALE}|{LONE_SCALE})"
DATE = re.compile(
    r"(?:(?:\d{4}年度?|[今本当明后]年)?的?(?:\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|底|末|初|中旬)?"
    r"|第?[一二三四1-4首]季度[底末]?|上半年|下半年|年中|年[底末](?!度))|(?:\d{4}年|[今本当明]年)(?:[底末终]|度|中|初)?"
    r"|岁末)(?:[以之]?前|[以之]?内)?"
)
AFTER = "(?:及?以上|及?以下|以内|之内|左右|上下|内(?=[,。;:、)\n的]|$|办|完|审|出证|拿|开[业工办]|到位|响应|建成|实现|达到|解决|整改|反馈|答复|处置)|前(?!期))?"
CLAUSE = ",。;!?:\n"

VERB = (
    "完成|新增|新建|新开|新上|新引|建成|建设|改造|改建|扩建|修建|创建|创成|打造|引进|培育|举办|开展|组织|实施|推进|推动|实现|达到|培训|发放|开通|启动|"
    "新签|签约|新入|入库|整治|治理|种植|栽植|补植|造林|化解|办理|投入|争取|提供|开发|筹集|安置|资助|救助|帮扶|配备|配置|设立|建立|布设|安装|更换|"
    "增加|增设|扩大|改善|提升|新改|维修|修复|拆除|清理|清退|处置|盘活|收购|出让|供应|保障|覆盖|惠及|服务|吸引|吸纳|聚集|招引|招聘|招收|选派|选树|选聘|"
    "评选|认定|发展|壮大|出栏|发表|形成|制定|出台|编制|发布|申报|获批|获得|取得|争创|申创|创作|推出|播出|刊发|报送|上报|联系|走访|检查|抽检|监测|巡查|"
    "调研|调解|受理|审理|执结|查办|立案|起诉|开工|竣工|投产|上市|挂牌|复垦|流转|整理|绿化|美化|亮化|硬化|铺设|敷设|疏浚|加固|搬迁|征收|回迁|交付|推广|"
    "普及|减少|压减|淘汰|关闭|退出|建|增|改|修|种|栽|育|引|签|派|办"
)
AGAINST_BEFORE = re.compile("(?:比|较|同比|相比|环比)(?:于)?(?:上年|去年|上一年|同期|往年|\\d{4}年)")
# 不低于去年(11起): the bracket says how much that is.
LAST_YEARS = re.compile("(不低于|不少于|高于|超过|多于|不高于|不超过)(?:去年|上年|上一年)[^,。;()]{0,6}\\($")
# Units of measure of one character that are more often part of a word: what must not follow.
_GUARDED = {
    "里": "(?!程)",
    "村": "(?=\\d|实施|开展|推进|的|[,。;、)]|$)",
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
    "具": "(?![有体备])",
    "把": "(?![手关脉握好])",
    "副": "(?=[一-鿿]*?[,。;、)]|$)(?![县市区主局书处科厅高食省院业秘中])",
    "双": "(?=[,。;、)]|$)",
    "口": "(?=[水机深古]?井|[,。;、)]|$)",
    "节": "(?![能约点水日假目气])",
    # 350km/h is a speed.
    **dict.fromkeys(("m2", "m3", "km2"), "(?![/A-Za-z0-9])"),
    "km": "(?![/A-Za-z0-9])",
    "kg": "(?![/A-Za-z0-9])",
}
_MARKER = re.compile(r"^(?:\d{1,3}[.、]|\(?[一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、)")
_LEAD = re.compile(
    "^(?:(?:全力|全面|奋力|大力|积极|加快|加强|着力|深入|扎实|持续|稳步|有序|切实|努力|力争|确保|争取|计划|预计|今年|全年|年内|当年|每年|年度|到|至|在|于|对|将|为|使|推动|实现|"
    "并|其中|同时|\\d{4}年度?底?前?)[,]?)+"
)


@lru_cache(maxsize=8)
def units_pattern(uoms: tuple[str, ...]) -> str:
    """A pattern for the units of measure that may stand behind a number."""
    # 2个环节 counts 个: what is counted is said by the text, not by the unit.
    whole = [
        name
        for name in uoms
        if name not in _GUARDED
        and name not in ("站", "班", "类", "级", "届", "期刊", "方阵", "升")
        and not (len(name) > 1 and name[0] in "个张" and name not in ("个工作日", "个月", "个百分点", "个小时"))
    ]
    guarded = [name + _GUARDED[name] for name in uoms if name in _GUARDED]
    return "|".join([*(re.escape(name) for name in sorted(whole, key=len, reverse=True)), *guarded])


class Counting:
    """The units of measure that figures of lists are printed in, as `units_of_measure.csv` knows them."""

    def __init__(self, names: Iterable[str]) -> None:
        uoms = tuple(sorted(names))
        units = units_pattern(uoms)
        self.uoms = uoms
        tail = f"(?:[余多](?=[万亿]|{units}))?{SCALE}(?:\\((?:{units})\\)|(?:{units})(?:\\(次\\))?)?"
        figure = f"{AMOUNT}{tail}"
        self.figure = re.compile(
            f"第{AMOUNT}(?:{units}|批|方阵|名|位|列|级|梯队|次|届|轮|期|季度)?|前{AMOUNT}(?:强|位|名|列)?|{AMOUNT}强(?!化|调|度|劲|力)"
            f"|[A-D]{{1,3}}级|[Ⅰ-ⅫIVX]+[类级]|百分之(?:百|{CHINESE})|{CHINESE}成(?![立果为功效员本套熟品就长])|一半(?!以)"
            f"|清零|零(?:[一-鿿]{{2}})|{figure}(?:(?:-{{1,2}}|至|到){figure})?{AFTER}"
        )
        self.tail = re.compile(f"(?:{SCALE})(?:{units})")
        self.unit = re.compile(f"({SCALE})({units})")


def trim(words: str) -> str:
    """A clause as a noun phrase: without the words that lead to it; at most 30 characters."""
    words = _MARKER.sub("", words)
    words = _LEAD.sub("", words.strip('、,:“”"()'))
    words = re.sub("(?:比上年|同比|较上年|比去年|较去年|年均|分别|均|累计|总计|合计|共计|稳定在?|保持在?|维持在?)+$", "", words)
    if words.count("“") != words.count("”"):
        words = re.sub("[“”]", "", words)
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
