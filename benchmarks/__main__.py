"""Measures the dashboard on this machine: `python -m benchmarks`, or parts of it: `--only pages,throughput --table country`.

Writes what it found, with machine, commit and how busy the machine was, into `benchmarks/results/` (a file of figures for each
kind of machine, and the same as tables), and prints the ratios to what stood there before.
"""

import argparse
import asyncio
import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import browser, deck, machine, memory, pages, report, throughput, workers
from fenjin import settings
from fenjin.paths import TABLE
from tests.server import PAGES, started

RESULTS = Path(__file__).resolve().parent / "results"
EVERY_PAGE = (*PAGES, "present")


def _pages(variables: dict[str, str], table: Path, runs: int = pages.RUNS) -> dict[str, Any]:
    found = {}
    for path in EVERY_PAGE:
        # Each page meets a server that has shown nothing yet, so that what is measured does not depend on the order.
        with started(variables=variables) as server:
            found[path] = asyncio.run(pages.page(server, path, runs))
        print(report.page_line(path, found[path]), flush=True)
    for path, floor in pages.floors(variables, table, EVERY_PAGE, runs).items():
        found[path]["duckdb"] = floor
    return found


def _throughput(variables: dict[str, str], _table: Path) -> dict[str, Any]:
    with started(variables=variables) as server:
        return asyncio.run(throughput.measure(server.address, [server.process.pid]))


PARTS: dict[str, Callable[[dict[str, str], Path], dict[str, Any]]] = {
    "pages": _pages,
    "throughput": _throughput,
    "workers": lambda variables, _table: workers.measure(variables),
    "memory": lambda variables, _table: memory.measure(variables),
    "browser": lambda variables, _table: browser.measure(variables),
    "files": lambda _variables, _table: deck.measure(),
}


def main(arguments: list[str] | None = None) -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, separated by commas: {', '.join(PARTS)} (all)")
    parser.add_argument("--table", default="real", help="real, or country: data/country.parquet; or a file (real)")
    parser.add_argument("--runs", type=int, default=pages.RUNS, help=f"how often each run of a page is measured ({pages.RUNS})")
    parser.add_argument("--dry", action="store_true", help="keep nothing")
    asked = parser.parse_args(arguments)
    parts = asked.only.split(",")
    if set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(set(parts) - set(PARTS)))}; there are {', '.join(PARTS)}")
    name, table = _table(asked.table)
    if not table.is_file():
        parser.error(f"{table} is missing: make it with python -m benchmarks.country {table}")
    variables = {} if table == TABLE else {settings.TABLE: str(table)}
    if variables and "files" in parts:
        parts.remove("files")

    described = machine.describe()
    kept = RESULTS / f"{described['kind']}.json"
    before = json.loads(kept.read_text("utf-8")) if kept.is_file() else {"tables": {}}
    results = {"machine": described, "tables": {**before["tables"]}}
    of_table = results["tables"][name] = {**before["tables"].get(name, {})}
    print(
        f"{described['cpu']}, {described['processors']} processors, {described['system']}, Python {described['python']}; table {name}"
    )
    for part in parts:
        with machine.Busy() as busy:
            measured = _pages(variables, table, asked.runs) if part == "pages" else PARTS[part](variables, table)
        last = of_table.get(part)
        of_table[part] = {
            "commit": machine.commit(),
            "date": datetime.date.today().isoformat(),
            "busy": busy.said,
            "figures": measured,
        }
        print(report.part(name, part, of_table[part], last))
        if not asked.dry:
            RESULTS.mkdir(exist_ok=True)
            kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            kept.with_suffix(".md").write_text(report.whole(results), "utf-8")
    print(report.targets(results))


def _table(asked: str) -> tuple[str, Path]:
    if asked == "real":
        return asked, TABLE
    return ("country", TABLE.with_name("country.parquet")) if asked == "country" else ("country", Path(asked).resolve())


if __name__ == "__main__":
    main(sys.argv[1:])
