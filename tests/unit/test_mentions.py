"""What commitments promise by name: curated mentions and actions, held against the list, and what the table says of them."""

from fenjin.language.translate import translator
from fenjin.table import build, layout
from tests.curated import edit, load, problems, save, target

LIST = "xiangyang-2022"
ACTIONS, INDICATORS, TARGETS = "actions.csv", "indicators.csv", f"{LIST}/targets.csv"
MENTIONS, FIRST_READING = f"{LIST}/mentions.csv", f"{LIST}/curators/first-mentions.csv"


def mentioned(unit, number, action="", indicator=""):
    """Where a mention is."""
    return {"unit_id": unit, "commitment_no": str(number), "action": action, "indicator_id": indicator}


# What a mention or an action may not say: the file, the row, the cells, the column complained of, and what the remedy speaks of.
WRONG = {
    "a commitment that is not there": (MENTIONS, mentioned("zaoyang", 2, "technical-upgrading-work"), {"commitment_no": "40"}, "commitment_no", "commitments.csv"),
    "both an action and an indicator": (MENTIONS, mentioned("zaoyang", 2, "research-investment"), {"indicator_id": "research-spending"}, "action", "只填一项"),
    "an unknown action": (MENTIONS, mentioned("zaoyang", 3, "streamlining"), {"action": "no-such-action"}, "action", "actions.csv"),
    "an unknown indicator": (MENTIONS, mentioned("dongjin", 3, indicator="projects-started"), {"indicator_id": "no-such-indicator"}, "indicator_id", "indicators.csv"),
    "a target of another commitment": (MENTIONS, mentioned("zaoyang", 4, "old-neighbourhood-renewal"), {"targets": "2 20"}, "targets", "目标序号"),
    "a target twice": (MENTIONS, mentioned("zaoyang", 4, "pocket-park-building"), {"targets": "4 4"}, "targets", "目标序号"),
    "a firmness that the text cannot have": (MENTIONS, mentioned("zaoyang", 1, "attracting-investment"), {"firmness": "plain"}, "firmness", "ensure"),
    "words of one character": (MENTIONS, mentioned("zaoyang", 1, "chain-building"), {"words": "链", "end": "560"}, "words", "15"),
    "a sentence in place of a name": (MENTIONS, mentioned("laohekou", 4, "back-street-renewal"), {"words": "长" * 16, "end": "4411"}, "words", "15"),
    "an end that is not that of the words": (MENTIONS, mentioned("laohekou", 4, "old-neighbourhood-renewal"), {"words": "小区"}, "end", "字数"),
    "a place in another commitment": (MENTIONS, mentioned("laohekou", 4, "pocket-park-building"), {"start": "3992", "end": "3996"}, "start", "所属承诺之内"),
    "the same twice": (MENTIONS, mentioned("laohekou", 2, "zhongli-forklifts"), {"action": "key-project-work"}, "action", "只写一行"),
    "a status that is none": (MENTIONS, mentioned("baokang", 2, "key-project-work"), {"status": "done"}, "status", "reviewed"),
    "a reading that names what is not known": (FIRST_READING, mentioned("zaoyang", 3, "streamlining"), {"action": "no-such-action"}, "action", "actions.csv"),
    "an action of another theme": (ACTIONS, {"action": "greening"}, {"theme": "rural"}, "topic", "topics.csv"),
    "an action of an unknown indicator": (ACTIONS, {"action": "parking"}, {"indicator_id": "no-such-indicator"}, "indicator_id", "indicators.csv"),
    "two actions of one name": (ACTIONS, {"action": "river-chiefs"}, {"action_zh": "绿化"}, "action_zh", "重复"),
    "an action without an English name": (ACTIONS, {"action": "clean-air"}, {"action_en": "大气"}, "action_en", "英文"),
    "an action whose code is no code": (ACTIONS, {"action": "xiangshui"}, {"action": "Xiangshui River"}, "action", "小写字母"),
    "an indicator that is nobody's business": (INDICATORS, {"indicator_id": "schools"}, {"asked_of": "town"}, "asked_of", "取值"),
}  # fmt: skip


def test_wrong_mentions_and_actions_are_reported_where_they_are(curated):
    """A spoilt cell for each thing that a mention may not say, all in one build: file, line, column and what to do."""
    lines = {name: edit(curated, file, where, **cells) for name, (file, where, cells, _column, _said) in WRONG.items()}
    found = problems(curated)
    for name, (file, _where, _cells, column, said) in WRONG.items():
        assert [each for each in found if each[:3] == (file, lines[name], column) and said in each.remedy], name
    # What refers to an action that is wrong itself is not reported as well.
    assert not [
        each for each in found if each.file == MENTIONS and each.value in ("greening", "parking", "river-chiefs", "clean-air")
    ]


def test_an_indicator_is_not_mentioned_beside_its_figure_or_its_action(curated):
    """A commitment that gives a figure of an indicator, or names an action of it, does not mention the indicator too."""
    lines = load(curated, MENTIONS)
    # 枣阳 renews 66 old neighbourhoods; 宜城 names the work, which is an action.
    for unit, number, start in (("zaoyang", 4, 1100), ("yicheng", 6, 2250)):
        lines.append([unit, str(number), "old-neighbourhoods", "", "", "", "老旧小区", str(start), str(start + 4), "reviewed"])
    save(curated, MENTIONS, lines)
    remedies = {each.row: each.remedy for each in problems(curated) if each.file == MENTIONS and each.column == "indicator_id"}
    assert list(remedies) == [len(lines) - 1, len(lines)]
    assert "已有这个指标的数字" in remedies[len(lines) - 1] and "举措" in remedies[len(lines)]


def test_drafts_among_mentions_are_not_published(curated):
    """A mention that is a draft stays out, and so does a mention's target that is one."""
    edit(curated, MENTIONS, mentioned("laohekou", 4, "back-street-renewal"), status="draft")
    edit(curated, TARGETS, target("zaoyang", 1, 2), status="draft")
    about = layout.unpack(build.assemble(curated, translator("zh")).schema.metadata)["lists"][0]
    found = {(each["commitment_id"], each["action"]): each for each in about["mentions"]}
    assert (f"{LIST}/laohekou/04", "back-street-renewal") not in found and (
        f"{LIST}/laohekou/04",
        "pocket-park-building",
    ) in found
    assert found[f"{LIST}/zaoyang/01", "attracting-investment"]["basis_targets"] == f"{LIST}/zaoyang/01.01"
