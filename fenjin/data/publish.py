"""Publishes a table into a store, from which servers show it at one moment.

python -m fenjin.data.publish FOLDER [--file TABLE] [--ahead SECONDS] [--by NAME] [--note WHY]
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from fenjin import settings
from fenjin.data.admission import TableError, open_table
from fenjin.data.store import AHEAD, SHORT, publish
from fenjin.language.translate import translator
from fenjin.paths import TABLE
from fenjin.table.replacing import BusyError


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    _installation, parser = settings.command("fenjin.data.publish", __doc__)
    parser.add_argument("store", type=Path, help="the folder that servers and cluster share")
    parser.add_argument("--file", type=Path, default=TABLE, help="the table to publish, as `build` wrote it")
    parser.add_argument("--ahead", type=float, default=AHEAD, help="seconds until it is shown")
    parser.add_argument("--by", default=settings.account(), help="who publishes, for the record")
    parser.add_argument("--note", default="", help="why, for the record")
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        database, _rows = open_table(options.file)
        pointer = publish(database, options.store, max(0.0, options.ahead), options.by, options.note)
    except TableError as problem:
        print(t("{path}没有发布：{why}", path=options.file, why=problem.in_words(t)), file=sys.stderr)
        return 1
    except BusyError:
        print(t("另一次发布正在写{path}，这一次没有做。请等它结束再来。", path=options.store), file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.store
        print(t("读写{path}时出错：{why}。原来的表没有动。", path=where, why=error.strerror or error), file=sys.stderr)
        return 1
    moment = pointer.since.astimezone().isoformat(" ", "seconds")
    print(t("已发布版本{version}，{moment}起显示", version=pointer.version[:SHORT], moment=moment))
    return 0


if __name__ == "__main__":
    sys.exit(main())
