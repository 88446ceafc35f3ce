"""A draft of a list from its published file, for people to review.

python -m fenjin.draft FILE --list NAME --year YEAR --city CITY -o FOLDER
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from fenjin import settings
from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.reading import LARGEST, Refusal, pasted, read
from fenjin.draft.shapes import SHAPES
from fenjin.draft.writing import write
from fenjin.language.translate import translator
from fenjin.paths import CURATED, content
from fenjin.table.curated import BuildError


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    _settings, parser = settings.command("fenjin.draft", __doc__)
    parser.add_argument(
        "file", type=Path, help="the published file: .txt .docx .pdf .html .xlsx, or - for text on standard input"
    )
    parser.add_argument("--list", required=True, help="the list's code: <city>-<year>, small letters, digits and hyphens")
    parser.add_argument("--year", required=True, type=int, help="the year that the list is for")
    parser.add_argument("--city", required=True, help="the city as published")
    parser.add_argument("--city-en", default="", help="its English name")
    parser.add_argument("--title", default="", help="the list's title as published")
    parser.add_argument("--title-en", default="", help="its English")
    parser.add_argument("--place", default="", help="whose list it is where the text names no unit (the city)")
    parser.add_argument("--shape", default="", choices=["", *SHAPES], help="how the list is laid out, where it is not recognised")
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of curated files to learn from")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a folder that is not there yet")
    options = parser.parse_args(arguments)
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", options.list):
        parser.error("--list: small letters, digits and hyphens, for example linhe-2031")
    t = translator(options.lang)
    try:
        if str(options.file) == "-":
            text = sys.stdin.read()
            name, bytes_of_file, published = f"{options.list}.txt", text.encode(), pasted(text)
        else:
            name, bytes_of_file = options.file.name, content(options.file, LARGEST)
            published = read(bytes_of_file, name)
        about = About(options.list, options.year, options.city, options.city_en, options.title, options.title_en, options.place)
        draft = draft_list(published, about, Knowledge.read(options.curated, t), options.shape)
        if not draft.files["commitments.csv"]:
            print(t("没有认出任何承诺：用 --shape 指明版式（{shapes}）", shapes=t.join(list(SHAPES))), file=sys.stderr)
            return 1
        folder = write(draft, options.output, name, bytes_of_file)
    except Refusal as refusal:
        print(refusal.in_words(t), file=sys.stderr)
        return 1
    except BuildError as error:
        for problem in error.problems:
            print(f"{problem.file} {problem.row} [{problem.column}] {problem.value!r}: {problem.remedy}", file=sys.stderr)
        return 1
    except FileExistsError:
        print(t("{folder}里已有文件，没有动它：换一个还没有的文件夹", folder=options.output), file=sys.stderr)
        return 1
    except OSError as error:
        print(t("读写{path}时出错：{why}", path=error.filename or options.output, why=error.strerror or error), file=sys.stderr)
        return 1
    files = draft.files
    print(t("版式：{shape}。{reason}", shape=draft.layout.shape, reason=draft.layout.reason.in_words(t)))
    print(t("{units}个单位，{commitments}条承诺", units=len(files["units.csv"]), commitments=len(files["commitments.csv"])))
    others = sum(bool(row["reason"]) for row in files["numerals.csv"])
    print(t("起草了{n}个指标值；另有{m}个数字写明了不作指标值的理由", n=draft.figures, m=others))
    unsure = sum(row["used"] == "asked" and row["column"] == "numeral" for row in files["suggestions.csv"])
    print(t("要人来定的有{n}处，其中{m}个数字拿不准", n=draft.asked, m=unsure))
    if draft.left_out:
        lines = "".join(f"\n  {line[:40]}" for line in draft.left_out[:5])
        print(t("有{n}行带数字的文字没有归入任何承诺：{lines}", n=len(draft.left_out), lines=lines))
    print(t("已写入{folder}；全部是草稿，审定后把 status 改为 reviewed", folder=folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
