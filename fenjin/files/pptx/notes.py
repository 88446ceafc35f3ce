"""What the speaker reads below a slide: his own remark, words to say, and the figures that these rest on."""

from collections.abc import Iterator

from fenjin import views
from fenjin.figures.table import sentence
from fenjin.language import cells, quantity
from fenjin.language.words import words
from fenjin.slides.slide import Slide
from fenjin.views import Context


def notes_of(context: Context, each: Slide) -> list[str]:
    """The notes of a slide, line by line."""
    t, view = context.t, each.view
    lines = [each.remark, ""] if each.remark else []
    lines += [*each.say, ""] if each.say else []
    if view is None:
        return lines if each.say else lines + list(each.body.paragraphs)
    figures = list(_figures(context, each))
    lines += [t("这一页的数字："), *figures, ""] if figures else []
    caveats = list(dict.fromkeys([*view.notes, *view.asides, *view.legend, *each.small]))
    lines += [t("{name}：{value}", name=t("怎么读"), value=""), *caveats, ""] if caveats else []
    lines += [each.source, *([each.link] if each.link else [])]
    return lines


def _figures(context: Context, each: Slide) -> Iterator[str]:
    """Every figure of a slide in a line of its own."""
    t, view, body = context.t, each.view, each.body
    assert view is not None
    names, targets = _names(view), _by_name(context, view)
    rows = body.pick(names)
    if rows is None:
        yield from body.sentences(t)
        return
    for row, record in zip(rows, view.table.iloc[rows].itertuples(index=False, name=None), strict=True):
        target = targets.get(names[row])
        # What names an action, or an indicator without a figure of it, is neither a target nor a bound.
        if target is None or not (target["target_id"] or target.get("basis")):
            yield sentence(
                t,
                ((t(field.heading), cells.words(value, field.kind, t)) for field, value in zip(view.fields, record, strict=True)),
            )
        elif (target.get("basis") or "stated") == "stated":
            yield _sentence(context, target)
        else:
            yield _bound_sentence(context, target)


def _names(view: views.View) -> list[str]:
    """What tells each row of a view's table from the others; "" where nothing does."""
    targets, basis, scopes = (view.cells(name) for name in ("target_id", "basis_targets", "scope"))
    if targets is None:
        return [""] * len(view.table)
    if basis is None or scopes is None:
        return [str(target) for target in targets]
    return [views.row_name(*names) for names in zip(targets, basis, scopes, strict=True)]


def _by_name(context: Context, view: views.View) -> dict[str, views.Row]:
    """The rows of a view's frame by their names, where they say all that the words of a target need."""
    if not {"target_id", "kind", "comparator", "std_value", "firmness", "first_char", "measure", "scope"} <= set(view.frame):
        return {}
    if not {"basis", "scope_key"} <= set(view.frame):
        return {row["target_id"]: row for row in view.rows}
    return {
        views.row_name(row["target_id"], row["basis_targets"], views.scope_of(context, row["scope_key"])): row
        for row in views.with_origins(context, view.frame)
    }


def _sentence(context: Context, row: views.Row) -> str:
    """A target in a line: unit, what, how much, comparator, scope, firmness, and where it is written."""
    t = context.t
    if row["kind"] == "qualitative":
        promise = t("{indicator}（{scope}）", indicator=t.of(row, "commitment"), scope=t("没有数字"))
        firmness = [t("语气：{firmness}", firmness=words(t, "firmness", row["firmness"]))] if row["firmness"] else []
        parts = [*firmness, t("出处：{where}", where=views.source(row, t))]
    else:
        promise = f"{views.measure_name(row, t)} {quantity.amount_words(row, t)}"
        scope = quantity.scope_words(row["scope_key" if "scope_key" in row else "scope"], context.scopes, t) or t("口径不限")
        parts = [
            t("{name}：{value}", name=t("比较符"), value=words(t, "comparator", row["comparator"])),
            t("口径：{scope}", scope=scope),
            t("语气：{firmness}", firmness=words(t, "firmness", row["firmness"])),
            t("出处：{where}", where=views.source(row, t)),
        ]
    return ("；" if t.lang == "zh" else "; ").join(
        [t("{unit}：{promise}", unit=views.whose(context, row), promise=promise), *parts]
    )


def _bound_sentence(context: Context, row: views.Row) -> str:
    """A bound in a line: unit, indicator, how much at least or at most, scope, from what it follows, and where that is written."""
    t = context.t
    parts = [
        t("口径：{scope}", scope=views.scope_of(context, row["scope_key"])),
        t("依据：{basis}", basis=views.basis_words(context, row)),
        t("出处：{where}", where=t.join(list(dict.fromkeys(views.source(each, t) for each in row["origins"])))),
    ]
    promise = f"{t.of(row, 'indicator')} {views.amount(row, t)}"
    return ("；" if t.lang == "zh" else "; ").join(
        [t("{unit}：{promise}", unit=views.whose(context, row), promise=promise), *parts]
    )
