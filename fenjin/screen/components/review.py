"""The review of a draft on a screen: text and form in the browser, edits sent to `/review/<list>` one by one."""

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_review = component("review")


def review(t: Translator, list_id: str, edition: str, dark: bool, reading: str = "") -> None:
    """Draws the review of a list's draft, or of the `second` reading of it. Another `edition` makes the browser ask for the draft anew."""
    words = {
        "left": t("还剩{n}个数字"), "leftCommitments": t("{n}条承诺"), "leftUnits": t("{n}个单位"), "done": t("都审完了"),
        "comma": t("，"), "colon": t("："), "empty": t("空"), "saved": t("已存下"), "saving": t("正在存{n}处改动……"),
        "unsaved": t("有{n}处改动还没有存下"), "away": t("服务器没有回应：改动还在这一页上，会自己再试；先不要关掉这一页。"), "retry": t("重试"),
        "accepted": t("已审"), "open": t("待审"), "doubtful": t("待审，规则拿不准"), "refused": t("不是指标值"), "untitled": t("（没有标题）"),
        "commitmentNo": t("第{n}条"), "commitment": t("这条承诺（待审）"), "commitmentAccepted": t("这条承诺（已审）"),
        "numeralAsked": t("规则拿不准它是不是指标值：按回车就算不是，按t改为指标值。"), "numeralRefused": t("写明了理由，不作指标值；按t改为指标值。"),
        "draftedTarget": t("草稿当作指标值，已改"), "suggested": t("建议的指标"), "suggestedTopics": t("建议的子题"), "keyTopic": t("用建议的子题"), "more": t("其余各项和英文"),
        "unjudged": t("口径“{part}”还没有人判断过：它不推出任何大小，发布前要在 scopes.csv 中加一行。"),
        "scopeAsked": t("这条承诺有两个数字同属一个指标：写明口径，把它们分开。"), "unitAsked": t("规则拿不准：{columns}。看过按回车。"),
        "drafted": t("草稿：{value}"), "restore": t("还原"), "missing": t("还要填：{columns}"), "wrong": t("与原文数字不符：{columns}"),
        "reason": t("为什么不是指标值？"), "adopt": t("作为指标值"), "adoptHow": t("照抄数字和单位（后面是“{rest}”）"),
        "nothingBack": t("没有可以撤销的改动。"), "notFound": t("原文里没有“{words}”。"), "searchPlace": t("第{n}处，共{m}处"), "search": t("搜索原文"),
        "checking": t("正在检查……"), "problems": t("检查出{n}处问题："), "noProblems": t("已审的部分没有问题。"), "passes": t("全部检查通过，可以发布。"),
        "stillOpen": t("还有{n}行没有审；没审的行不会发布。"), "noDoubtful": t("没有拿不准的了。"),
        "previous": t("前一个"), "following": t("后一个"), "doubtfulNext": t("下一个拿不准的"), "undo": t("撤销"), "check": t("检查"), "text": t("原文"),
        "form": t("手上的数字"), "keyAccept": t("接受，到下一个没审的"), "keyRefuse": t("不是指标值：选理由"), "keyReason": t("换一个理由"),
        "keyAdopt": t("改为指标值"), "keyIndicator": t("用建议的指标"), "keyNoIndicator": t("不属任何指标"), "keyComparator": t("比较符"),
        "keyFirmness": t("语气"), "keyKind": t("类型"), "keyForm": t("到右边改；回车存下"), "keyStep": t("下一个、上一个"),
        "keyDoubtful": t("下一个、上一个拿不准的"), "keyUndo": t("撤销"), "keySearch": t("搜索；回车到下一处"), "keyCheck": t("检查"),
        "keyBack": t("回到原文"), "assisting": t("只配合的单位"),
    }  # fmt: skip
    data = {"address": f"review/{list_id}", "edition": edition, "reading": reading, "lang": t.lang, "dark": dark, "words": words}
    _review(data=data, key=f"review-{list_id}-{reading}", height="content")
