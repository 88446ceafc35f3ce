"""What of a view stands on a slide: its figure, its counts, or its rows, without what a room need not read."""

from fenjin import views
from fenjin.figures.content import Content
from fenjin.figures.table import Table
from fenjin.language import cells
from fenjin.language.words import words
from fenjin.views import Context, View

# Columns that a slide has no room for, by machine name: they are in the files, and a paragraph is in the notes.
_LEFT_OUT = frozenset((
    "target_id", "para", "source", "std_value", "std_high", "part_of", "comparator", "kind", "statement", "first_char", "last_char", "start", "end",
    "figure", "topic_zh", "tier", "year", "direction", "additive", "stage",
))  # fmt: skip
_MOST_COLUMNS = 7


def _table_of(view: View, context: Context) -> Table:
    """A view's table as a slide shows it: the columns that a room reads, those without any word left out."""
    t, show = context.t, view.show
    # Rows of another form say themselves of which row of the table they are.
    excerpt = show.excerpt(context, view) if show.excerpt else None
    fields, table, places = (
        (excerpt.columns, excerpt.table, excerpt.places) if excerpt else (view.fields, view.table, tuple(range(len(view.table))))
    )
    shown = {each.name: (each, list(table.iloc[:, place])) for place, each in enumerate(fields)}
    left_out = set() if view.free else {*_LEFT_OUT, *show.without}
    if "firmness" in shown:
        each, own = shown["firmness"]
        shown["firmness"] = each, ["" if cell == words(t, "firmness", "plain") else cell for cell in own]
    if {"measure", "commitment"} <= set(shown):
        # A commitment without a figure measures nothing, and says what it promises; what is measured is said in the list's language,
        # the indicator's name is at hand in the reader's.
        each, said = shown["measure"]
        said = [measure or commitment for measure, commitment in zip(said, shown["commitment"][1], strict=True)]
        if t.lang == "en" and "indicator" in shown:
            said = [indicator or measure for indicator, measure in zip(shown["indicator"][1], said, strict=True)]
        shown["measure"] = each, said
        left_out |= {"commitment", "theme", "indicator"}
    written = {name: [cells.words(cell, each.kind, t) for cell in own] for name, (each, own) in shown.items()}
    names = [name for name in shown if name not in left_out and any(written[name])][:_MOST_COLUMNS]
    # The title says whose rows they are where they are all one unit's.
    if "unit" in names and len(set(written["unit"])) == 1 and len(table) > 1:
        names.remove("unit")
    # Who chose only such columns is shown them all the same.
    names = names or list(shown)[:_MOST_COLUMNS]
    owners = {t.of(unit, "unit"): unit["unit_id"] for unit in views.of_view(context, view).units}
    units = tuple(owners.get(name, "") for name in written.get("unit", [""] * len(table)))
    rows = tuple(zip(*(written[name] for name in names), strict=True))
    figures = tuple(cells.numeric(shown[name][1], shown[name][0].kind) for name in names)
    return Table(tuple(t(shown[name][0].heading) for name in names), rows, figures, units, places)


def body_of(view: View, context: Context) -> Content:
    """What a view shows on a slide: what its question says, a figure as it is, else its rows as a table."""
    own = view.show.content(context, view) if view.show.content else None
    if own is not None:
        return own
    return view.drawn.content if view.drawn else _table_of(view, context)
