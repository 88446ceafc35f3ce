"""A made-up table of a whole country over twenty years, as large as the dashboard is meant to serve.

`python -m benchmarks.country OUTPUT [--lists N] [--years N] [--seed N]` writes one Parquet file: 343 cities, 20 years, 6860 lists of about
730 rows, 5 million rows. The shapes are those of the real table: its commitments are drawn again for units of the same kind,
figures are varied around theirs, and cities, counties, titles and statements are made up. Indicators, topics, actions and scopes
are the real ones; a commitment names what the real one names. The same arguments give the same bytes.
"""

import argparse
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from fenjin.paths import TABLE
from fenjin.table import contract, layout
from fenjin.table.measure import UnitsOfMeasure
from fenjin.table.replacing import replacing

CITIES, FIRST_YEAR, YEARS = 343, 2007, 20
ROWS = 730  # of a list, on average
_PATTERNS = 48  # different lists of commitments, of which each list has one
_STEPS = 41  # factors by which a figure differs from the real one

_FIRST = "云 yun,岚 lan,霁 ji,澄 cheng,鹿 lu,棠 tang,墨 mo,溪 xi,榆 yu,苍 cang,雁 yan,桐 tong,琼 qiong,漪 yi,枫 feng,曜 yao,砚 yan,葭 jia,麓 lu,朔 shuo,芷 zhi,沐 mu,竺 zhu,钧 jun,棣 di"
_SECOND = "川 chuan,原 yuan,泽 ze,渡 du,岭 ling,浦 pu,屿 yu,湾 wan,坪 ping,陵 ling,津 jin,塬 yuan,汀 ting,谷 gu,垣 yuan,洲 zhou,埠 bu,崖 ya,滩 tan,港 gang,峡 xia,垛 duo,塍 cheng"
_BEGINS = (
    "今年",
    "全年",
    "力争",
    "确保",
    "着力",
    "持续",
    "加快",
    "稳步",
    "全面",
    "统筹",
    "扎实",
    "深入",
    "积极",
    "集中",
    "重点",
    "优先",
    "分批",
    "按季",
    "上下联动",
    "因地制宜",
    "分类施策",
    "挂图作战",
    "专班推进",
    "补齐短板",
    "压实责任",
    "逐村",
    "逐户",
    "逐项",
    "以点带面",
    "先易后难",
)
_DOES = (
    "推进",
    "抓好",
    "做实",
    "办好",
    "完成",
    "落实",
    "提升",
    "扩大",
    "巩固",
    "优化",
    "健全",
    "盘活",
    "带动",
    "打通",
    "建好",
    "管好",
    "用好",
    "改进",
    "深化",
    "细化",
)
_ENDS = (
    "按月通报",
    "年底验收",
    "群众来评",
    "进度公开",
    "不留尾巴",
    "件件有着落",
    "形成长效办法",
    "由专班负责",
    "结果上墙",
    "接受监督",
    "经费有保障",
    "成果共享",
    "试点先行",
    "全域铺开",
    "城乡一体",
    "部门协同",
    "上下贯通",
    "稳中求进",
    "数据说话",
    "一抓到底",
    "逐条销号",
    "可查可考",
    "阳光操作",
    "减少跑动",
)


def _names(text: str) -> list[tuple[str, str]]:
    return [(each.split()[0], each.split()[1]) for each in text.split(",")]


