"""Units of a drafted list: each name with its code, its English, its kind and division code, from what is known of units of that name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pypinyin import Style, lazy_pinyin

from fenjin.draft.suggestions import nearest
from fenjin.language.folding import in_pinyin

# By the end or the beginning of a name, the first that holds.
_KINDS = (
    # 各县区, 各县（市、区）人民政府: several at once, which have no division code together.
    ("government", "^各"),
    (
        "vertical",
        "国家税务总局|税务局|国家统计局|调查队|气象局|烟草|邮政|海关|供电|电力公司|人民银行|银保监|金融监管|监管分局|监测站|海事|消防救援|边检|无线电|水文|地震局",
    ),
    ("judicial", "法院|检察院"),
    ("congress", "人大|政协"),
    (
        "party",
        "纪委|监委|组织部|宣传部|统战部|政法委|编办|巡察|直属机关工委|政研室|老干部|信访局|国安办|档案局|^[省市县区州]委(?!托)|委办",
    ),
    ("mass", "工会|团[省市县区州]委|共青团|妇联|科协|文联|社科联|侨联|残联|工商联|红十字会|贸促会|计生协|台联|作协|记协"),
    ("enterprise", "公司|集团|[国城交水文产农金]投$|水务$|银行|支行|分行"),
    ("zone", "开发区|高新区|经开区|新区|示范区|保税区|园区|产业园|工业园|度假区|旅游区|自贸片?区"),
    (
        "institution",
        "中心$|学校|党校|大学|学院|报社|日报|电视台|广播|档案馆|图书馆|供销社|研究院|医院|站$|馆$|管委会|行政学院|史志|社会主义学院|服务处",
    ),
    ("government", "局|办公室|办$|委员会|发改委|卫健委|国资委|城管委|[省市县区州]政府|委$|厅|处$|支队|大队"),
    ("county", "[市县区旗]$"),
    ("institution", "镇|乡|街道|办事处|社区|村"),
)


@dataclass(frozen=True)
class UnitRow:
    """A unit's row of `units.csv` but for its order; `questions` are the columns that a person has to look at, `tile` its place on the grid."""

    unit: str
    unit_id: str
    unit_en: str
    unit_type: str
    adcode: str
    short: str
    short_en: str
    within: str
    questions: tuple[str, ...]
    tile: tuple[str, str] = ("", "")


class Naming:
    """Names units of one list; `rows` are those of the `units.csv` of the same city's lists, the newest first, or, where it has none, of all."""

    def __init__(self, rows: Sequence[Mapping[str, str]], same_city: bool) -> None:
        self._rows: dict[str, Mapping[str, str]] = {}
        for row in rows:
            self._rows.setdefault(_plain(row["unit"]), row)
        self._same_city = same_city
        self._used: dict[str, str] = {}

    def name(self, unit: str) -> UnitRow:
        """What is known of a unit, or suggested."""
        row = self._rows.get(_plain(unit))
        if row and (self._same_city or not row["adcode"]):
            # A code of its own where another city's unit of this name has another sense.
            within = row["within"] if self._same_city else ""
            tile = (row["tile_column"], row["tile_row"]) if self._same_city else ("", "")
            suggestion = UnitRow(
                unit,
                row["unit_id"],
                row["unit_en"],
                row["unit_type"],
                row["adcode"],
                row["short"],
                row["short_en"],
                within,
                (),
                tile,
            )
        else:
            kind = next((kind for kind, pattern in _KINDS if re.search(pattern, _plain(unit))), "government")
            short = _short(unit)
            questions = ["unit_type", *(["adcode"] if kind == "county" else [])]
            if near := nearest(_plain(unit), self._rows):
                questions.append("unit")
                kind = self._rows[near.value]["unit_type"]
            suggestion = UnitRow(
                unit, slug(unit), name_in_pinyin(unit), kind, "", short, name_in_pinyin(short), "", tuple(questions)
            )
        code, number = suggestion.unit_id, 1
        while self._used.setdefault(code, unit) != unit:
            number += 1
            code = f"{suggestion.unit_id}-{number}"
        return replace(suggestion, unit_id=code)


def _plain(unit: str) -> str:
    return re.sub(r"\s", "", unit).replace("（", "(").replace("）", ")")


def _short(unit: str) -> str:
    plain = re.sub(r"[（(].*?[）)]", "", unit)
    return re.sub("^[省市县区州](?=.{2})", "", plain)[:8] or plain


def slug(name: str) -> str:
    """A name in pinyin as a code: small letters and hyphens."""
    words = lazy_pinyin(name, style=Style.NORMAL, errors=lambda other: re.sub(r"[^A-Za-z0-9]", "", other))
    return re.sub("-+", "-", "-".join(word.lower() for word in words if word)).strip("-")[:60] or "unit"


def name_in_pinyin(name: str) -> str:
    """A name in pinyin, for where no English is known."""
    return in_pinyin(name)[:80] or "Unit"
