"""What a reader would see changed between two versions of the table: rows, sentences, places, sums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fenjin import views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.language import quantity
from fenjin.language.columns import title
from fenjin.language.translate import Translator, translator
from fenjin.language.words import words
from fenjin.views import Context, View
from fenjin.views.comparison import positions
from fenjin.views.rows import place_or_why
from fenjin.views.selection import Filters

# What of a row is no fact of a promise, but follows from the files around it.
_NO_FACT = {"found_by", "start", "end", "bound_start", "source_sha256", "unit_order"}


@dataclass(frozen=True)
class Change:
    """A sentence or a place that changes: what it is about, what it said (None: nothing) and what it says."""

    about: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class OfList:
    """What changes in one list: its title, whether it is `added`, `removed` or `changed`; targets and commitments without a figure that are added, changed
    (with their columns) and removed, by number with their words; headlines, places and sums that change."""

    list_id: str
    title: str
    state: str
    added: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    headlines: tuple[Change, ...] = ()
    places: tuple[Change, ...] = ()
    sums: tuple[Change, ...] = ()

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many rows are added, changed and removed."""
        return len(self.added), len(self.changed), len(self.removed)


def differences(before: Database | None, after: Database, t: Translator) -> list[OfList]:
    """What changes list by list, of those that change; all is added where there was no table."""
    if before and before.version == after.version:
        return []
    then = {str(each["list_id"]): each for each in before.lists} if before else {}
    now = {str(each["list_id"]): each for each in after.lists}
    answer = []
    for list_id in sorted({*then, *now}):
        if before and list_id in then and list_id in now and _same(before, after, list_id):
            continue
        old = Context(before, list_id, t, Look()) if before and list_id in then else None
        new = Context(after, list_id, t, Look()) if list_id in now else None
        own = _of_list(old, new, t)
        if own.state != "changed" or any(own.counts) or own.headlines or own.places or own.sums or then[list_id] != now[list_id]:
            answer.append(own)
    return answer


def _same(before: Database, after: Database, list_id: str) -> bool:
    """Whether all that a list's pages rest on is the same: its rows, its descriptions, what all lists share, and its list of last year."""
    beside = [Context(database, list_id, translator("zh"), Look()).before for database in (before, after)]
    lists = [list_id, *([beside[0]] if beside[0] else [])]
    return (
        beside[0] == beside[1]
        and before.metadata == after.metadata
        and all(before.describe(each) == after.describe(each) for each in lists)
        and all(
            before.tables(lists)[name].equals(after.tables(lists)[name]) for name in ("targets", "mentions", "responsibility")
        )
    )


def _of_list(old: Context | None, new: Context | None, t: Translator) -> OfList:
    either = new or old
    assert either is not None
    then, now = ({} if page is None else _rows(page) for page in (old, new))
    changed = {}
    for number, row in now.items():
        if number in then and (columns := [each for each in row if row[each] != then[number].get(each)]):
            changed[number] = t(
                "{row}：{columns}", row=_words(row, t), columns=t.join([title(t, each, "explore") for each in columns])
            )
    facts = {
        "added": {number: _words(row, t) for number, row in now.items() if number not in then},
        "removed": {number: _words(row, t) for number, row in then.items() if number not in now},
    }
    name = str(t.of(either.description, "title"))
    if old is None or new is None:
        state = "added" if old is None else "removed"
        first = (Change(t("清单的总数"), *(views.counts(page).takeaway if page else None for page in (old, new))),)
        return OfList(either.list_id, name, state, facts["added"], {}, facts["removed"], first)
    headlines, sums = (_changes(dict(say(old)), dict(say(new))) for say in (_headlines, _sums))
    return OfList(
        either.list_id,
        name,
        "changed",
        facts["added"],
        changed,
        facts["removed"],
        headlines,
        _changes(_places(old), _places(new)),
        sums,
    )


def _rows(page: Context) -> dict[str, dict[str, object]]:
    rows = views.records(views.explore(page, Filters()).frame)
    return {row["target_id"]: {name: value for name, value in row.items() if name not in _NO_FACT} for row in rows}


def _words(row: Mapping[str, object], t: Translator) -> str:
    promise = (
        f"{views.measure_name(row, t)} {quantity.amount_words(row, t)}"
        if row["kind"] != "qualitative"
        else t.of(row, "commitment")
    )
    return t("{unit}：{promise}", unit=t.of(row, "unit"), promise=promise)


def _headlines(page: Context) -> Iterator[tuple[str, str]]:
    """The sentences that pages say first, by what they are about."""
    t = page.t
    views_of: list[tuple[str, View]] = [
        ("", views.counts(page)),
        ("", views.promises(page)),
        ("", views.silent(page)),
        ("", views.timeline(page)),
        ("", views.years(page)),
    ]
    views_of += [(words(t, "theme", theme), views.matrix(page, theme)) for theme in page.themes]
    for row in views.records(views.indicators(page, None).frame):
        for league in views.LEAGUES:
            if row[f"{league}_units"]:
                views_of.append((words(t, "league", league), views.ranking(page, row["indicator_id"], league)))
    for about, view in views_of:
        if not view.empty:
            yield (f"{view.question} {about}".strip(), view.takeaway)


def _sums(page: Context) -> Iterator[tuple[str, str]]:
    for indicator in dict.fromkeys(views.sums(page).frame["indicator_id"]):
        view = views.county_city(page, indicator)
        yield view.question, view.takeaway


def _places(page: Context) -> dict[str, str]:
    """The place of each unit in each comparison."""
    t, places = page.t, {}
    for row in (row for league in views.LEAGUES for row in views.records(positions(page, league)) if not row["apart"]):
        about = t("{unit}，{indicator}", unit=page.who(row, "short"), indicator=t.of(row, "indicator"))
        about = t("{name}，口径：{scope}", name=about, scope=views.scope_of(page, row["scope_key"]))
        places[about] = place_or_why(row, t)
    return places


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """What is said anew, otherwise, or no more, in the order in which it is said."""
    every = list(dict.fromkeys([*new, *old]))
    return tuple(Change(each, old.get(each), new.get(each)) for each in every if old.get(each) != new.get(each))