def _places(random: np.random.Generator, number: int) -> list[tuple[str, str]]:
    """Different made-up names of two characters, with how they are spelt."""
    first, second = _names(_FIRST), _names(_SECOND)
    drawn = random.permutation(len(first) * len(second))
    pairs = [(first[n // len(second)], second[n % len(second)]) for n in drawn]
    unique = {a[1] + b[1]: a[0] + b[0] for a, b in pairs}
    return [(name, spelt) for spelt, name in list(unique.items())[:number]]


@dataclass(frozen=True)
class _Mentions:
    """What a list's commitments name: `named` are real mentions, each with the slot of its unit and the number of its commitment.

    They are made when they are asked for: of many lists all at once would take more memory than the table.
    """

    list_id: str
    units: Sequence[Mapping[str, Any]]
    named: Sequence[tuple[Mapping[str, Any], int, int]]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for real, slot, number in self.named:
            unit = self.units[slot]["unit_id"]
            own = f"{self.list_id}/{unit}/{number:02d}"
            basis = real["basis_targets"] and real["basis_targets"].replace(real["commitment_id"], own)
            yield {**real, "unit_id": unit, "commitment_id": own, "commitment_no": number, "basis_targets": basis}


class Country:
    """Everything that a made-up country is drawn from: the real table, the patterns of a list, and names."""

    def __init__(self, seed: int = 1) -> None:
        real = parquet.read_table(TABLE)
        self.real = layout.about(TABLE)
        self.random = np.random.default_rng(seed)
        self.rows = real.to_pandas()
        self.units = self.real["lists"][0]["units"]
        slots = {unit["unit_id"]: place for place, unit in enumerate(self.units)}
        self.slot_of_row = self.rows["unit_id"].map(slots).to_numpy()
        self.cities = _places(self.random, CITIES)
        self.base = real.replace_schema_metadata(None)
        self._vary()
        self._commitments()
        self.patterns = [self._pattern() for _ in range(_PATTERNS)]
        self.named = [self._named(pattern) for pattern in self.patterns]

    def _vary(self) -> None:
        """For each real row and step a value, its standard value and its figure; `changed[row * _STEPS + step]`."""
        factors = np.exp(np.random.default_rng(7).normal(0, 0.35, _STEPS))
        factors[0] = 1.0
        values, highs, figures = [], [], []
        for row in self.rows.itertuples():
            text, plain = str(row.figure), isinstance(row.figure, str) and not pd.isna(row.value) and row.kind != "rank"
            number = str(int(row.value)) if plain and row.value == int(row.value) else str(row.value)
            varies = plain and text.startswith(number) and row.comparator != "range" and row.value > 0
            places = len(number.partition(".")[2])
            for factor in factors:
                value = row.value
                if varies:
                    value = max(round(row.value * factor, places), 10.0**-places)
                    if row.kind in ("share", "reduction"):
                        value = min(value, 100.0)
                    written = f"{value:.{places}f}" + text[len(number) :]
                values.append(value)
                highs.append(row.std_value / row.value if plain and row.value else 1.0)
                figures.append((written if varies else text) if isinstance(row.figure, str) else None)
        self.values = np.array(values)
        ratio = np.array(highs)
        # Rates and counts that the real table does not vary keep their standard value.
        kept = np.repeat(self.rows["std_value"].to_numpy(), _STEPS)
        self.standard = np.where(
            self.values == np.repeat(self.rows["value"].to_numpy(), _STEPS), kept, np.round(self.values * ratio, 8)
        )
        self.figures = arrow.array(figures, arrow.string())
        self.lengths = compute.fill_null(compute.utf8_length(self.figures), 12).to_numpy(zero_copy_only=False)

    def _commitments(self) -> None:
        """The real commitments: their rows, league and slot, and what in each a unit may state only once."""
        rows = self.rows
        keys = zip(rows["indicator_id"].astype(object).fillna(""), rows["scope"].fillna(""), rows["tier"], strict=True)
        once = [key if key[0] else None for key in keys]
        self.commitments = [own.index.to_numpy() for _, own in rows.groupby("commitment_id", sort=False)]
        self.once = [{once[row] for row in own} - {None} for own in self.commitments]
        league = rows["league"].astype(str).to_numpy()
        self.slots = [int(self.slot_of_row[own[0]]) for own in self.commitments]
        self.pool = {
            slot: [n for n, own in enumerate(self.commitments) if league[own[0]] == league[row]]
            for slot, row in zip(self.slot_of_row, range(len(rows)), strict=True)
        }
        self.targets = rows["target_id"].str[-2:].astype(int).to_numpy()
        self.totals = rows["part_of"].str[-2:].fillna("0").astype(int).to_numpy()

    def _pattern(self) -> dict[str, np.ndarray]:
        """Which real row stands at each place of a list: the unit's own commitments, and some of others of its league."""
        random, number = self.random, len(self.units)
        own: list[list[int]] = [[] for _ in range(number)]
        for commitment, slot in enumerate(self.slots):
            own[slot].append(commitment)
        taken = [[each for each in listed if random.random() > 0.15] or listed[:1] for listed in own]
        stated = [set().union(*(self.once[each] for each in listed)) for listed in taken]
        size = sum(len(self.commitments[each]) for listed in taken for each in listed)
        wanted = int(random.normal(ROWS, 40))
        weights = np.array([len(listed) for listed in own], float)
        for slot in random.choice(number, 5000, p=weights / weights.sum()):
            if size >= wanted:
                break
            each = self.pool[slot][random.integers(len(self.pool[slot]))]
            if each not in taken[slot] and not self.once[each] & stated[slot] and len(taken[slot]) < 40:
                taken[slot].append(each)
                stated[slot] |= self.once[each]
                size += len(self.commitments[each])
        placed = [
            (row, slot, number, self.targets[row], self.totals[row])
            for slot, listed in enumerate(taken)
            for number, each in enumerate(listed, 1)
            for row in self.commitments[each]
        ]
        return dict(zip(("row", "slot", "commitment", "target", "total"), np.array(placed).T, strict=True))

    def _named(self, pattern: dict[str, np.ndarray]) -> list[tuple[Mapping[str, Any], int, int]]:
        """The real mentions of the commitments of a pattern, each with the slot of its unit and the number of its commitment."""
        of: dict[str, list[Mapping[str, Any]]] = {}
        for mention in self.real["lists"][0]["mentions"]:
            of.setdefault(mention["commitment_id"], []).append(mention)
        real = self.rows["commitment_id"].to_numpy()[pattern["row"]]
        placed = dict.fromkeys(zip(real, pattern["slot"].tolist(), pattern["commitment"].tolist(), strict=True))
        return [(mention, slot, number) for commitment, slot, number in placed for mention in of.get(commitment, ())]

    def drawn(self, number: int, years: int) -> np.ndarray:
        """Which pattern each list of a city has, by year: what `of_city` draws first."""
        return np.random.default_rng([number, 23]).integers(0, _PATTERNS, years)

    def city(self, number: int) -> tuple[str, str, list[dict[str, Any]]]:
        """A city's name, how it is spelt, and its units."""
        name, spelt = self.cities[number]
        random = np.random.default_rng([number, 11])
        counties = iter(_places(random, 40))
        units = []
        for place, unit in enumerate(self.units):
            if unit["unit_type"] not in ("county", "zone"):
                # Names of the real city and of its surroundings.
                own = {
                    key: str(unit[key])
                    .replace("襄阳", name)
                    .replace("汉江", name)
                    .replace("湖北省", "省")
                    .replace("Xiangyang", spelt.title())
                    .replace("Hanjiang", spelt.title())
                    .replace("Hubei ", "")
                    for key in ("unit", "unit_en", "short", "short_en")
                }
                units.append({**unit, **own, "unit_id": unit["unit_id"].replace("hanjiang", "city")})
                continue
            called, county = next(counties)
            kind, kind_en = ("县", "County") if unit["unit_type"] == "county" else ("开发区", "Development Zone")
            units.append(
                {
                    **unit,
                    "unit": called + kind,
                    "unit_en": f"{county.title()} {kind_en}",
                    "unit_id": county,
                    "short": called,
                    "short_en": county.title(),
                    "adcode": f"9{number:03d}{place:02d}" if unit["unit_type"] == "county" else None,
                }
            )
        for unit in units:
            unit["found_by"] = f" {unit['unit']} {unit['short']} {unit['unit_en'].lower()} "
        return name + "市", spelt, units

    def list(self, number: int, year: int) -> dict[str, Any]:
        """What the table's metadata says of the list of a city and a year."""
        city, spelt, units = self.city(number)
        list_id = f"{spelt}-{year}"
        random = np.random.default_rng([number, year])
        real = self.real["lists"][0]
        ledger = {reason: int(random.normal(n, n / 10)) if n else 0 for reason, n in real["ledger"].items()}
        return {
            **real,
            "list_id": list_id,
            "year": year,
            "city": city,
            "city_en": spelt.title(),
            "title": f"{city}{year}年度目标清单",
            "title_en": f"{spelt.title()} annual targets {year}",
            "source_id": f"{list_id}-source",
            "source_sha256": hashlib.sha256(list_id.encode()).hexdigest(),
            "units": units,
            "ledger": ledger,
            "responsibility": [],
            "mentions": _Mentions(list_id, units, self.named[self.drawn(number, year - FIRST_YEAR + 1)[-1]]),
        }

    def of_city(self, number: int, years: int) -> arrow.Table:
        """The rows of a city's lists, in the table's order."""
        units = self.city(number)[2]
        about = [self.list(number, FIRST_YEAR + n) for n in range(years)]
        random = np.random.default_rng([number, 23])
        drawn = [self.patterns[n] for n in random.integers(0, _PATTERNS, years)]
        which = np.repeat(np.arange(years), [len(each["row"]) for each in drawn])
        row, slot, commitment, target, total = (
            np.concatenate([each[key] for each in drawn]) for key in ("row", "slot", "commitment", "target", "total")
        )
        count = len(row)
        columns = {name: self.base[name].combine_chunks().take(arrow.array(row)) for name in self.base.column_names}
        named = {"null_handling": "emit_null"}

        def text(values: list[str], places: np.ndarray) -> arrow.Array:
            return arrow.array(values, arrow.string()).take(arrow.array(places))

        def joined(*parts: object) -> arrow.Array:
            return compute.binary_join_element_wise(*parts, "", **named)

        def coded(values: list[str], places: np.ndarray) -> arrow.Array:
            return arrow.DictionaryArray.from_arrays(arrow.array(places.astype("int16")), arrow.array(values))

        two = [f"{n:02d}" for n in range(100)]
        columns["list_id"] = coded([each["list_id"] for each in about], which)
        columns["year"] = arrow.array((FIRST_YEAR + which).astype("int16"))
        columns["city"] = coded([str(about[0]["city"])], np.zeros(count))
        for name in ("unit_id", "unit", "unit_en", "unit_type", "adcode"):
            columns[name] = text([unit[name] for unit in units], slot)
        league = ["county" if unit["unit_type"] in ("county", "zone") else "department" for unit in units]
        columns["league"] = text(league, slot)
        columns["unit_order"] = arrow.array((slot + 1).astype("int16"))
        columns["commitment_no"] = arrow.array(commitment.astype("int16"))
        own = joined(columns["list_id"].cast(arrow.string()), "/", columns["unit_id"], "/", text(two, commitment))
        columns["commitment_id"] = own
        columns["target_id"] = joined(own, ".", text(two, target))
        parts = text(two, total)
        columns["part_of"] = compute.if_else(arrow.array(total > 0), joined(own, ".", parts), arrow.scalar(None, arrow.string()))
        # What is said of a commitment stands on all its rows.
        changes = np.flatnonzero(np.diff(which * 1_000_000 + slot * 100 + commitment, prepend=-1))
        of = np.cumsum(np.isin(np.arange(count), changes)) - 1
        step = random.integers(0, _STEPS, count)
        choice = row * _STEPS + step
        columns["value"] = arrow.array(self.values[choice], from_pandas=True)
        columns["std_value"] = arrow.array(self.standard[choice], from_pandas=True)
        columns["figure"] = self.figures.take(arrow.array(choice))
        said = [text(list(each), random.integers(0, len(each), len(changes))) for each in (_BEGINS, _DOES, _DOES, _ENDS, _ENDS)]
        topic = columns["topic"].cast(arrow.string()).take(arrow.array(changes))
        topics = {each["topic"]: each["topic_zh"] for each in self.real["topics"]}
        topic = arrow.array([topics[code] for code in topic.to_pylist()])
        first = arrow.array(changes)
        promised = joined(
            compute.fill_null(columns["measure"], "各项工作").take(first), compute.fill_null(columns["figure"], "").take(first)
        )
        statement = joined(said[0], said[1], topic, "，", promised, "，", said[3], "，", said[4], "。")
        columns["commitment"] = joined(said[0], said[2], topic).take(arrow.array(of))
        columns["statement"] = statement.take(arrow.array(of))
        length = self.lengths[choice]
        start = np.zeros(count, "int64")
        for n in range(years):
            own_rows = which == n
            steps = length[own_rows] + 30
            start[own_rows] = 600 + np.cumsum(steps) - steps
        columns["start"], columns["end"] = arrow.array(start.astype("int32")), arrow.array((start + length).astype("int32"))
        # A governing word stands right before its figure.
        bound = compute.subtract(arrow.array(start), compute.utf8_length(columns["bound_word"].cast(arrow.string())))
        columns["bound_start"] = bound.cast(arrow.int32())
        first = 10 + start % 200  # a paragraph has about so many characters, its governing words among them
        columns["first_char"], columns["last_char"] = arrow.array(first), arrow.array(first + length - 1)
        columns["source_id"] = coded([str(each["source_id"]) for each in about], which)
        columns["source_sha256"] = coded([str(each["source_sha256"]) for each in about], which)
        moved = (FIRST_YEAR + which - int(self.rows["year"].iloc[0])).astype(int)
        due = columns["deadline"].to_numpy(zero_copy_only=False)
        columns["deadline"] = arrow.array(_later(due, moved))
        # About as long as those of the real list, whose names and figures would be wrong here.
        told = ("unit", "commitment", "statement", "measure", "indicator", "figure", "target_id")
        parts = [compute.fill_null(columns[name].cast(arrow.string()), "") for name in told]
        columns["found_by"] = joined(
            *(part for each in parts for part in (" ", each)), compute.utf8_lower(columns["statement_en"]), " "
        )
        fields = [columns[name].cast(contract.SCHEMA.field(name).type) for name in contract.COLUMNS]
        return arrow.Table.from_arrays(fields, schema=contract.SCHEMA)


def _later(days: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Days moved by whole years; what is no day stays none."""
    days = days.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return (months + 12 * years.astype("timedelta64[M]")).astype("datetime64[D]") + (days - months.astype("datetime64[D]"))


def tables(lists: int = CITIES * YEARS, seed: int = 1, most: int = YEARS) -> tuple[dict[str, Any], Iterator[arrow.Table]]:
    """What the metadata of a made-up country says, and its rows city by city, sorted as a table is.

    `lists` makes it smaller: fewer cities, and below twenty lists fewer years of one. `most` is how many years there are.
    """
    country = Country(seed)
    years = min(most, lists)
    cities = -(-lists // years)
    order = sorted(range(cities), key=lambda number: country.cities[number][1])
    about = [country.list(number, FIRST_YEAR + n) for number in order for n in range(years)]
    return {**country.real, "lists": about}, (country.of_city(number, years) for number in order)


def checked(about: dict[str, Any], parts: Iterator[arrow.Table]) -> Iterator[arrow.Table]:
    """The same parts, each held against the contract. Raises ValueError where a row breaks a rule."""
    measures = UnitsOfMeasure(about["units_of_measure"])
    with duckdb.connect(":memory:") as whole:
        for part in parts:
            connection = whole.cursor()
            for name in layout.SAME:
                connection.register(name, arrow.Table.from_pylist(about[name]))
            connection.register("targets", layout.plain(part))
            uoms = [uom for uom in part["uom"].unique().to_pylist() if uom and measures.knows(uom)]
            asked = {"lists": part["list_id"].unique().to_pylist(), "uoms": uoms}
            for rule, targets in contract.find_broken(connection, contract.PUBLISHED_ROWS, "target_id", asked):
                raise ValueError(f"{rule.name}: {targets[:3]}")
            yield part


def main() -> None:
    """Writes the file and says how large it is and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--lists", type=int, default=CITIES * YEARS, help="how many lists")
    parser.add_argument("--years", type=int, default=YEARS, help="of how many years: more, for a larger table")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    about, parts = tables(options.lists, options.seed, options.years)
    with replacing(options.output) as file:
        rows = layout.write_into(file, checked(about, parts), layout.pack(about), rules=contract.RULES_SHA256)
    print(
        f"{options.output}: {rows:,} rows, {len(about['lists']):,} lists, {options.output.stat().st_size / 2**20:.0f} MiB, "
        f"{time.perf_counter() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
