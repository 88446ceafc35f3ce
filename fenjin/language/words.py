"""The contract's codes in words."""

from fenjin.language.translate import Translator, _

_WORDS = {
    "league": {"county": _("县（市）区和开发区"), "department": _("部门和单位")},
    "unit_type": {
        "county": _("县（市）区"),
        "zone": _("开发区"),
        "party": _("党委部门"),
        "congress": _("人大政协"),
        "government": _("政府部门"),
        "judicial": _("司法机关"),
        "mass": _("群团组织"),
        "institution": _("事业单位"),
        "enterprise": _("国有企业"),
        "vertical": _("驻市单位"),
    },
    "kind": {
        "level": _("数量"),
        "growth": _("增速"),
        "share": _("比例"),
        "reduction": _("压缩"),
        "rank": _("位次"),
        "grade": _("等级"),
        "date": _("日期"),
        "qualitative": _("没有数字"),
    },
    "comparator": {
        "eq": _("等于"),
        "ge": _("至少"),
        "gt": _("超过"),
        "le": _("至多"),
        "lt": _("低于"),
        "approx": _("约"),
        "range": _("区间"),
    },
    "firmness": {"ensure": _("确保"), "task": _("任务"), "strive": _("力争"), "plain": _("未强调")},
    "basis": {
        "stated": _("写明"),
        "narrower": _("由较窄的口径推出"),
        "parts": _("由互斥的各项相加推出"),
        "whole": _("由全部各项相加推出"),
        "between": _("由较窄和较宽的口径推出"),
        "wider": _("由较宽的口径推出"),
    },
    "reading": {
        "zero": _("原文说清零、零费用：数是零"),
        "unit": _("原文不写计量单位"),
        "shared": _("与后面的数共用计量单位"),
    },
    "tier": {"base": _("基本目标"), "stretch": _("争取目标")},
    "stage": {
        "planned": _("计划"),
        "signed": _("签约"),
        "introduced": _("引进"),
        "started": _("开工"),
        "in_place": _("到位"),
        "completed": _("完成"),
        "new": _("新增"),
        "total": _("总量"),
    },
    "direction": {"higher": _("越高越好"), "lower": _("越低越好")},
    "asked_of": {"county": _("县区的事"), "department": _("部门的事"), "both": _("县区和部门的事")},
    "coverage": {
        "figure": _("给出数字"),
        "mentioned": _("承诺了，没有写数字"),
        "absent": _("清单里没有承诺"),
        "outside": _("不属这类单位的事"),
        "unread": _("没有找到数字"),
    },
    "change": {
        "raised": _("提高"),
        "lowered": _("降低"),
        "same": _("没变"),
        "reworded": _("数没变，说法变了"),
        "ahead": _("位次靠前"),
        "behind": _("位次靠后"),
        "changed": _("等级变了"),
        "unsure": _("比较符不同，说不准"),
        "first": _("去年没有承诺，今年承诺"),
        "dropped": _("今年不再承诺"),
        "worded_before": _("去年只有文字，今年写了数字"),
        "worded_now": _("今年只有文字，不写数字"),
        "scope": _("口径或档次不同，不能比"),
        "unlike": _("类型或计量单位不同，不能比"),
        "led": _("牵头的单位不同，不能比"),
        "unread_before": _("去年没有找到数字"),
        "unread_now": _("今年没有找到数字"),
        "no_unit_before": _("去年的清单里没有这个单位"),
        "no_unit_now": _("今年的清单里没有这个单位"),
    },
    "facet": {
        "list": _("清单"),
        "league": _("单位范围"),
        "unit_type": _("单位类型"),
        "unit": _("单位"),
        "theme": _("主题"),
        "topic": _("子题"),
        "action": _("举措"),
        "indicator": _("指标"),
        "kind": _("类型"),
        "comparator": _("比较符"),
        "uom": _("计量单位"),
        "firmness": _("语气"),
        "measurable": _("可否衡量"),
        "due": _("到期月份"),
    },
    "order": {
        "list": _("清单次序"),
        "value": _("同一指标内从高到低"),
        "deadline": _("期限先后"),
        "theme": _("主题和子题"),
    },
    "answers": {"lead": _("牵头"), "assisting": _("配合")},
    "role": {
        "first": _("第一读者"),
        "second": _("第二读者"),
        "settler": _("裁定者"),
        "reviewer": _("审读者"),
        "drafter": _("起草者"),
    },
    "reads": {"targets": _("目标与数字"), "mentions": _("提到的指标和举措"), "firmness": _("语气"), "scopes": _("口径")},
    "reader": {"person": _("人"), "model": _("语言模型"), "rules": _("规则")},
    "measurable": {"yes": _("可以衡量"), "no": _("没有数字")},
    "ledger": {
        "target": _("已成为目标"),
        "name": _("名称的一部分"),
        "threshold": _("门槛，归入口径"),
        "existing": _("已有的数量"),
        "background": _("背景"),
        "repeated": _("同一承诺的重复"),
        "site": _("地点"),
        "ordinal": _("序数、届次、批次"),
        "date": _("年份或期限"),
        "idiom": _("习语，不表数量"),
    },
}


def words(t: Translator, enumeration: str, code: str) -> str:
    """A code of an enumeration in words: words(t, "firmness", "strive") is "力争"; a theme by the name that its table gives.

    Raises KeyError for an unknown code.
    """
    if enumeration == "theme":
        return t.of(t.themes[code], "name")
    return t(_WORDS[enumeration][code])


def facet_heading(facet: str) -> str:
    """The heading of a facet, as the catalogue has it."""
    return _WORDS["facet"][facet]


def words_of(enumeration: str) -> list[str]:
    """The codes of an enumeration, in their own order; themes are no enumeration, but of a table (`Translator.themes`)."""
    return list(_WORDS[enumeration])
