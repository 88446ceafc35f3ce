"""How firmly a commitment promises a figure, as its words say it: ensured, a task, striven for."""

import re

from fenjin.draft.commitments import MARKER
from fenjin.draft.notation import DATE, Span
from fenjin.draft.surroundings import Surroundings

_LEADING = re.compile(
    f"(?:{DATE.pattern}|全年|全力|奋力|积极|努力|并|同时|其中|\\d{{4}}年度?)*[一-鿿]{{0,2}}(?:力争|争取|争创|冲刺|确保|力保)"
)


class Firmness(Surroundings):
    """Finds the word that stresses a figure, in its clause, those around it or the heading."""

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
            word = self._word_in(clause) if _LEADING.match(MARKER.sub("", clause, count=1)) else ""
            if word and (has_figure or re.search(f"(?:{DATE.pattern})$", clause) or (n == own - 1 and self._led_by_word(clause))):
                result = word
                break
            if not has_figure and not DATE.fullmatch(clause.lstrip("到至在于截")):
                break
        if not result and DATE.fullmatch(text[start:end]):
            result = self._word_in(re.match("[^,。;:]*", text[end:]).group()[:4])  # type: ignore[union-attr]
        follow = self._following(clauses, own, start, end) or self._ensured_below(span)
        if result != "strive" and follow:
            result = follow
        if (
            not result
            and re.match("[^,。;]*?完成(?!率|情况)[^,。;]*?任务(?!分解|书|清单|单)", text[end:high])
            and DATE.fullmatch(text[start:end])
        ):
            result = "task"
        if not result and self._task(low, high, start, end, clauses, own):
            result = "task"
        return result or "plain"

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

    def _following(self, clauses: list[Span], own: int, start: int, end: int) -> str:
        """确保…完成 behind a figure governs the completion of what it counts."""
        if own + 1 >= len(clauses):
            return ""
        first, last = clauses[own + 1]
        clause = self.text[first:last]
        if any(first <= at < last for at in self._figure_places()):
            return ""
        if DATE.fullmatch(self.text[start:end]) and DATE.search(clause):
            # 3月底前开工,确保9月底前完成截流: another milestone.
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
