"""Who answers for a commitment: names of units in a text, and who of them leads and who assists."""

import re
from collections.abc import Iterable

from fenjin.draft.commitments import MARKER
from fenjin.draft.notation import last_day

_UNIT_END = (
    "市|县|区|镇|乡|街道|办事处|委|局|办|办公室|中心|公司|集团|院|会|社|党校|台|馆|处|队|站|行|所|学校|大学|学院|联|工会|团委|团市委|团县委|团区委|"
    "政府|部|厅|投|机关|园区|新区|开发区|管委会|旅游区|示范区|高新区|经开区|农场|林场|监狱|支行|分行|口岸办|党委|工委|纪委监委|纪委|人大|政协|法院|检察院|侨联|残联|科协|文联|社科联|妇联|工商联|"
    "海关|海事|供电|电力|移动|联通|电信|铁塔|烟草|邮政|气象|卫生院|分公司|指挥部|领导小组|专班|工作组|机场|港口|地铁|燃气|热力|公交|广电|报业|研究所|保险|国网|消防|武装部|军分区|供销社|老促会|银保监分局|水务|城投|交投|文旅|国投|产投|农投|科工信局|各单位"
)
_UNIT = re.compile(
    f"(?:各|市|县|区|州|省|国家|中国|中共|湖北|[一-鿿]{{1,6}}[省市县区州])?[一-鿿·]{{0,18}}?(?:{_UNIT_END})(?:\\([一-鿿、]{{1,14}}\\)|（[一-鿿、]{{1,14}}）)?(?:党组|党委)?"
)
NO_UNIT = re.compile(
    "推进|加快|提升|打造|完善|优化|强化|深化|做好|开展|实施|完成|持续|全力|着力|落实|坚持|推动|构建|扩大|改善|培育|聚焦|创建|实现|巩固|争创|"
    "一方面|目标|任务|措施|内容|时限|备注|建成|全面建设"
)
_LEAD = "牵头(?:责任)?(?:单位|部门|科室)|牵头(?=[:：])|责任(?:单位|部门|主体|科室)|主办(?:单位|部门)|承办(?:单位|部门)|主责(?:单位|部门)|实施(?:主体|单位)|建设(?:单位|主体)|落实(?:单位|部门)|承担单位|主管(?:单位|部门)|责任(?=[:：])"
_ASSIST = (
    "配合(?:单位|部门)|协办(?:单位|部门)|参与(?:单位|部门)|协同(?:单位|部门)|协作单位|参加单位|协助(?:单位|部门)|配合(?=[:：])"
)
_PERSON = "(?:责任|牵头|分管|包保|挂联|联系|负责|挂点)[市县区]?领导|责任人|负责人|联系人|牵头人|(?:联系)?电话"
_TIME = "(?:完成|办结|办理|落实)(?:时限|时间|期限)|时限(?:要求)?|时间(?:节点|要求)"
_ROLE = re.compile(f"(?P<lead>{_LEAD})|(?P<assist>{_ASSIST})|(?P<person>{_PERSON})|(?P<time>{_TIME})")
# 由市财政局、市农业局负责落实。
_BY = "由[^。；;：:]{2,80}?(?:负责|牵头|配合|落实|承办|协助)(?:落实|实施|办理|组织实施)?[。；;]?\\s*$"
# 市财政局牵头，市农业局配合。
_THEY = (
    f"[一-鿿（()）、]{{1,30}}(?:{_UNIT_END})(?:\\([^()]*\\)|（[^（）]*）)?(?:牵头(?:负责)?|负责(?:落实)?)"
    "(?:[，,][一-鿿（()）、]{2,60}(?:配合|参与|协办|负责))?[。；;]?\\s*$"
)
# Behind an item, in brackets or as its last words.
ROLE_BRACKET = re.compile(
    f"[（(\\[【]\\s*(?:{_LEAD}|{_ASSIST}|{_PERSON}|{_TIME})[^（(]*(?:[（(][^（）()]*[）)][^（(]*)*?[）)\\]】]?\\s*[。；;]?\\s*$"
    f"|(?<=[。；;])\\s*{_THEY}|(?<=[。；;，,)）])\\s*(?:{_BY}|(?:{_LEAD}|{_ASSIST})\\s*(?:[:：]|为)[^。]*[。；;]?\\s*$)"
)
ROLE_LINE = re.compile(f"\\s*[（(\\[【]?(?:★|◆|●)?(?:{_LEAD}|{_ASSIST}|{_PERSON}|{_TIME})\\s*(?:[:：]|$)|\\s*{_BY}")
# 列第一位的为牵头单位: said once of all that follows.
FIRST_LEADS = re.compile("(?:列|排|排名|名列|位列)(?:在)?(?:第一|首)(?:位)?[^。；;，,：:]{0,10}(?:为|是)[^。；;，,]{0,4}牵头")
_REMARK = re.compile("[（(][^（()）]*(?:牵头|汇总|下同|列第一|排名)[^（()）]*[)）]")
_UNITS_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]{2,80}(?:[（(][^（()）]*[）)][^（()）]{0,60})*)[）)\]】]\s*[。；;]?\s*$")


