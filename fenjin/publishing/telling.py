"""What publishing has to say, in words: what a version would change, who published what, what is wrong."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from fenjin.data.store import SHORT, Record, StaleError
from fenjin.language.columns import title
from fenjin.language.translate import Translator
from fenjin.publishing.collection import Left
from fenjin.publishing.differences import Change, OfList
from fenjin.publishing.publishing import Prepared
from fenjin.table.curated import BuildError, Problem
from fenjin.table.replacing import BusyError

_MOST = 36  # lines of one kind that are told


def problems(error: BuildError, t: Translator) -> list[str]:
    """What is wrong with curated files, a line a cell: file, row, column, what it holds, what to do."""
    lines = []
    for problem in error.problems:
        where = t("{file} 第 {row} 行", file=problem.file, row=problem.row) if problem.row else problem.file
        lines.append(f"{where} [{problem.column}] {problem.value!r}: {problem.remedy}")
    return [*lines, t("{n} 处问题；表未发布", n=len(error.problems))]


def refusal(error: BusyError | StaleError | OSError, path: Path, t: Translator) -> str:
    """Why something could not be published, in words."""
    if isinstance(error, BusyError):
        return t("另一次发布正在写{path}，这一次没有做。请等它结束再来。", path=path)
    if isinstance(error, StaleError):
        return t("看过改动以后，别人又发布了一次：这一次没有做。请重新看一遍再发布。")
    return t("读写{path}时出错：{why}。原来的表没有动。", path=error.filename or path, why=error.strerror or error)


def preview(prepared: Prepared, t: Translator) -> list[str]:
    """What a version would change, as lines of text."""
    lines = [line for each in prepared.changes for line in _of_list(each, t)] or [t("和现在的版本没有不同")]
    return [*lines, *left_lines(prepared.left, t)]


def summary(each: OfList, t: Translator) -> str:
    """What becomes of a list, in a sentence."""
    kinds = {"added": t("新的清单"), "removed": t("整份去掉")}
    rows = rows_words(each.counts, t)
    kind = kinds.get(each.state)
    return t("{name}：{value}", name=each.title, value=t("{kind}，{rows}", kind=kind, rows=rows) if kind else rows)


def rows_words(counts: tuple[int, int, int], t: Translator) -> str:
    """How many rows are added, changed and removed, of which there are any."""
    n, m, k = counts
    parts = [words for count, words in ((n, t("加{n}行", n=n)), (m, t("改{n}行", n=m)), (k, t("去{n}行", n=k))) if count]
    return t.join(parts) or t("行没有变")


def _of_list(each: OfList, t: Translator) -> list[str]:
    lines = [summary(each, t)]
    kinds = {"+": each.added, "~": each.changed, "-": each.removed} if each.state == "changed" else {}
    for sign, rows in kinds.items():
        lines += _first([f"  {sign} {number}  {words}" for number, words in rows.items()], t)
    for heading, changes in ((t("页面上的话"), each.headlines), (t("名次"), each.places), (t("合计"), each.sums)):
        if changes:
            lines += [f"  {heading}", *_first([f"    {line}" for change in changes for line in sentences(change, t)], t)]
    return lines


def sentences(change: Change, t: Translator) -> list[str]:
    """A change of what is said, as lines."""
    old, new = (t("（没有）") if text is None else text for text in (change.old, change.new))
    return [change.about, f"  − {old}", f"  + {new}"]


def _first(lines: list[str], t: Translator) -> list[str]:
    more = len(lines) - _MOST
    return [*lines[:_MOST], *([t("    ……另有{n}行", n=more)] if more > 0 else [])]


def left_lines(left: Mapping[str, Left], t: Translator) -> list[str]:
    """What of some lists nobody has reviewed, a line each."""
    return [left_words(name, each, t) for name, each in left.items()]


def left_words(list_id: str, left: Left, t: Translator) -> str:
    """What of a list nobody has reviewed, in a sentence."""
    sentence = t("{list}：{n}条承诺、{m}个目标没有审定，不发布", list=list_id, n=left.commitments, m=left.targets)
    return sentence + (t("；整个单位都没有审定的：{units}", units=t.join(list(left.units))) if left.units else "")


def record_words(record: Record, t: Translator) -> str:
    """Who published what and when, with what it changed, in a line."""
    return "  ".join(
        part for part in (moment_words(record), record.version[:SHORT], record.by, counts_words(record, t), record.note) if part
    )


def moment_words(record: Record, zone: datetime.tzinfo | None = None) -> str:
    """From when a version is shown, to the minute, in a time zone: the machine's unless another is named."""
    return datetime.datetime.fromisoformat(record.since).astimezone(zone).isoformat(" ", "minutes")[:16]


def problem_words(problem: Problem, t: Translator) -> tuple[str, str, str, str, str]:
    """What is wrong in curated files: file, row, column in words and by its name, what it holds, what to do."""
    try:
        column = t("{heading}（{name}）", heading=title(t, problem.column), name=problem.column)
    except KeyError:
        column = problem.column
    return problem.file, str(problem.row or ""), column, problem.value, problem.remedy


def changed_words(record: Record, lists: Sequence[str], t: Translator) -> str:
    """What a publication changed in some lists, and why."""
    counts = [each for name, each in record.lists.items() if name in lists]
    n, m, k = (sum(each) for each in zip(*counts, strict=True))
    changes = rows_words((n, m, k), t)
    return t("{changes}（{why}）", changes=changes, why=record.note) if record.note else changes


def counts_words(record: Record, t: Translator) -> str:
    """How many rows of which lists a publication added, changed and removed."""
    pieces = [t("{name}：{value}", name=name, value=rows_words(counts, t)) for name, counts in record.lists.items()]
    return ("；" if t.lang == "zh" else "; ").join(pieces)
