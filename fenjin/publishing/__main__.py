"""Publishes lists into a running dashboard, and takes them back.

python -m fenjin.publishing check FOLDER                  everything that is wrong, cell by cell, and what is not reviewed
python -m fenjin.publishing diff FOLDER                   what would change: rows, sentences, places, sums
python -m fenjin.publishing publish FOLDER [--reason WHY] shown by every running dashboard; --reviewed-only leaves out what is not reviewed
python -m fenjin.publishing versions                      what was published, when and by whom
python -m fenjin.publishing back [VERSION]                an earlier version again, as it was (the one before the last, unless named)
python -m fenjin.publishing files [LIST] -o FOLDER        the files of a published list, to be corrected; or all curated files
python -m fenjin.publishing remove LIST
python -m fenjin.publishing rename LIST CODE

FOLDER is a list's folder, a draft's folder, or a whole folder of curated files. What it holds is checked against the published text, too, where
that is in the draft's folder or in one that --source or FENJIN_SOURCE names. `python -m fenjin.draft` drafts a list.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from fenjin import settings
from fenjin.data.store import AHEAD, SHORT, Pointer, StaleError
from fenjin.language.translate import Message, Translator, _, translator
from fenjin.publishing import collection, publishing
from fenjin.publishing.collection import Files, Left
from fenjin.publishing.publishing import Place, PublishingError, Wish
from fenjin.publishing.telling import left_lines, preview, problems, record_words, refusal
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError

_ARGUMENTS = {"check": 1, "diff": 1, "publish": 1, "versions": 0, "back": 1, "files": 1, "remove": 1, "rename": 2}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    installation, parser = settings.command("fenjin.publishing", __doc__)
    parser.add_argument("command", choices=list(_ARGUMENTS))
    parser.add_argument("what", nargs="*", help="the folder, the list, or the version")
    parser.add_argument("--by", default=settings.account(), help="who publishes")
    parser.add_argument("--note", default="", help="why, for the record")
    parser.add_argument("--reason", default="", help="why cells of a published list change; goes into its revisions.csv")
    parser.add_argument("--reason-en", default="", help="the same in English")
    parser.add_argument("--reviewed-only", action="store_true", help="leave out the rows that nobody has reviewed")
    parser.add_argument(
        "--source", type=Path, default=installation.source, help="the folder of the published text, to check against"
    )
    parser.add_argument("--ahead", type=float, default=AHEAD, help="seconds until a store shows it")
    parser.add_argument("-o", "--output", type=Path, help="a folder that is not there yet (files)")
    options = parser.parse_args(arguments)
    most = _ARGUMENTS[options.command]
    if len(options.what) > most or (len(options.what) < most and options.command not in ("back", "files")):
        parser.error(f"{options.command}: {most} argument(s)")
    if options.command == "files" and options.output is None:
        parser.error("files needs -o FOLDER")
    t = translator(options.lang)
    try:
        where = publishing.place(installation)
        publishing.mend(where)
        wish = Wish(options.by, options.reviewed_only, options.reason, options.reason_en)
        if options.command == "versions":
            return _versions(where, t)
        if options.command == "back":
            every_record = publishing.records(where)
            wished = [each for each in every_record[1:] if each.version.startswith((options.what or [""])[0])]
            if not wished:
                raise PublishingError(_("没有更早的这个版本：用 versions 看有哪些"))
            return _say(publishing.back(where, wished[0], options.by, t, options.ahead), t)
        files = publishing.files_of(where)
        if options.command == "files":
            options.output.mkdir(parents=True)
            collection.write_into(options.output, collection.of_list(files, options.what[0]) if options.what else files)
            print(t("已写入{folder}", folder=options.output))
            return 0
        left: dict[str, Left] = {}
        if options.command == "remove":
            files = collection.without(files, options.what[0])
        elif options.command == "rename":
            files = collection.renamed(files, *options.what)
        else:
            folder = Path(options.what[0])
            files, lists, left = _with(files, folder, wish, options.command, installation)
            for list_id, own in lists.items():
                text = publishing.text_of(own, options.source, folder / "published", folder.parent / "published")
                if text and list_id not in left:
                    publishing.check_text(files, list_id, text, t)
                elif list_id not in left:
                    print(t("{list}：没有它的原文，没有核对", list=list_id))
        prepared = publishing.prepare(where, files, t, left)
        if options.command == "check":
            print(t("没有问题"))
            print(*left_lines(prepared.left, t), sep="\n")
            return 0
        print(*preview(prepared, t), sep="\n")
        return (
            0
            if options.command == "diff"
            else _say(publishing.publish(where, prepared, options.by, options.note, options.ahead), t)
        )
    except BuildError as error:
        print(*problems(error, t), sep="\n", file=sys.stderr)
    except Message as error:
        print(error.in_words(t), file=sys.stderr)
    except FileExistsError as error:
        print(t("{folder}里已有文件，没有动它：换一个还没有的文件夹", folder=error.filename), file=sys.stderr)
    except (BusyError, StaleError, OSError) as error:
        print(refusal(error, where.store, t), file=sys.stderr)
    return 1


def _with(
    files: Files, folder: Path, wish: Wish, command: str, installation: settings.Settings
) -> tuple[Files, dict[str, Files], dict[str, Left]]:
    """The collection with what a folder holds, as it may be published, and the lists that it holds; to look at, also what may not be."""
    if (folder / "themes.csv").is_file():
        whole = collection.read_folder(folder)
        lists = {each: collection.of_list(whole, each) for each in collection.lists_of(whole)}
        missing = [each for each in collection.lists_of(files) if each not in lists]
        shared = {path: content for path, content in whole.items() if "/" not in path}
        others = {path: content for path, content in files.items() if "/" in path and path.partition("/")[0] not in missing}
        files = {**shared, **others}
    else:
        own = folder / folder.resolve().name if (folder / folder.resolve().name / "list.csv").is_file() else folder
        lists = {own.resolve().name: collection.read_list(own)}
    if command != "publish":
        wish = Wish(wish.by, True, wish.reason or "…", wish.reason_en)
    files, left = publishing.admit(files, lists, wish, publishing.day_of(installation))
    return files, lists, left


def _say(pointer: Pointer, t: Translator) -> int:
    moment = pointer.since.astimezone().isoformat(" ", "seconds")
    print(t("已发布版本{version}，{moment}起显示", version=pointer.version[:SHORT], moment=moment))
    return 0


def _versions(where: Place, t: Translator) -> int:
    every_record = publishing.records(where)
    for each in every_record:
        print(record_words(each, t))
    if not every_record:
        print(t("还没有发布过"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
