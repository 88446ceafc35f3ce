"""Reads slides, the words for the speaker, pictures, and the text in place of a figure: what they add to a view, and that the rest is the view's."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from fenjin.figures.bars import Bars
from fenjin.figures.crosstab import Crosstab
from fenjin.figures.lines import Lines
from fenjin.figures.numbers import Numbers
from fenjin.figures.points import Points
from fenjin.figures.shares import Shares
from fenjin.figures.table import Table
from fenjin.slides.slide import Slide
from fenjin.views import View
from tests.checker.places import things
from tests.checker.reading import Reader


def cell(value: object, share: bool) -> str:
    """A cell of a table as a slide writes it."""
    if value is None or value == "" or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A share of 1 as Excel's 0.0%, other numbers as its #,##0.####.
        text = f"{value:.1%}" if share else f"{value:,.4f}".rstrip("0").rstrip(".")
        return text.replace("-", "−")
    return str(value)


class Shown(Reader):
    """Reads what is shown beside a view's own page."""

    def slide(self, each: Slide, view: View, when: datetime.date, version: str = "") -> Iterator[str]:
        """What is wrong with a slide's title, small print and body; a picture that stands on its own names the version of the data."""
        bars = [bar for section in each.body.sections for bar in section.bars] if isinstance(each.body, Bars) else []
        if each.title != view.takeaway:
            yield from self._apart_title(each.title, view, bars)
        if each.takeaway:
            yield f"{each.takeaway}: a second takeaway"
        yield from self.lines(each.small, *self._carried(view), self.defined, lambda text: self._small(text, view))
        yield from self._source(each.source, when, version)
        yield from self._body(each.body, view)

    def _apart_title(self, text: str, view: View, bars: Sequence[Any]) -> Iterator[str]:
        told = self.told(
            text,
            "{indicator}：另有{n:d}个数字单列，不排序",
            "{indicator}: {n:d} more {n:figure|figures}, kept apart and unranked",
        )
        indicator = str(view.params.get("indicator"))
        if told is None or view.address is None or view.address[0] != "ranking":
            yield f"cannot read: {text}"
        elif (
            told["indicator"] != self.indicator(indicator) or int(told["n"]) != len(bars) or not all(bar.unranked for bar in bars)
        ):
            yield f"{text}: {len(bars)}"

    def _carried(self, view: View) -> list[Any]:
        """Reads sentences that are the view's own, which were read with it."""
        own = {each.rstrip("。.") for each in (*view.notes, *view.asides, *view.legend)}
        return [lambda text: iter(()) if text.rstrip("。.") in own else None]

    def _small(self, text: str, view: View) -> Iterator[str] | None:
        left = self.told(text, "另有{n:d}个数字不排名次。", "{n:d} more {n:figure is|figures are} not ranked.")
        if left and view.address and view.address[0] == "standings":
            every = self._all(view.address[1]["league"], (view.address[1]["unit"],))
            least = len([each for each in every if not each.reasons & {"", "within"}])
            most = len([each for each in every if each.reasons not in ({""}, {"within"})])
            return iter([] if least <= int(left["n"]) <= most else [f"are {least}"])
        more = self.told(text, "另有{n:d}行，见看板。", "{n:d} more {n:row is|rows are} in the dashboard.")
        if more:
            return iter([] if 0 < int(more["n"]) < len(view.table) else [f"of {len(view.table)}"])
        league = view.params.get("league")
        return (
            self.covered(text, str(view.params.get("indicator")), str(league)) if league and view.query == "comparison" else None
        )

    def _source(self, text: str, when: datetime.date, version: str) -> Iterator[str]:
        title = self.truth.description[self._t("title", "title_en")]
        if version:
            told = self.told(text, "{title} · 数据版本 {version} · {date}", "{title} · data version {version} · {date}")
        else:
            told = self.told(text, "{title} · {date}", "{title} · {date}")
        if told is None or (told["title"], told.get("version", ""), self.day(told["date"])) != (title, version[:12], when):
            yield f"cannot read: {text}"

    def _body(self, body: Any, view: View) -> Iterator[str]:
        """What is wrong with the body of a slide, where it is not the view's own figure."""
        if isinstance(body, Numbers):
            own = [{self._t(str(name), str(name)): value for name, value in row.items()} for row in view.table.to_dict("records")]
            for number, label, more in body.items:
                held = [cell(row.get(label), share=False) for row in own]
                told = self.told(more, "其中县区 {n:d}", "counties {n:d}") if more else None
                if number not in held or (more and (told is None or told["n"] not in held)):
                    yield f"{number} {label} {more}: are {held}"
        elif isinstance(body, Crosstab):
            assert view.figure is not None and isinstance(view.figure.content, Crosstab)
            yield from self.part_of(body, view.figure.content)
        elif isinstance(body, Points):
            silent = {unit for unit in self.truth.units if unit not in set(self._with_figure()["unit_id"])}
            names = [name for _kind, text in body.items for name in text.split(self.listed)]
            if sorted(str(self.truth.short[self.lang].get(name)) for name in names) != sorted(silent):
                yield f"{names}: are {sorted(silent)}"
        elif isinstance(body, Table) and view.address and view.address[0] == "sums":
            yield from self._sum_rows(body, view)
        elif isinstance(body, Table) and view.address and view.address[0] == "deadlines":
            for cells in body.rows:
                yield from self._target_due(*cells)
        elif isinstance(body, Table) and view.query not in ("commitment", "coverage"):
            yield from self._table(body, view)

    def _with_figure(self) -> pd.DataFrame:
        return self.truth.rows[self.truth.rows["kind"] != "qualitative"]

    def _sum_rows(self, body: Table, view: View) -> Iterator[str]:
        """Every row is one of the view's, whose scope stands behind the indicator."""
        names = [self._t(*pair) for pair in (("指标", "Indicator"), ("口径", "Scope"))]
        own = set()
        for row in view.table.itertuples(index=False, name=None):
            said = dict(zip((str(name) for name in view.table.columns), map(str, row), strict=True))
            about, scope = (said[name] for name in names)
            counties, city, share, parts = list(said.values())[2:6]
            own |= {
                (name, f"{counties} / {city}", share, parts)
                for name in (about, self._t(f"{about}（{scope}）", f"{about} ({scope})"))
            }
        yield from (f"{cells}: is no row of the table" for cells in body.rows if cells not in own)

    def _target_due(self, day: str, name: str, what: str) -> Iterator[str]:
        """A target that falls due on a day, of the unit of this short name: what it measures and, unless that is the day, how much."""
        rows = self._with_figure()
        year = self.truth.description["year"]
        whole = day if str(year) in day or re.search(r"\d{4}", day) else self._t(f"{year}年{day}", f"{day} {year}")
        for row in rows[rows["deadline"].notna()].to_dict("records"):
            measure = (
                row["indicator_en"] if self.lang == "en" and not pd.isna(row["indicator_id"]) else self.said_of(row, "measure")
            )
            is_own = self.truth.short[self.lang].get(name) == row["unit_id"] and self.day(whole) == row["deadline"]
            amount = row["kind"] == "date" or f"{row['value']:,g}" in what.removeprefix(measure)
            if is_own and what.startswith(measure) and amount:
                return
        yield f"{day} {name} {what}: is no target"

    def _table(self, body: Table, view: View) -> Iterator[str]:
        """Every row of a slide's table is one of the view's: with its words, or for what is measured with a promise's own."""
        share, firm = self._t("占全市比例", "Share of city"), self.word("firmness", "plain")
        rows = [
            {str(name): self._cell(value, str(name) == share) for name, value in row.items()}
            for row in view.table.to_dict("records")
        ]
        for cells in body.rows:
            said = dict(zip(body.columns, cells, strict=True))
            if not any(
                all(text in (row.get(name), *self._stands_for(name, row, firm)) for name, text in said.items()) for row in rows
            ):
                yield f"{said}: is no row of the table"

    def _stands_for(self, name: str, row: Mapping[str, str], firm: str) -> tuple[str, ...]:
        if name == self._t("语气", "Firmness"):
            return ("",) if row[name] == firm else ()
        if name == self._t("衡量什么", "Measure"):
            return tuple(row[each] for each in (self._t("承诺", "Commitment"), self._t("指标", "Indicator")) if each in row)
        return ()

    def _cell(self, value: object, share: bool) -> str:
        if isinstance(value, datetime.date):
            return self._t(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {value:%b} {value.year}")
        return cell(value, share)

    # The speaker

    def spoken(self, lines: Sequence[str], each: Slide) -> Iterator[str]:
        """What is wrong with the words for the speaker of a slide."""
        view = each.view
        assert view is not None
        waiting = list(lines)
        first = (view.takeaway or view.question).rstrip("。.")
        if each.part[0] == 1 and waiting[0].rstrip("。.") != first:
            yield f"cannot read: {waiting[0]}"
        own = {*view.notes, *view.asides, *view.legend, *each.small, each.source, each.link, "",
               self._t("这一页的数字：", "The figures of this slide:"), self._t("怎么读：", "How to read it:"), self._t("怎么读：", "How to read it: ")}  # fmt: skip
        for line in waiting[each.part[0] == 1 :]:
            if line in each.say and view.address and view.address[0] == "sums" and line not in own:
                yield from self.sum(line.rstrip("。."))
            elif line in each.say and view.address and view.address[0] == "deadlines" and line not in own:
                day, _mark, rest = line.rstrip("。.").partition(self._t("：", ": "))
                name, _mark, what = rest.partition(self._t("：", ": "))
                yield from self._target_due(day, name, what)
            elif line not in own:
                for wrong in self._line(line, view, each):
                    yield f"{wrong} ({line})"

    def _line(self, line: str, view: View, each: Slide) -> Iterator[str]:
        """What is wrong with a line of a speaker's figures."""
        mark, joint = self._t("：", ": "), self._t("；", "; ")
        if isinstance(each.body, Shares):
            known = {
                name + mark + self.listed.join(f"{column} {text}" for column, text in zip(each.body.columns, texts, strict=True))
                for name, texts in zip(each.body.rows, each.body.text, strict=True)
            }
            yield from [] if line in known else ["is no row of the figure"]
            return
        if isinstance(each.body, Crosstab):
            yield from [] if line in self.aloud_lines(each.body) else ["is no row of the table"]
            return
        scope, source, basis = (self._t(*words) + mark for words in (("口径", "Scope"), ("出处", "Source"), ("依据", "Basis")))
        pieces = re.split(joint if self.lang == "zh" else "; (?=[A-Z])", line)
        if not any(piece.startswith(source) for piece in pieces[1:]) or pieces[0].startswith(self._t("指标：", "Indicator: ")):
            yield from self._listed_row(line, view)
            return
        told = {
            head: next((piece.removeprefix(head) for piece in pieces[1:] if piece.startswith(head)), None)
            for head in (scope, source, basis)
        }
        unit, _mark, promise = pieces[0].partition(mark)
        code = self.truth.unit_names[self.lang].get(unit)
        if told[basis] is not None:
            thing = next((
                each for each in things(self.truth, str(view.params.get("league") or self.truth.league(str(code))), self._indicator_in(promise))
                if each.row is None and each.unit == code and self.scope_is(told[scope] or "", each.scope)
            ), None)  # fmt: skip
            name = self.indicator(self._indicator_in(promise)) if self._indicator_in(promise) else ""
            if thing is None or (
                wrong := self.amount(promise.removeprefix(f"{name} "), thing) or self.basis(told[basis] or "", thing)
            ):
                yield "does not follow" if thing is None else wrong
            elif len(pieces) != 4 or not self._follows_from(told[source] or "", thing):
                yield "elsewhere"
            return
        own = self.truth.rows[self.truth.rows["unit_id"] == code].to_dict("records")
        fitting = [row for row in own if self.where(told[source] or "", [row], named=True)]
        wrongs = [self._row_said(promise, pieces[1:], row) for row in fitting]
        if not wrongs or all(wrongs):
            yield min(wrongs, key=len) if wrongs else "is no row of that unit"

    def _indicator_in(self, promise: str) -> str:
        names = self.truth.indicator_names[self.lang]
        return max(
            (names[name] for name in names if promise.startswith(f"{name} ")),
            key=lambda code: len(self.indicator(code)),
            default="",
        )

    def _follows_from(self, text: str, thing: Any) -> bool:
        ways = thing.ways if thing.low is not None else ()
        sets = (
            [[*way] for way in ways]
            + [[*way, top] for way in ways for top in thing.tops]
            + ([[top] for top in thing.tops] if thing.low is None else [])
        )
        return any(self.where(text, [self.truth.by_target[target] for target in sorted(each)], named=True) for each in sets)

    def _row_said(self, promise: str, pieces: Sequence[str], row: Mapping[str, Any]) -> str:
        """What is wrong with a speaker's line on a target."""
        mark = self._t("：", ": ")
        labels = {
            self._t(zh, en): zh
            for zh, en in (("比较符", "Comparator"), ("口径", "Scope"), ("语气", "Firmness"), ("出处", "Source"))
        }
        for piece in pieces:
            label, _mark, value = piece.partition(mark)
            if label not in labels:
                return f"{piece}: what is this?"
            zh = labels[label]
            wrong = (
                ""
                if zh == "出处"
                else ("" if self.scope_is(value, row["scope"]) else f"is {row['scope']}")
                if zh == "口径"
                else self.fact(zh, value, row)
            )
            if wrong:
                return wrong
        if row["kind"] == "qualitative":
            title = self.said_of(row, "commitment")
            said = self._t(f"{title}（没有数字）", f"{title} (no figure)")
            return "" if promise == said else f"is {said}"
        english = self.lang == "en" and not pd.isna(row["indicator_id"])
        name = row["indicator_en"] if english else self.said_of(row, "measure")
        return self.promise(promise.removeprefix(f"{name} "), row) if promise.startswith(f"{name} ") else f"is {name}"

    def _listed_row(self, line: str, view: View) -> Iterator[str]:
        """A line that lists a row of the view's table: each heading with its cell, without the empty ones."""
        mark, joint = self._t("：", ": "), self._t("；", "; ")
        share = self._t("占全市比例", "Share of city")
        known = set()
        for row in view.table.to_dict("records"):
            said = {str(name): self._cell(value, str(name) == share) for name, value in row.items()}
            known.add(joint.join(f"{name}{mark}{text}" for name, text in said.items() if text))
        if line not in known:
            yield "is no row of the table"

    # In place of a figure

    def twin(self, text: str, view: View) -> Iterator[str]:
        """What is wrong with the text that stands for a figure: the takeaway, and the first columns of the table."""
        rest = text.removeprefix(view.takeaway)
        stop, joint = self._t("。", ". "), self._t("；", "; ")
        rows = view.table.head(30).to_dict("records")
        wide = 4 if self._t("依据", "Basis") in list(view.table.columns)[:4] else 3
        share = self._t("占全市比例", "Share of city")
        right = joint.join(" ".join(self._cell(value, name == share) for name, value in list(row.items())[:wide]) for row in rows)
        if rest == text or rest != (stop + right if right else ""):
            yield f"cannot read: {text}"

    # A story

    def closing(self, items: Sequence[str], version: str) -> Iterator[str]:
        """What is wrong with the paragraphs that end a story."""
        title = self.truth.description[self._t("title", "title_en")]
        yield from self.lines(items, self.defined, self.fixed(
            (f"数字都出自《{title}》，由奋进看板整理（数据版本 {version[:12]}），每个数字可以查到所在的段落。", f"All figures are from “{title}”, curated by Fenjin (data version {version[:12]}); each can be traced to its paragraph.",
             bool((self.truth.rows["para"] > 0).all())),
            ("指标、类型、计量单位、年度和单位范围都相同的数字才排在一起。口径不同的，推得出界限的按界限排，并写明依据；推不出的单列，不排名次。",
             "Only figures of the same indicator, kind, unit of measure, year and group of units are ranked together. Where scopes differ, a figure takes part with the bound that follows from it, and its basis is given; where nothing follows it is kept apart.", True),
            ("没有给出数字的单位不当作零。承诺多少不是优劣；这些是承诺，不是完成的结果。",
             "A unit that states no figure is not a zero. More promises are not better; these are promises, not results.", True),
        ), self.legend({"derived", "strive", "least", "most", "apart"}))  # fmt: skip

    def cover(self, lines: Lines, when: datetime.date) -> Iterator[str]:
        """What is wrong with the lines of a cover."""
        title = self.truth.description[self._t("title", "title_en")]
        for line in lines.items:
            if not (line == title or self.day(line) == when):
                yield f"cannot read: {line}"
