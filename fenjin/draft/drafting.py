"""A draft of a whole list: every row of its curated files that rules can write, what they suggest, and what they ask.

One file: the rows of one list are written in one pass, in which each kind of row needs those before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from fenjin.draft.commitments import MARKER, Commitment, short
from fenjin.draft.figures import draft
from fenjin.draft.last_year import LastYear, Promise, in_words, names_for, words_for
from fenjin.draft.naming import Naming, name_in_pinyin
from fenjin.draft.notation import Counting
from fenjin.draft.reading import Published
from fenjin.draft.shapes import Layout, lay_out
from fenjin.draft.suggestions import TOP, ReviewedTarget, Suggestion, Suggestions
from fenjin.draft.surroundings import Entry, Setting, Target
from fenjin.language.translate import Translator
from fenjin.table.contract import league_of
from fenjin.table.curated import BuildError, Reader
from fenjin.table.measure import UnitsOfMeasure
from fenjin.table.vocabulary import Vocabulary, vocabulary

# From how near on an indicator is written into its cell; below that it is asked.
_SURE_INDICATOR = 0.62
# From which part of itself and the next together a topic is written into its cell.
_SURE_TOPIC = 0.58
_LONGEST_TITLE = 20

Row = dict[str, str]


class About(NamedTuple):
    """What is said of a list by the person who drafts it: its code, year and city, and whose list it is where the text names no unit."""

    list_id: str
    year: int
    city: str
    city_en: str = ""
    title: str = ""
    title_en: str = ""
    place: str = ""


@dataclass
class Draft:
    """A drafted list: rows of its curated files (`FILES` of `fenjin.table.curated`, by name), what is suggested and what is asked.

    A row of `suggestions.csv` says of one cell what it may hold, how near that is (0 to 1; empty where nothing is known) and whether it
    was written into the cell (`used`), for rules wrote it; `asked` are those that a person has to answer.
    """

    published: Published
    layout: Layout
    place: str = ""
    files: dict[str, list[Row]] = field(default_factory=dict)
    targets: list[tuple[str, Target]] = field(default_factory=list, repr=False)

    @property
    def asked(self) -> int:
        """How many cells are left to a person."""
        return sum(row["used"] == "asked" for row in self.files["suggestions.csv"])

    @property
    def left_out(self) -> list[str]:
        """The lines of the text with a figure that stand in no commitment: what was taken for a frame, or not recognised."""
        spans = [(int(row["start"]), int(row["end"])) for row in self.files["commitments.csv"]]
        return [
            self.published.words(line)
            for line in self.published.lines
            if re.search(r"\d[\d.]*(?:[万亿]|[个家项%％条座所户人亩])", self.published.words(line))
            and not any(low < line.end and line.start < high for low, high in spans)
        ]

    @property
    def figures(self) -> int:
        """How many targets are drafted."""
        return len(self.files["targets.csv"])


@dataclass(frozen=True)
class Knowledge:
    """The shared files and all lists: what a draft is made with."""

    common: Vocabulary
    units: Sequence[Mapping[str, str]]
    cities: Mapping[str, str]
    suggestions: Suggestions
    counting: Counting
    lists: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]] = field(default_factory=dict, repr=False)

    def last_list(self, about: About) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """The files of the newest list of the same city before a year; none where it has no such list."""
        earlier = {
            int(row["year"]): files
            for files in self.lists.values()
            for row in files["list.csv"]
            if row["city"] == about.city and row["year"].isdigit() and int(row["year"]) < about.year
        }
        return earlier[max(earlier)] if earlier else {}

    @classmethod
    def read(cls, curated: Path, t: Translator) -> "Knowledge":
        """From the folder of curated files. Raises BuildError where its shared files cannot be used."""
        reader = Reader(curated, t)
        common = vocabulary(reader, t)
        if reader.problems:
            raise BuildError(sorted(set(reader.problems)))
        folders = sorted(path.name for path in curated.iterdir() if (path / "list.csv").exists())
        units: list[Row] = []
        reviewed_targets: list[ReviewedTarget] = []
        commitments: list[tuple[str, str, str, str]] = []
        cities: dict[str, str] = {}
        lists: dict[str, Mapping[str, Sequence[Mapping[str, str]]]] = {}
        for folder in folders:
            rows = {name: _texts(reader, name, folder) for name in ("list.csv", "units.csv", "commitments.csv", "targets.csv")}
            lists[folder] = rows
            for about in rows["list.csv"]:
                cities[about["list_id"]] = about["city"]
            units += [{**row, "list_id": folder} for row in rows["units.csv"]]
            # Counties promise of everything: their names say nothing of a topic.
            names = {row["unit_id"]: row["unit"] for row in rows["units.csv"] if league_of(row["unit_type"]) == "department"}
            commitments += [
                (f"{folder}/{_key(row)}", row["commitment"] + row["statement"], row["topic"], names.get(row["unit_id"], ""))
                for row in rows["commitments.csv"]
                if row["status"] == "reviewed"
            ]
            reviewed_targets += [
                ReviewedTarget(
                    f"{folder}/{_key(row)}.{row['target_no'].zfill(2)}",
                    row["measure"],
                    row["indicator_id"],
                    row["topic"],
                    row["scope"],
                    row["kind"],
                    row["uom"],
                )
                for row in rows["targets.csv"]
                if row["status"] == "reviewed"
            ]
        suggestions = Suggestions(
            [{**row} for row in _texts(reader, "indicators.csv")],
            _texts(reader, "topics.csv"),
            _texts(reader, "actions.csv"),
            [row["scope"] for row in _texts(reader, "scopes.csv")],
            reviewed_targets,
            commitments,
            _Convertible(common.measures),
        )
        return cls(common, units, cities, suggestions, Counting(common.units_of_measure["uom"]), lists)


class _Convertible:
    """Whether a figure in one unit of measure can be one of another; each pair is worked out once."""

    def __init__(self, measures: UnitsOfMeasure) -> None:
        self._measures = measures
        self._found: dict[tuple[str, str], bool] = {}

    def __call__(self, uom: str, std_uom: str) -> bool:
        if (uom, std_uom) not in self._found:
            # A zero without a unit may be of any.
            self._found[uom, std_uom] = not uom or self._measures.convertible(uom, std_uom)
        return self._found[uom, std_uom]


def _texts(reader: Reader, name: str, folder: str = "") -> list[Row]:
    reader.read(name, folder)
    label = f"{folder}/{name}" if folder else name
    if label not in reader.raw:
        return []
    return [{str(column): str(value) for column, value in row.items()} for row in reader.raw[label].to_dict("records")]


def _key(row: Mapping[str, str]) -> str:
    return f"{row['unit_id']}/{row['commitment_no'].zfill(2)}"


def draft_list(published: Published, about: About, knowledge: Knowledge, shape: str = "") -> Draft:
    """A published list as a draft, in the `shape` asked for or the one that is recognised. The same text gives the same draft."""
    place = about.place or about.city
    layout = lay_out(published, shape, (row["unit"] for row in knowledge.units), place, about.year)
    work = _Work(published, about, knowledge, layout)
    work.look_back()
    for commitment in layout.commitments:
        work.add(commitment)
    return work.finish()


class _Work:
    """A list while it is drafted.

    One class: every step writes its rows beside those of the steps before, which it reads.
    """

    def __init__(self, published: Published, about: About, knowledge: Knowledge, layout: Layout) -> None:
        self.published, self.about, self.knowledge, self.layout = published, about, knowledge, layout
        same = [row for row in knowledge.units if knowledge.cities.get(row["list_id"]) == about.city]
        same.sort(key=lambda row: row["list_id"], reverse=True)
        self.naming = Naming(same or knowledge.units, same_city=bool(same))
        self.draft = Draft(published, layout, about.place)
        self.units: dict[str, Row] = {}
        self.numbers: dict[str, int] = {}
        self.passages: dict[str, list[tuple[int, int]]] = {}
        self.promises: dict[int, Promise | None] = {}
        last = knowledge.last_list(about)
        self.last_year = LastYear(last, knowledge.suggestions.share)
        self.names = names_for(last, about.year)
        for name in (
            "list.csv",
            "units.csv",
            "commitments.csv",
            "targets.csv",
            "numerals.csv",
            "responsibility.csv",
            "passages.csv",
            "readers.csv",
            "suggestions.csv",
        ):
            self.draft.files[name] = []

    def look_back(self) -> None:
        """Finds for each commitment the one of the city's last list that it takes up."""
        last = self.last_year
        of_units: dict[str, list[Commitment]] = {}
        for commitment in self.layout.commitments:
            of_units.setdefault(self.naming.name(commitment.leads[0]).unit_id, []).append(commitment)
        for unit_id, commitments in of_units.items():
            texts = [self.published.text[each.start : each.end] for each in commitments]
            starts = (each.start for each in commitments)
            self.promises.update(zip(starts, last.promises_for(unit_id, texts), strict=True))

    def unit(self, name: str) -> str:
        """The code of a unit, which joins the list where it was not there."""
        unit_row = self.naming.name(name)
        if unit_row.unit_id not in self.units:
            row = {
                "unit_order": str(len(self.units) + 1),
                "unit": unit_row.unit,
                "unit_id": unit_row.unit_id,
                "unit_en": unit_row.unit_en,
                "unit_type": unit_row.unit_type,
                "adcode": unit_row.adcode,
                "short": unit_row.short,
                "short_en": unit_row.short_en,
                "tile_column": unit_row.tile[0],
                "tile_row": unit_row.tile[1],
                "within": unit_row.within,
            }
            self.units[unit_row.unit_id] = row
            for column in unit_row.questions:
                self.suggest(
                    unit_row.unit_id, "", "", column, [Suggestion(row.get(column, ""), 0)] if row.get(column) else [], used=False
                )
        return unit_row.unit_id

    def suggest(self, unit: str, commitment: str, target: str, column: str, candidates: Sequence[Suggestion], used: bool) -> None:
        """Writes down what a cell may hold; where nothing does, that it is asked."""
        for n, suggestion in enumerate(candidates):
            state = "yes" if used and not n else "asked" if not used and not n else ""
            self._suggestion(unit, commitment, target, column, suggestion.value, f"{suggestion.score:.3f}", state)
        if not candidates:
            self._suggestion(unit, commitment, target, column, "", "", "asked")

    def _suggestion(self, unit: str, commitment: str, target: str, column: str, value: str, score: str, used: str) -> None:
        self.draft.files["suggestions.csv"].append(
            {
                "unit_id": unit,
                "commitment_no": commitment,
                "target_no": target,
                "column": column,
                "value": value,
                "score": score,
                "used": used,
            }
        )

    def add(self, commitment: Commitment) -> None:
        """Drafts one commitment with its targets and numerals."""
        unit = self.unit(commitment.leads[0])
        self.numbers[unit] = self.numbers.get(unit, 0) + 1
        number = str(self.numbers[unit])
        text = self.published.text
        setting = Setting(self.about.year, commitment.deadline, commitment.cells)
        targets, entries = draft(text, commitment.start, commitment.end, setting, self.knowledge.counting, commitment.heading_end)
        para, para_start = self._passage(unit, commitment)
        whole = text[commitment.start : commitment.end]
        name = self.units[unit]["unit"] if league_of(self.units[unit]["unit_type"]) == "department" else ""
        topics = self.knowledge.suggestions.topic(whole, name)
        promise = self.promises.get(commitment.start)
        rows = self._targets(unit, number, targets, commitment, name, topics, promise)
        topic = promise.commitment["topic"] if promise else self._topic_of(rows, topics)
        wordings = words_for(promise, whole, targets)
        title = wordings.get("commitment") or self._title(commitment)
        self.draft.files["commitments.csv"].append(
            {
                "unit_id": unit,
                "commitment_no": number,
                "commitment": title,
                "theme": self._theme(topic),
                "topic": topic,
                "firmness": "" if targets else stress(whole),
                "para": str(para),
                "para_start": str(para_start),
                "start": str(commitment.start),
                "end": str(commitment.end),
                "status": "draft",
                **wordings,
            }
        )
        if promise:
            of = promise.commitment
            words = f"{of['commitment']}：{of['statement']}" if of["statement"] else of["commitment"]
            self._suggestion(unit, number, "", "last_year", words, f"{promise.score:.3f}", "")
        self.suggest(unit, number, "", "commitment", [Suggestion(title, 0)] if title else [], used=bool(title))
        self.suggest(unit, number, "", "topic", topics, used=bool(topic))
        for action, at, _words in self.knowledge.suggestions.actions_in(whole):
            self._suggestion(unit, number, "", "action", f"{action} {commitment.start + at}", "", "")
        self._responsible(unit, number, commitment)
        self._ledger(unit, number, targets, entries)

    def _passage(self, unit: str, commitment: Commitment) -> tuple[int, int]:
        text = self.published.text
        if commitment.line.cells:
            # Of a row only the cells that promise something.
            low, high = commitment.start, commitment.end
        else:
            low, high = min(commitment.line.start, commitment.start), max(commitment.line.end, commitment.end)
        low += len(text[low : commitment.start]) - len(text[low : commitment.start].lstrip())
        passages = self.passages.setdefault(unit, [])
        if not passages or passages[-1][0] != low:
            passages.append((low, high))
            self.draft.files["passages.csv"].append(
                {
                    "unit_id": unit,
                    "para": str(len(passages)),
                    "start": str(low),
                    "end": str(high),
                    "place": self._place(commitment),
                }
            )
        return len(passages), low

    def _place(self, commitment: Commitment) -> str:
        """Where a commitment stands in the file, in words of the file: 第9项, 表1第2行, 第3页第4段."""
        line = commitment.line
        if commitment.number and self.layout.shape != "units":
            return f"第{commitment.number}项"
        first, last = line.numbers[0], line.numbers[-1]
        return {"row": f"表{first}第{last}行", "page": f"第{first}页第{last}段"}.get(line.place, f"第{first}段")

    def _title(self, commitment: Commitment) -> str:
        title = re.sub(r"\s+", "", commitment.title)
        if not title:
            whole = self.published.text[commitment.start : commitment.end]
            marker = MARKER.match(whole)
            title = re.split("[，,。；;：:\n\t]", whole[marker.end() :] if marker else whole.lstrip())[0]
        title = re.sub(r"[（(]\s*$", "", title.strip("。；;，,：: "))
        if len(title) > _LONGEST_TITLE:
            first = re.split("[，,；;。：:]", title)[0]
            title = first if 2 <= len(first) <= _LONGEST_TITLE else short(title, _LONGEST_TITLE)
        return title if len(title) >= 2 else ""

    def _theme(self, topic: str) -> str:
        rows = self.knowledge.suggestions.topics
        return next((row["theme"] for row in rows if row["topic"] == topic), "")

    def _topic_of(self, rows: Sequence[Row], topics: Sequence[Suggestion]) -> str:
        """The topic of a commitment: that of most of its figures, or the nearest."""
        own = [row["topic"] for row in rows if row["topic"] and row["indicator_id"]]
        if own:
            return max(sorted(set(own)), key=own.count)
        return topics[0].value if _is_sure(topics) else ""

    def _targets(
        self,
        unit: str,
        number: str,
        targets: Sequence[Target],
        commitment: Commitment,
        name: str,
        topics: Sequence[Suggestion],
        promise: Promise | None,
    ) -> list[Row]:
        whole = self.published.text[commitment.start : commitment.end]
        suggestions = self.knowledge.suggestions
        rows: list[Row] = []
        order = {target.start: str(n) for n, target in enumerate(targets, 1)}
        scopes_used: set[tuple[str, str, str]] = set()
        span = (commitment.start, commitment.end)
        older_rows = self.last_year.figures(promise, targets, self.published.text, span) if promise else [None] * len(targets)
        for n, (target, older) in enumerate(zip(targets, older_rows, strict=True), 1):
            indicators = (
                [] if target.kind == "date" else suggestions.indicator(target.words, whole, target.kind, target.uom or "")
            )
            own_topics = suggestions.topic(target.words, name) or list(topics)
            indicator = indicators[0].value if indicators and indicators[0].score >= _SURE_INDICATOR else ""
            topic = next((row["topic"] for row in suggestions.indicators if row["indicator_id"] == indicator), "")
            if not topic and _is_sure(own_topics):
                topic = own_topics[0].value
            if not topic and _is_sure(topics):
                topic = topics[0].value
            scope = "，".join(suggestions.scope(target.words, indicator)) if indicator else ""
            if older:
                last, score = older
                indicator, topic, scope = last["indicator_id"], last["topic"], last["scope"]
                indicators = _first(indicator, score, indicators)
                self._suggestion(unit, number, str(n), "last_year", in_words(last), f"{score:.3f}", "")
            if indicator and (indicator, scope, target.tier) in scopes_used:
                # Two figures of one indicator need scopes that tell them apart.
                self.suggest(unit, number, str(n), "scope", [], used=False)
            scopes_used.add((indicator, scope, target.tier))
            part_of = "" if target.part_of is None else f"{unit}/{number.zfill(2)}.{order[target.part_of].zfill(2)}"
            row = {
                "unit_id": unit,
                "commitment_no": number,
                "target_no": str(n),
                "measure": older[0]["measure"] if older else target.measure,
                "measure_en": older[0]["measure_en"] if older else "",
                "indicator_id": indicator,
                "scope": scope,
                "theme": self._theme(topic),
                "topic": topic,
                "kind": target.kind,
                "comparator": target.comparator,
                "value": _number(target.value),
                "value_high": _number(target.value_high),
                "uom": target.uom or "",
                "firmness": target.firmness,
                "tier": target.tier,
                "part_of": part_of,
                "deadline": target.deadline or "",
                "figure": target.figure,
                "start": str(target.start),
                "end": str(target.end),
                "status": "draft",
                "bound_word": target.bound_word or "",
                "bound_start": "" if target.bound_start is None else str(target.bound_start),
                "reading": target.reading or "",
            }
            rows.append(row)
            self.draft.targets.append((unit, target))
            self.suggest(
                unit,
                number,
                str(n),
                "measure",
                [Suggestion(row["measure"], 0)] if row["measure"] else [],
                used=bool(row["measure"]),
            )
            # What had no indicator last year is not asked for one.
            if target.kind != "date" and not (older and not indicator):
                self.suggest(unit, number, str(n), "indicator_id", indicators, used=bool(indicator) or not indicators)
            if not topic:
                self.suggest(unit, number, str(n), "topic", own_topics, used=False)
        self.draft.files["targets.csv"] += rows
        return rows

    def _responsible(self, unit: str, number: str, commitment: Commitment) -> None:
        if len(commitment.leads) == 1 and not commitment.assisting:
            return
        answering: dict[str, str] = {}
        for name in commitment.leads:
            answering.setdefault(self.unit(name), "lead")
        for name in commitment.assisting:
            answering.setdefault(self.unit(name), "assisting")
        for responsible, role in answering.items():
            self.draft.files["responsibility.csv"].append(
                {"unit_id": unit, "commitment_no": number, "responsible": responsible, "role": role}
            )

    def _ledger(self, unit: str, number: str, targets: Sequence[Target], entries: Sequence[Entry]) -> None:
        # A figure of which several things are said counts for each.
        for entry in entries:
            codes = [f"{unit}/{number.zfill(2)}.{n:02d}" for n, target in enumerate(targets, 1) if target.start == entry.target]
            own = " ".join(codes)
            self.draft.files["numerals.csv"].append(
                {"start": str(entry.start), "numeral": entry.numeral, "targets": own, "reason": entry.reason or ""}
            )
            if entry.unsure:
                self._suggestion(unit, number, "", "numeral", f"{entry.start} {entry.numeral}", "", "asked")

    def finish(self) -> Draft:
        """The draft with what is said of the list and its units, and with the numerals that stand between its commitments."""
        about, files = self.about, self.draft.files
        city_en = about.city_en or self.names.get("city_en") or name_in_pinyin(about.city)
        files["list.csv"] = [
            {
                "list_id": about.list_id,
                "year": str(about.year),
                "city": about.city,
                "city_en": city_en,
                "title": about.title or self.names.get("title") or f"{about.city}{about.year}年度清单",
                "title_en": about.title_en or self.names.get("title_en") or f"{city_en}: annual targets {about.year}",
                "source_id": about.list_id,
                "source_sha256": self.published.text_sha256,
                "source_end": str(len(self.published.text)),
            }
        ]
        files["units.csv"] = list(self.units.values())
        files["readers.csv"] = [{"role": "drafter", "reads": "targets", "kind": "rules", "note": "", "note_en": ""}]
        files["numerals.csv"].sort(key=lambda row: int(row["start"]))
        return self.draft


def _first(value: str, score: float, candidates: Sequence[Suggestion]) -> list[Suggestion]:
    """Candidates with one in front, which they may hold already."""
    return [Suggestion(value, round(score, 3)), *(each for each in candidates if each.value != value)][:TOP]


def _is_sure(topics: Sequence[Suggestion]) -> bool:
    """Whether the first of some topics is nearer than the next by far."""
    return bool(topics) and topics[0].score >= _SURE_TOPIC * sum(each.score for each in topics[:2])


def stress(text: str) -> str:
    """What a commitment without a figure stresses: the weakest of its words; "" where it stresses nothing."""
    if re.search("力争|争取(?!资金|项目|政策|上级|中央|支持)|争创|冲刺", text):
        return "strive"
    if re.search("完成[^，,。；;]*任务", text) and "确保" not in text:
        return "task"
    return "ensure" if "确保" in text else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"