class Names:
    """Names of units, as far as they are known."""

    def __init__(self, unit_names: Iterable[str]) -> None:
        self.unit_names = {squeezed(name) for name in unit_names}

    def is_unit(self, text: str) -> bool:
        """Whether a text is the name of a unit and nothing else."""
        name = squeezed(text)
        if name in self.unit_names:
            return True
        return 2 <= len(name) <= 26 and bool(_UNIT.fullmatch(name)) and not NO_UNIT.search(name)

    def heading(self, text: str) -> str:
        """The unit that a line names as a heading, with or without a number, brackets or colon; "" where it names none."""
        name = ROLE_BRACKET.sub("", text).strip()
        if marker := MARKER.match(name):
            name = name[marker.end() :]
        name = re.sub(r"^[【\[◆●■★*#]+|[】\]:：]+$", "", name.strip()).strip()
        name = re.sub(r"(?:\d{4}年度?)?(?:奋进清单|工作目标|目标任务|重点工作|工作任务|年度目标|承诺事项)$", "", name).strip()
        return name if self.is_unit(name) and "、" not in re.sub(r"[（(].*?[）)]", "", name) else ""

    def all_units(self, text: str) -> list[str]:
        """The units that a text lists, where it lists nothing else."""
        names = split_units(text)
        return names if names and all(self.is_unit(name) or name.startswith("各") for name in names) else []


def squeezed(text: str) -> str:
    """A name without blanks, its brackets in one form."""
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def split_units(text: str) -> list[str]:
    """The names in a list of units; a comma within brackets parts none."""
    text = re.sub(
        r"(?:等|(?:牵头|分别|共同)?负责(?:落实|实施|办理|组织实施)?|落实|按职责分工(?:负责)?)\s*$",
        "",
        text.strip(" 。；;,，、:："),
    )
    parts, depth, name = [], 0, ""
    for char in text:
        depth += char in "（(" or -(char in "）)")
        if depth <= 0 and char in "、，,;；/\n\t ":
            parts.append(name)
            name = ""
        else:
            name += char
    return [part.strip("。.等 \u3000") for part in [*parts, name] if part.strip("。.等 \u3000")]


def units_bracket(text: str, names: Names) -> re.Match[str] | None:
    """A bracket at the end of an item that holds nothing but units."""
    match = _UNITS_BRACKET.search(text)
    if not match or not text[: match.start()].strip():
        return None
    inner = re.sub("(?:分别)?牵头|配合|负责|参与|主办|协办", "、", match[1])
    return match if names.all_units(inner) else None


def roles(text: str, names: Names, year: int) -> tuple[list[str], list[str], str | None]:
    """Who leads and who assists by what stands in a bracket or line, and the last day that it sets."""
    text = re.sub(r"^\s*[（(\[【](.*)[）)\]】]\s*$", r"\1", text.strip().rstrip("。；;"), flags=re.DOTALL)
    text = re.sub("^由", "", _REMARK.sub("", text))
    marks = [match for match in _ROLE.finditer(text) if re.match(r"\s*[:：为]", text[match.end() :]) or match.start() == 0]
    if not marks:
        return *leaders(text), None
    counts: dict[str, list[str]] = {"lead": [], "responsible": [], "assist": []}
    deadline = None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        words = text[mark.end() : following.start() if following else len(text)].strip(" :：为;；,，。、)）]】")
        # What has another label says nothing of units (分值：3分).
        words = re.split(r"[；;，,]\s*[^；;，,：:]{2,6}[：:]", words)[0]
        if mark["time"]:
            deadline = last_day(words, year)
        elif mark["person"]:
            continue
        elif mark["assist"]:
            counts["assist"] += split_units(words)
        else:
            leads, assisting = leaders(words)
            counts["lead" if mark.group().startswith(("牵头", "主办", "主责")) else "responsible"] += leads
            counts["assist"] += assisting
    # Where somebody takes the lead, those who are responsible beside him assist.
    if counts["lead"]:
        return counts["lead"], [*counts["responsible"], *counts["assist"]], deadline
    return counts["responsible"], counts["assist"], deadline


def leaders(words: str) -> tuple[list[str], list[str]]:
    """市发改委牵头，市财政局、市税务局配合: who leads and who assists; all lead where nobody is said to."""
    if match := re.match(r"(.+?)(?:分别|共同|按职责)?牵头(?:负责)?[，,、;；\s]*(.*)", words):
        return split_units(match[1]), split_units(re.sub("(?:等)?(?:配合|参与|协办|负责|按职责分工)$", "", match[2].strip("。 ")))
    if match := re.match(r"(.+?)(?:负责|主办)[，,、;；\s]+(.*?)(?:等)?(?:配合|参与|协办)?$", words):
        return split_units(match[1]), split_units(match[2])
    return split_units(words), []
