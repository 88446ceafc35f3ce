"""Measured figures as tables, beside what was measured last, and beside what the project wants to reach."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.themes import THEMES

THEME_PAGES = THEMES
KINDS = {
    "opened": "opened first",
    "load": "opened again",
    "again": "run again",
    "change": "changed, seen",
    "first": "changed, unseen",
}
Figures = dict[str, Any]


def _most_of(figures: Figures, pages: tuple[str, ...] | list[str], kinds: tuple[str, ...], what: str) -> float:
    """The most of some pages in some kinds of runs."""
    return max(figures[page][kind][what] for page in pages for kind in kinds if what in figures[page].get(kind, {}))


# What the project wants to reach: the table, the words, the part, its figure, the limit and whether that is the most.
TARGETS: tuple[tuple[str, str, str, Callable[[Figures], float], float, bool], ...] = (
    (
        "real",
        "server CPU of a change on a theme page, ms",
        "pages",
        lambda f: _most_of(f, THEME_PAGES, ("change",), "cpu_ms"),
        15,
        True,
    ),
    ("real", "changes/s, 20 sessions, one process", "throughput", lambda f: f["20"]["changes_per_s"], 60, False),
    ("real", "changed choice to new chart, ms", "browser", lambda f: f["change"]["ms"], 90, True),
    ("real", "cold load to first figure, ms", "browser", lambda f: f["cold"]["ms"], 300, True),
    ("real", "the same, times a page that is nothing else", "browser", lambda f: f["cold"]["ms"] / f["static"]["ms"], 1.5, True),
    ("real", "cold load on a phone to first figure, ms", "browser", lambda f: f["phone"]["ms"], 1500, True),
    (
        "real",
        "layout shift of a load",
        "browser",
        lambda f: max(f[load]["shift"] for load in ("cold", "warm", "phone")),
        0.02,
        True,
    ),
    ("real", "cold load until the live page stands, ms", "browser", lambda f: f["cold"]["live_ms"], 1500, True),
    ("real", "cold load over the wire, MB", "browser", lambda f: f["cold"]["MB"], 3, True),
    ("real", "warm load to first figure, ms", "browser", lambda f: f["warm"]["ms"], 150, True),
    ("real", "memory of a further idle session, MiB", "memory", lambda f: f["each_further_visitor"], 0.1, True),
    (
        "country",
        "any page's run, ms",
        "pages",
        lambda f: _most_of(f, list(f), ("load", "again", "change", "first"), "wall_ms"),
        300,
        True,
    ),
    (
        "country",
        "any page's run, server CPU, ms",
        "pages",
        lambda f: _most_of(f, list(f), ("load", "again", "change", "first"), "cpu_ms"),
        300,
        True,
    ),
    ("country", "changed choice to new chart, ms", "browser", lambda f: f["change"]["ms"], 200, True),
    ("country", "changed to an unseen choice to new chart, ms", "browser", lambda f: f["first"]["ms"], 200, True),
    ("country", "memory, MiB", "memory", lambda f: max(f["after_load"], f["visitors_200"], f["every_page_once"]), 2048, True),
    ("country", "start, s", "memory", lambda f: f["start_s"], 10, True),
)


def targets(results: Figures) -> str:
    """Each target, what was measured last and whether that reaches it, as a Markdown table."""
    rows = []
    for table, words, part, of, limit, most in TARGETS:
        measured = results["tables"].get(table, {}).get(part)
        if not measured:
            continue
        value = of(measured["figures"])
        reached = value <= limit if most else value >= limit
        rows.append((table, words, f"{'≤' if most else '≥'} {limit:g}", f"{value:g}", "yes" if reached else "no"))
    return _markdown(("table", "to reach", "limit", "measured", "reached"), rows)


def page_line(page: str, figures: Figures) -> str:
    """One page in one line, while the others are still being measured."""
    return f"{page:<12}" + "".join(
        f"{words}: {figures[kind]['wall_ms']:.0f} ms, CPU {figures[kind]['cpu_ms']:.0f}; "
        for kind, words in KINDS.items()
        if figures.get(kind)
    )


def part(table: str, name: str, measured: Figures, last: Figures | None) -> str:
    """One part as a table, and its ratios to the last one."""
    lines = [f"\n{name}, table {table}, commit {measured['commit']}: {measured['busy']}\n", _table(name, measured["figures"])]
    if last:
        now, then = (dict(_flat(each["figures"])) for each in (measured, last))
        ratios = [(key, f"{then[key]:g}", f"{now[key]:g}", f"{now[key] / then[key]:.2f}") for key in now if then.get(key)]
        if name == "pages":
            ratios = [row for row in ratios if row[0].rpartition(".")[2] in ("cpu_ms", "wire_kB") and ".opened." not in row[0]]
        lines += [
            f"Beside commit {last['commit']} of {last['date']} ({last['busy']}):\n",
            _markdown(("figure", "then", "now", "ratio"), ratios),
        ]
    return "\n".join(lines)


def whole(results: Figures) -> str:
    """Everything that is known of one kind of machine, as Markdown."""
    machine = results["machine"]
    lines = [
        f"# {machine['cpu']}, {machine['processors']} processors, {machine['memory_GiB']} GiB\n",
        f"{machine['system']}, Python {machine['python']}. Written by `make bench`; times grow with whatever else the machine does.\n",
        targets(results),
    ]
    for table, parts in results["tables"].items():
        for name, measured in parts.items():
            lines += [f"## {name}, table {table}\n", f"Commit {measured['commit']}, {measured['date']}; {measured['busy']}.\n"]
            lines.append(_table(name, measured["figures"]))
    return "\n".join(lines)


def _table(name: str, figures: Figures) -> str:
    if name == "pages":
        return _pages(figures)
    if any(isinstance(each, dict) for each in figures.values()):
        columns = list(dict.fromkeys(column for each in figures.values() for column in each))
        rows = [(key, *(f"{each[column]:g}" if column in each else "" for column in columns)) for key, each in figures.items()]
        return _markdown((name, *columns), rows)
    return _markdown((name, ""), [(key, f"{value:g}") for key, value in figures.items()])


def _pages(figures: Figures) -> str:
    """Milliseconds as wall / processor time; kB as sent / on the wire."""
    rows = []
    for page, found in figures.items():
        floor = found.get("duckdb", {})
        row = [page]
        for kind in KINDS:
            taken = found.get(kind)
            row.append(f"{taken['wall_ms']:.0f} / {taken['cpu_ms']:.0f}" if taken else "")
        changed = found.get("change") or found["load"]
        row.append(f"{changed['kB']:.0f} / {changed['wire_kB']:.0f}")
        row.append(f"{floor['duckdb_ms']:.1f} / {floor['duckdb_cpu_ms']:.1f}" if floor else "")
        row.append(f"{floor['queries']:g}" if floor else "")
        first = found.get("first")
        row.append(f"{first['cpu_ms'] / floor['duckdb_cpu_ms']:.1f}" if first and floor.get("duckdb_cpu_ms") else "")
        rows.append(tuple(row))
    return (
        "Milliseconds: wall / server's processor time. kB of a change: messages / wire. DuckDB: the queries of an unseen choice alone.\n\n"
        + _markdown(("page", *KINDS.values(), "kB", "DuckDB", "queries", "unseen / DuckDB"), rows)
    )


def _flat(figures: Figures, before: str = "") -> Iterator[tuple[str, float]]:
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        elif key not in ("runs", "times", "changes", "longest_ms"):
            yield f"{before}{key}", value


def _markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table whose columns also line up as plain text."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]) + "\n"
