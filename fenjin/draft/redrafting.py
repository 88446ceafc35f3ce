"""A draft that nobody has touched yet, made anew from its published file in another layout."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.edits import SETTLED
from fenjin.draft.keeping import draft_in, hold, rows_of, store
from fenjin.draft.reading import LARGEST, read
from fenjin.draft.workbook import Review, Row
from fenjin.draft.writing import CORRECTED, DRAFTED, about, contents
from fenjin.language.translate import Message, Translator, _
from fenjin.paths import content


def redraft(folder: Path, curated: Path, shape: str, t: Translator) -> None:
    """Drafts a list's published file anew in another shape. Raises Message where people have changed or accepted anything of the draft or
    the shape gives no commitment, BuildError, BusyError, OSError; then the draft stays as it is."""
    with hold(folder):
        review = draft_in(folder, curated, t)
        drafted = {name: rows_of(folder / DRAFTED / name) for name in CORRECTED}
        if not _is_untouched(review, drafted):
            raise Message(_("这份草稿已经有人改过或审过，没有重新起草：要用别的版式，换一个代号另起一份"))
        own, facts = review.files["list.csv"][0], rows_of(folder / "published" / "about.csv")[0]
        published = read(content(folder / "published" / facts["file"], LARGEST), facts["file"])
        names = (own["city"], own["city_en"], own["title"], own["title_en"], facts.get("place", ""))
        draft = draft_list(published, About(review.list_id, int(own["year"]), *names), Knowledge.read(curated, t), shape)
        if not draft.files["commitments.csv"]:
            raise Message(_("按这个版式没有认出任何承诺，草稿没有动"))
        store(folder, {**contents(draft), "published/about.csv": about(draft, facts["file"])})


def _is_untouched(review: Review, drafted: Mapping[str, Sequence[Row]]) -> bool:
    settled = any(row["used"] == SETTLED for row in review.files["suggestions.csv"])
    return not settled and all(list(review.files[name]) == list(rows) for name, rows in drafted.items())
