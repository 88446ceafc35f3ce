"""Whether a figure tells of what is or was: last year's value, what is there already, where a change starts from."""

import re

from fenjin.draft.notation import AGAINST_BEFORE, LAST_YEARS
from fenjin.draft.surroundings import Surroundings

# How a sentence begins that tells of an earlier time.
_OPENS = re.compile(
    "(?:[^,。;]{0,10}(?:指出|介绍|显示)[,:])?(?:(20\\d\\d)年(?=,|以来|度|全[年市县区省]|我[市县区])|过去[^,。;]{0,4}年|去年|上年|[一五两三几近]+年来)"
)


class Past(Surroundings):
    """Tells what was from what is promised, by the words before and after a figure."""

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
        against = AGAINST_BEFORE.search(before)
        if years and years[-1] < self.setting.year and not against:
            return "existing"
        if LAST_YEARS.search(before):
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
        if self._tells_of_the_past(start):
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

    def _tells_of_the_past(self, start: int) -> bool:
        """Whether the sentences of a paragraph up to a figure tell of an earlier year (2021年,全市…。建成…), and no word of its own looks ahead."""
        low = self.text.rfind("\n", 0, start) + 1
        past = False
        sentences = re.split("[。;!]", self.text[low:start])
        for sentence in sentences:
            if match := _OPENS.match(sentence):
                past = not match[1] or int(match[1]) < self.setting.year
            if re.search(f"今年|明年|本年|新的一年|下一步|未来|{self.setting.year}年|目标(?:任务)?(?:是|为|:)", sentence):
                past = False
        return past and not re.search("力争|确保|争取|计划|目标|将", sentences[-1])
