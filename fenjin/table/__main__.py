"""The curated table: build it from the reviewed files, verify it against the published text, report what it holds.

python -m fenjin.table build
python -m fenjin.table verify --source DIR [--list LIST]
python -m fenjin.table report
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from fenjin import settings
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table import contract
from fenjin.table.build import assemble, store
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError, replacing
from fenjin.table.report import report
from fenjin.table.verify import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    _settings, parser = settings.command("fenjin.table", __doc__)
    parser.add_argument("command", choices=["build", "verify", "report"])
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of curated files")
    parser.add_argument("--output", type=Path, default=_settings.table, help="the table")
    parser.add_argument("--source", type=Path, help="folder with the published documents (verify)")
    parser.add_argument("--list", default="", help="the one list to verify, in place of all")
    options = parser.parse_args(arguments)
    if options.list and options.command != "verify":
        parser.error("--list goes with verify")
    t = translator(options.lang)
    try:
        if options.command == "build":
            # Held from before the files are read: of two builds the later one never loses to the earlier.
            with replacing(options.output) as file:
                table = assemble(options.curated, t)
                store(table, file, contract.RULES_SHA256)
            print(t("已写入 {path}：{n} 行", path=options.output, n=table.num_rows))
            return 0
        if options.command == "report":
            print(*report(options.output, t), sep="\n")
            return 0
        if options.source is None:
            parser.error("verify needs --source DIR")
        lines, problems = verify(options.curated, options.source, t, options.list)
        print(*lines, sep="\n")
    except BuildError as error:
        problems = error.problems
    except BusyError:
        print(t("另一次生成正在写{path}，这一次没有做。请等它结束再来。", path=options.output), file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.output
        print(t("读写{path}时出错：{why}。原来的表没有动。", path=where, why=error.strerror or error), file=sys.stderr)
        return 1
    if problems:
        for problem in problems:
            where = t("{file} 第 {row} 行", file=problem.file, row=problem.row) if problem.row else problem.file
            print(f"{where} [{problem.column}] {problem.value!r}: {problem.remedy}", file=sys.stderr)
        print(t("{n} 处问题；表未发布", n=len(problems)), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
