"""What of a view stands on a slide: its figure, its counts, or its rows, without what a room need not read."""

from fenjin import views
from fenjin.figures.content import Content
from fenjin.figures.table import Table
from fenjin.language import cells
from fenjin.language.words import words
from fenjin.views import Context, View

# Columns that a slide has no room for, by machine name: they are in the files, and a paragraph is in the notes.
_OMISSIONS = frozenset(
    (
        "target_id",
        "para",
        "source",
        "std_value",
        "std_high",
        "part_of",
        "comparator",
        "kind",
        "statement",
        "first_char",
        "last_char",
        "start",
        "end",
        "figure",
        "topic_zh",
        "tier",
        "year",
        "direction",
        "additive",
        "stage",
        "basis_targets",
    )
)
_MOST_COLUMNS = 7


def _table_of(view: View, context: Context) -> Table:
    """A view's table as a slide shows it: the columns that a room reads, those without any word left out."""
    t, show = context.t, view.show
    # Rows of another form say themselves of which row of the table they are.
    excerpt = show.excerpt(context, view) if show.excerpt else None
    fields, table, places = (
        (excerpt.columns, excerpt.table, excerpt.places) if excerpt else (view.fields, view.table, tuple(range(len(view.table))))
    )
    fields_by_name = {each.name: (each, list(table.iloc[:, place])) for place, each in enumerate(fields)}
    omissions = set() if view.free else {*_OMISSIONS, *show.without}
    if "firmness" in fields_by_name:
        each, own = fields_by_name["firmness"]
        fields_by_name["firmness"] = each, ["" if cell == words(t, "firmness", "plain") else cell for cell in own]
    if {"measure", "commitment"} <= set(fields_by_name):
        # A commitment without a figure measures nothing, and says what it promises; in English the indicator's name,
        # the indicator's name is at hand in the reader's.
        each, measures = fields_by_name["measure"]
        measures = [measure or commitment for measure, commitment in zip(measures, fields_by_name["commitment"][1], strict=True)]
        if t.lang == "en" and "indicator" in fields_by_name:
            measures = [indicator or measure for indicator, measure in zip(fields_by_name["indicator"][1], measures, strict=True)]
        fields_by_name["measure"] = each, measures
        omissions |= {"commitment", "theme", "indicator"}
    texts = {name: [cells.words(cell, each.kind, t) for cell in own] for name, (each, own) in fields_by_name.items()}
    names = [name for name in fields_by_name if name not in omissions and any(texts[name])][:_MOST_COLUMNS]
    # The title says whose rows they are where they are all one unit's.
    if "unit" in names and len(set(texts["unit"])) == 1 and len(table) > 1:
        names.remove("unit")
    # Who chose only such columns is shown them all the same.
    names = names or list(fields_by_name)[:_MOST_COLUMNS]
    owners = {t.of(unit, "unit"): unit["unit_id"] for unit in views.of_view(context, view).units}
    units = tuple(owners.get(name, "") for name in texts.get("unit", [""] * len(table)))
    rows = tuple(zip(*(texts[name] for name in names), strict=True))
    figures = tuple(cells.numeric(fields_by_name[name][1], fields_by_name[name][0].kind) for name in names)
    return Table(tuple(t(fields_by_name[name][0].heading) for name in names), rows, figures, units, places)


def body_of(view: View, context: Context) -> Content:
    """What a view shows on a slide: what its question says, its figure as it is, else its rows as a table."""
    own = view.show.content(context, view) if view.show.content else None
    if own is not None:
        return own
    return view.drawn.content if view.drawn and not view.show.excerpt else _table_of(view, context)
