"""Units of measure: from a figure as printed (万亩, 亿元, 公里) to the standard unit of its indicator."""

from functools import cache

import pint

_COUNTING_WORDS = [
    "家",
    "所",
    "条",
    "处",
    "座",
    "项",
    "件",
    "篇",
    "场",
    "户",
    "村",
    "人",
    "人次",
    "人份",
    "名",
    "位",
    "期",
    "台",
    "辆",
    "头",
    "只",
    "幅",
    "期刊",
    "册",
    "次",
    "场次",
    "亩次",
    "起",
    "类",
    "支",
    "批",
    "方阵",
    "级",
    "箱",
    "部",
    "小时",
    "环节",
    "对",
    "组",
    "段",
    "间",
    "张",
    "名次",
]


@cache
def _registry() -> pint.UnitRegistry:
    registry: pint.UnitRegistry = pint.UnitRegistry(None, cache_folder=None)
    for line in (
        "百- = 1e2",
        "千- = 1e3",
        "万- = 1e4",
        "亿- = 1e8",
        "元 = [money]",
        "米 = [length]",
        "里 = 500 * 米",
        "公里 = 1000 * 米",
        "平方米 = 米 ** 2",
        "平方公里 = 公里 ** 2",
        "亩 = 2000 / 3 * 平方米",
        "斤 = [mass]",
        "公斤 = 2 * 斤",
        "担 = 100 * 斤",
        "吨 = 2000 * 斤",
        "吨标煤 = [energy]",
        "瓦 = [power]",
        "千瓦 = 1000 * 瓦",
        "日 = [time]",
        "天 = 日",
        "工作日 = [working_time]",
        "个工作日 = 工作日",
        "百分比 = [share]",
        "个 = [count]",
        *(f"{word} = 个" for word in _COUNTING_WORDS),
    ):
        registry.define(line)
    return registry


# The standard unit of a quantity that no indicator names, where it is not simply the printed unit without 万 or 亿.
_STANDARD = {"元": "亿元", "米": "公里", "斤": "亿斤", "吨": "万吨", "千瓦": "万千瓦", "个工作日": "工作日", "天": "日"}


class UnknownUnit(ValueError):
    """A unit of measure that no conversion is defined for."""


def _unit(uom: str) -> pint.Unit:
    name = "百分比" if uom == "%" else uom
    if not name.isidentifier():
        raise UnknownUnit(uom)
    try:
        return _registry().Unit(name)
    except (pint.UndefinedUnitError, ValueError) as error:
        raise UnknownUnit(uom) from error


def convert(value: float, uom: str, std_uom: str) -> float:
    """`value` in `uom` (as printed) expressed in `std_uom`.

    Raises UnknownUnit where a unit is not defined, pint.DimensionalityError where the two measure different things.
    """
    converted = _registry().Quantity(value, _unit(uom)).to(_unit(std_uom)).magnitude
    # Ten significant digits: more than any list prints, and free of binary noise such as 144499.99999999997.
    return float(f"{converted:.10g}")


def known(uom: str) -> bool:
    """Whether a conversion is defined for a unit of measure."""
    try:
        _unit(uom)
    except UnknownUnit:
        return False
    return True


def standard_uom(uom: str) -> str:
    """The unit that a figure printed in `uom` is kept in when no indicator says otherwise. Raises UnknownUnit."""
    _unit(uom)
    base = uom.lstrip("百千万亿") if uom not in ("千瓦", "百分比") else uom
    if uom.endswith("千瓦"):
        base = "千瓦"
    return _STANDARD.get(base, base)
