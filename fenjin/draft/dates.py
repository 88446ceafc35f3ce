"""The days of a commitment: targets of their own, or the last day of the figures beside them."""

import re
from dataclasses import replace

from fenjin.draft.firmness import Firmness
from fenjin.draft.notation import AGAINST_BEFORE, DATE, Span, trim
from fenjin.draft.surroundings import Target
from fenjin.table import numerals
from fenjin.table.numerals import Unreadable


class Dates(Firmness):
    """Tells what each day of one commitment belongs to."""

    def _dated(self, dates: list[Span]) -> None:
        """Days by which figures are due, and dated milestones."""
        for n, (start, end) in enumerate(dates):
            low, high = self.passage.sentence(start)
            until = min([high, *(other for other, _end in dates[n + 1 : n + 2] if other < high)])
            text = self.text[start:end]
            place = self.passage.span(start, end)
            characters = self.document[slice(*place)]
            try:
                deadline = numerals.read_date(characters, self.setting.year)
            except Unreadable:
                self._refuse((start, end), "date")
                continue
            only_year = re.fullmatch("(?:\\d{4}年|[今本当]年)(?:度|中)?", text)
            years = deadline.day.year - self.setting.year
            clause_end = self._clause(end)[1] if end < len(self.text) else end
            # 6月底前投产,… says nothing of what follows, 6月底前,… does.
            reach = until if clause_end <= end or self._has_figure(end, clause_end) else clause_end
            governed = [k for k, (span, target) in enumerate(self.targets) if end <= span[0] < reach and target.kind != "date"]
            if (
                years < 0
                or re.search("初", text)
                or (only_year and years == 0)
                or (only_year and re.match("度?(?:目标|计划|任务|工作|重点|行动|清单|报告)", self.text[end:]))
            ):
                self._refuse((start, end), "date")
                continue
            past = AGAINST_BEFORE.search(self.text[max(low, start - 3) : end])
            if past or (self._bracketed(start) and only_year):
                self._refuse((start, end), "date")
                continue
            if governed:
                for k in governed:
                    span, target = self.targets[k]
                    self.targets[k] = (span, replace(target, deadline=deadline.day.isoformat()))
                self._refuse((start, end), "date")
                continue
            if self._of_what_precedes(start, end, low, deadline.day.isoformat()):
                self._refuse((start, end), "date")
                continue
            if self._milestone(start, end, until) and years <= 10 and not self._heading_only(start):
                bound = self._date_bound(start)
                outside = numerals.bound(self.document[slice(*bound)], of_date=True) if bound else "eq"
                self.targets.append(
                    (
                        (start, end),
                        Target(
                            start=place[0],
                            end=place[1],
                            figure=characters,
                            kind="date",
                            comparator=numerals.governing([deadline.comparator, outside], characters),
                            value=None,
                            value_high=None,
                            uom=None,
                            firmness=self._firmness((start, end)),
                            deadline=deadline.day.isoformat(),
                            bound_word=self.document[slice(*bound)] if bound else None,
                            bound_start=bound[0] if bound else None,
                            measure=self._milestone_words(start, end, until),
                            words=self.text[max(low, start - 20) : until][:40],
                        ),
                    )
                )
            else:
                self._refuse((start, end), "date")

    def _of_what_precedes(self, start: int, end: int, low: int, day: str) -> bool:
        """Whether a date says when what stands before it is done (…建设,确保年底前全面完成任务), or no more than that the year ends."""
        clause = self._clause(start)[0]
        after = self.text[end:]
        if day == f"{self.setting.year}-12-31" and re.match("(?:全面)?完成(?:全年|年度|今年|本年)[^,。;]*(?:目标|任务)", after):
            return True
        if not re.fullmatch("(?:并|且)?(?:确保|力争)?(?:在|于|到)?", self.text[clause:start]) or not re.match(
            "(?:全部|全面|高质量|如期|按期|基本)*(?:完成[^,。;]*任务|完成(?=[,。;]|$)|完工|竣工|建成(?=[,。;]|$)|投用|投入使用)",
            after,
        ):
            return False
        earlier = [n for n, (span, target) in enumerate(self.targets) if low <= span[0] < clause and target.kind != "date"]
        for n in earlier:
            span, target = self.targets[n]
            self.targets[n] = (span, replace(target, deadline=target.deadline or day))
        return bool(earlier)

    def _date_bound(self, start: int) -> Span | None:
        before = self.text[max(0, start - 3) : start]
        word = max((w for w, c in numerals.DATE_BEFORE.items() if c and before.endswith(w)), key=len, default="")
        return self.passage.span(start - len(word), start) if word else None

    def _heading_only(self, start: int) -> bool:
        """Whether a date stands alone at the head of a plan (3月:, 一季度)."""
        low, high = self._clause(start)
        return bool(re.fullmatch(f"{DATE.pattern}", self.text[low:high])) and not self.text[low:high].endswith("前")

    def _milestone(self, start: int, end: int, until: int) -> bool:
        rest = self.text[end:until].lstrip(",:")
        clause = rest.split(",")[0]
        if re.match("消息|[电讯](?:[,(]|$)|报道|获悉", rest):
            return False
        if re.match('实现(?:时间|任务|[“"]?时间)过半|[^,。;]{0,6}双过半', rest):
            return False
        if not rest or re.match('[“"]|(?:以来|期间|份|开门红|的(?!基础))', rest) or self._in_name(start):
            return False
        done = "完成|建成|实现|投入|投用|开通|开工|竣工|启动|开业|运营|通过|达到|形成|出台|投产|交付|基本|通车|联网|上线|举办|召开|建立|取得|纳入|开园|见效|到位|落地|运行|发布|印发|提交|全面|封顶|开建|动工|贯通|验收|进场|组织|开展|制定|编制|试运行|使用|搬迁|入驻|摘牌|开放|创成|清零|销号|整改|消除|供地|入库|签约|覆盖|挂牌|完工|主体|启用|将|确保|力争|推进|建设"
        before = self.text[self._clause(start)[0] : start]
        stressed = re.search("(?:力争|确保|争取)(?:在|于|到)?$", self.text[max(0, start - 4) : start])
        if (stressed or self.text[start:end].endswith("前")) and len(clause) >= 2:
            return True
        return bool(
            re.search(done, clause) or re.search(done, rest[:40]) or (re.search("于$|在$", before) and re.search(done, rest))
        )

    def _milestone_words(self, start: int, end: int, until: int) -> str:
        low = self._clause(start)[0]
        before = re.sub("(?:到|至|在|于|力争|确保|争取)+$", "", self.text[low:start])
        rest = self.text[end:until].lstrip(",:").split(",")[0]
        return trim(before + rest)

    def _no_date(self, start: int, end: int) -> bool:
        text = self.text[start:end]
        before = self.text[max(0, start - 2) : start]
        return bool(re.fullmatch("年[底末终内中]?", text) and before[-1:].isdigit() and not before) or (
            re.match(r"\d{4}年", text) is not None and start > 0 and self.text[start - 1] in "-至" and self._bracketed(start)
        )
