"""A draft of a list from its published file, for people to review.

python -m fenjin.draft FILE --list NAME --year YEAR --city CITY -o FOLDER
python -m fenjin.draft workbook FOLDER -o REVIEW.xlsx     the draft as one Excel workbook to review
python -m fenjin.draft take REVIEW.xlsx FOLDER            what was reviewed, back into the draft
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from fenjin import settings
from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.intake import take
from fenjin.draft.reading import LARGEST, pasted, read
from fenjin.draft.shapes import SHAPES
from fenjin.draft.workbook import SHEETS, Review, excel
from fenjin.draft.writing import write
from fenjin.language.translate import Message, Translator, translator
from fenjin.paths import CURATED, content
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    own = list(sys.argv[1:] if arguments is None else arguments)
    return {"workbook": _workbook, "take": _take}.get(own[0], _draft)(own) if own else _draft(own)


def _workbook(arguments: Sequence[str]) -> int:
    _settings, parser = settings.command("fenjin.draft", __doc__)
    parser.add_argument("action", choices=["workbook"])
    parser.add_argument("folder", type=Path, help="the folder that a draft was written into")
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of the shared curated files")
    parser.add_argument("-o", "--output", type=Path, required=True, help="an .xlsx file that is not there yet")
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        book = excel(Review.read(options.folder, options.curated, t), t)
        with options.output.open("xb") as file:
            file.write(book)
    except FileExistsError:
        print(t("{file}已经存在，没有动它：里面可能有审过的内容，换一个文件名", file=options.output), file=sys.stderr)
        return 1
    except (Message, BuildError, OSError) as error:
        return _refuse(error, options.output, t)
    print(t("已写入{file}；审完用 take 取回", file=options.output))
    return 0


def _take(arguments: Sequence[str]) -> int:
    _settings, parser = settings.command("fenjin.draft", __doc__)
    parser.add_argument("action", choices=["take"])
    parser.add_argument("workbook", type=Path, help="the workbook, as it was reviewed")
    parser.add_argument("folder", type=Path, help="the folder that the draft was written into")
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of the shared curated files")
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        review = Review.read(options.folder, options.curated, t)
        changes = take(content(options.workbook, LARGEST), review, t)
    except BusyError:
        print(t("另一个进程正在写这份草稿：等它结束再来"), file=sys.stderr)
        return 1
    except (Message, BuildError, OSError) as error:
        if isinstance(error, BuildError):
            print(t("有{n}处不对，草稿没有动：", n=len(error.problems)), file=sys.stderr)
        return _refuse(error, options.folder, t)
    for sheet in SHEETS:
        print(t("{sheet}：人改了{n}格", sheet=t(sheet.name), n=changes.cells.get(sheet.file, 0)))
    print(t("新审定{n}行", n=changes.reviewed))
    if changes.dropped or changes.added:
        print(t("{n}个数字改为不是指标值，{m}个改为指标值（待审，重新导出就在表里）", n=changes.dropped, m=changes.added))
    return 0


def _refuse(error: Exception, path: Path, t: Translator) -> int:
    """Says what is wrong and what to do; returns the exit status."""
    if isinstance(error, Message):
        print(error.in_words(t), file=sys.stderr)
    elif isinstance(error, BuildError):
        for problem in error.problems:
            print(f"{problem.file} {problem.row} [{problem.column}] {problem.value!r}: {problem.remedy}", file=sys.stderr)
    elif isinstance(error, OSError):
        print(t("读写{path}时出错：{why}", path=error.filename or path, why=error.strerror or error), file=sys.stderr)
    return 1


def _draft(arguments: Sequence[str]) -> int:
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
    except FileExistsError:
        print(t("{folder}里已有文件，没有动它：换一个还没有的文件夹", folder=options.output), file=sys.stderr)
        return 1
    except (Message, BuildError, OSError) as error:
        return _refuse(error, options.output, t)
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
