"""Who or what read a list, how often, and how far two readings agree: in sentences that say no more than is on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from fenjin.language.quantity import number
from fenjin.language.translate import Translator, _
from fenjin.language.words import words, words_of

# What was done, by the roles that did it, in the order in which it was done.
_STEPS = {
    ("drafter",): _("起草"),
    ("first", "second"): _("通读"),
    ("settler",): _("裁定"),
    ("reviewer",): _("审读"),
}
_SEPARATELY = _("各自通读，互不相看")
# What is told of also where nobody wrote down who read it.
_ALWAYS = ("targets",)


def readings(
    readers: Sequence[Mapping[str, Any]], agreement: Mapping[str, Mapping[str, Any]], t: Translator, *beyond: str
) -> dict[str, str]:
    """By what was read (`targets`, `mentions` …), the sentences on its readers (role, reads, kind) and on their agreement.

    `beyond` names what the list has beside its targets, so that nothing is passed over of which nobody knows who read it.
    """
    sentences = {}
    for reads in words_of("reads"):
        own = [each for each in readers if each["reads"] == reads]
        shares = agreement.get(reads)
        if own or shares or reads in (*_ALWAYS, *beyond):
            sentences[reads] = ("" if t.lang == "zh" else " ").join([_who(own, t), *_how_far(reads, own, shares, t)])
    return sentences


def _who(readers: Sequence[Mapping[str, Any]], t: Translator) -> str:
    if not readers:
        return t("由谁或什么读过、读过几遍，没有记录。")
    steps = []
    for roles, step in _STEPS.items():
        kinds = [each["kind"] for each in readers if each["role"] in roles]
        if kinds:
            separate = {each["role"] for each in readers} >= set(roles) and len(roles) > 1
            steps.append(t("{name}：{value}", name=t(_SEPARATELY if separate else step), value=_count_words(kinds, t)))
    text = ("；" if t.lang == "zh" else "; ").join(steps)
    if all(each["kind"] != "person" for each in readers):
        return t("{steps}。没有真人读过的记录。", steps=text)
    return t("{steps}。", steps=text)


def _count_words(kinds: Sequence[str], t: Translator) -> str:
    """Kinds of readers with how many there are of each, where there is more than one."""
    counts = {kind: kinds.count(kind) for kind in words_of("reader") if kind in kinds}
    return t.join([words(t, "reader", kind) + (f" × {n}" if n > 1 else "") for kind, n in counts.items()])


def _how_far(reads: str, readers: Sequence[Mapping[str, Any]], shares: Mapping[str, Any] | None, t: Translator) -> list[str]:
    if shares is None:
        if reads not in ("targets", "mentions"):
            return []
        return [t("没有留下两份互不相看的结果，一致的程度无从知道。")]
    union, pairs = shares["first"] + shares["second"] - shares["paired"], shares["paired"]
    percent = _percent(pairs, union)
    if reads == "targets":
        sentence = t(
            "两份互不相看的结果共{union}行，相互对应的{paired}行（{found}%）；数量完全一致的占全部的{quantity}%，所有列都一致的占全部的{everything}%。",
            union=union,
            paired=pairs,
            found=percent,
            quantity=_percent(shares["quantity"], union),
            everything=_percent(shares["everything"], union),
        )
    elif not pairs:
        sentence = t("两份互不相看的结果共{union}处，没有一处两份都有。", union=union)
    else:
        sentence = t(
            "两份互不相看的结果共{union}处，两份都有的{paired}处（{found}%）；其中所属数字一致的占{targets}%，语气一致的占{firmness}%，位置重叠的占{place}%。",
            union=union,
            paired=pairs,
            found=percent,
            **{name: _percent(shares[name], pairs) for name in ("targets", "firmness", "place")},
        )
    blind = [each["kind"] for each in readers if each["role"] in ("first", "second")]
    if blind and "person" not in blind:
        return [sentence, t("两份都不是真人的结果，一致的程度不能当作两个互不相干的人的一致。")]
    return [sentence]


def _percent(part: int, whole: int) -> str:
    return number(round(100 * part / whole, 1))
