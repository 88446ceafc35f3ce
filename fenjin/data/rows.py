"""The rows of queries by column, for the type checker: what a row is asked for, its query gives.

What may be missing is None in its type; what never is, the contract or the query sees to. Shared columns stand in a class of their own.
It is one file because a query of one room is read in several, and a row of each is looked up here.
"""

import datetime
from typing import TypedDict


class OfUnit(TypedDict):
    """Whose a row is."""

    unit_id: str
    unit: str
    unit_en: str


class Short(TypedDict):
    """By what name short of room a unit goes."""

    short: str
    short_en: str


class OfIndicator(TypedDict):
    """Of which indicator a row is."""

    indicator_id: str
    indicator: str
    indicator_en: str


class MaybeOfIndicator(TypedDict):
    """Of which indicator a row is, where it is of any."""

    indicator_id: str | None
    indicator: str | None
    indicator_en: str | None


class InText(TypedDict):
    """Where in the text a row stands."""

    para: int
    first_char: int
    last_char: int
    start: int
    end: int


class OfCommitment(TypedDict):
    """Of which commitment a row is, and what that says, in both languages where somebody put it into English."""

    commitment_id: str
    commitment: str
    commitment_en: str | None
    statement: str
    statement_en: str | None


class Measure(TypedDict):
    """What a row measures, in the words of the list and in English where somebody put it into that."""

    measure: str | None
    measure_en: str | None


class Standard(TypedDict):
    """How much, in the standard unit of measure, of a figure; `std_high` of a range alone."""

    std_value: float
    std_high: float | None
    std_uom: str


class MaybeStandard(TypedDict):
    """The same, where a row has an amount: neither a day nor a commitment without a figure has one."""

    std_value: float | None
    std_high: float | None
    std_uom: str | None


class PrintedFigure(TypedDict):
    """How much, as the text puts it, where it is a target; a nought may stand without a unit of measure."""

    value: float | None
    value_high: float | None
    uom: str | None
    figure: str | None


class OfAction(TypedDict):
    """Of which action a row is."""

    action: str
    action_zh: str
    action_en: str


class Comparison(OfUnit, Short, OfIndicator, InText, OfCommitment, Measure, Standard, PrintedFigure):
    """A row of `comparison`: a figure of an indicator, or a bound that follows from figures."""

    target_id: str | None
    basis: str
    basis_targets: str
    list_id: str
    unit_order: int
    league: str
    theme: str
    indicator_theme: str
    direction: str
    additive: bool
    scope: str | None
    scope_key: str
    low: float | None
    high: float | None
    firmness: str
    tier: str
    part_of: str | None
    deadline: datetime.date | None
    source_id: str
    group_size: int | None
    written: int | None
    rank_best: int | None
    rank_worst: int | None
    apart: str
    kind: str
    comparator: str


class Meeting(Comparison):
    """A row of `pair`: the same of two indicators, with how it stands to the other, and how many units have an amount of either there."""

    meeting: str
    units: int


class Spread(Comparison):
    """A row of `spread`: a figure or bound of an indicator, with its place on the line of amounts and the quartiles of these."""

    place: int | None
    units: int
    exact: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


class Sum(OfUnit, Short, OfIndicator):
    """A row of `county_city`: the counties' sum against the city's figure."""

    target_id: str
    basis: str
    basis_targets: str
    scope: str | None
    comparator: str
    city_value: float
    city_high: float | None
    std_uom: str
    para: int
    county_comparator: str
    county_value: float
    county_units: int
    county_derived: int
    county_targets: str
    league_units: int
    gap: float
    is_beyond: int
    share_comparator: str | None
    share: float | None


class Part(OfUnit, Short, OfIndicator, Standard):
    """A row of `county_parts`: what a county has in a sum, or what is in none."""

    scope: str | None
    counted: int
    unit_order: int
    own_scope: str | None
    comparator: str
    firmness: str
    basis: str
    basis_targets: str


class Rate(OfUnit, Short, OfIndicator, Measure, Standard, PrintedFigure):
    """A row of `county_rates`: a figure that is never added."""

    city_target: str
    target_id: str
    league: str
    scope: str | None
    unit_order: int
    firmness: str
    kind: str
    comparator: str


class Coverage(OfUnit, Short):
    """A row of `coverage`: a unit and what is known of it and an indicator."""

    unit_type: str
    unit_order: int
    tile_column: int | None
    tile_row: int | None
    status: str
    commitment_id: str | None
    firmness: str | None
    words: str | None
    action: str | None
    action_zh: str | None
    action_en: str | None
    para: int | None
    first_char: int | None
    last_char: int | None
    start: int | None
    end: int | None


class Promise(OfUnit, Short, MaybeOfIndicator, InText, OfCommitment, Measure, MaybeStandard, PrintedFigure, OfAction):
    """A row of `similar`: a promise of an action."""

    list_id: str
    unit_order: int
    league: str
    theme: str
    commitment_no: int
    target_id: str | None
    scope: str | None
    tier: str | None
    part_of: str | None
    deadline: datetime.date | None
    firmness: str | None
    words: str
    kind: str | None
    comparator: str | None


class Due(OfUnit, Short, MaybeOfIndicator, InText, OfCommitment, Measure, MaybeStandard, PrintedFigure):
    """A row of `deadlines`: a target with a last day."""

    target_id: str
    list_id: str
    deadline: datetime.date
    league: str
    theme: str
    scope: str | None
    firmness: str
    tier: str
    kind: str
    comparator: str


class Commitment(OfUnit, Short, MaybeOfIndicator, InText, OfCommitment, Measure, MaybeStandard, PrintedFigure):
    """A row of `commitment`: a row of a commitment."""

    target_id: str
    list_id: str
    year: int
    unit_type: str
    league: str
    commitment_no: int
    theme: str
    topic: str
    topic_zh: str
    topic_en: str
    indicator_theme: str | None
    definition: str | None
    definition_en: str | None
    scope: str | None
    firmness: str | None
    tier: str
    part_of: str | None
    deadline: datetime.date | None
    source_id: str
    source_sha256: str
    kind: str
    comparator: str | None


class Target(OfUnit, MaybeOfIndicator, InText, OfCommitment, Measure, MaybeStandard, PrintedFigure):
    """A row of `explore`: a target or a commitment without a figure."""

    target_id: str
    list_id: str
    year: int
    unit_type: str
    unit_order: int
    league: str
    commitment_no: int
    theme: str
    topic: str
    topic_zh: str
    topic_en: str
    scope: str | None
    firmness: str | None
    tier: str
    part_of: str | None
    deadline: datetime.date | None
    source_id: str
    measurable: str
    due: str
    actions: str | None
    kind: str
    comparator: str | None


class Years(OfUnit, Short, OfIndicator):
    """A row of `years`: a promise of this year, of the year before (`before_*`), or of both."""

    change: str
    unit_order: int
    league: str
    theme: str
    topic: str
    scope: str | None
    tier: str
    commitment_id: str
    target_id: str | None
    kind: str | None
    comparator: str | None
    value: float | None
    value_high: float | None
    uom: str | None
    std_value: float | None
    std_high: float | None
    std_uom: str | None
    firmness: str | None
    figure: str | None
    para: int | None
    first_char: int | None
    last_char: int | None
    before_target: str | None
    before_kind: str | None
    before_comparator: str | None
    before_value: float | None
    before_value_high: float | None
    before_uom: str | None
    before_std_value: float | None
    before_std_high: float | None
    before_std_uom: str | None
    before_firmness: str | None
    before_figure: str | None
    before_para: int | None
    before_first_char: int | None
    before_last_char: int | None


class Indicator(OfIndicator):
    """A row of `indicator_choice`: an indicator that a list states."""

    theme: str
    kind: str
    stage: str
    std_uom: str
    direction: str
    additive: bool
    definition: str
    definition_en: str
    county_units: int
    department_units: int
    county_ranked: int
    department_ranked: int


class Action(OfAction):
    """A row of `action_choice`: an action that a list promises."""

    theme: str
    topic: str
    indicator_id: str | None
    county_units: int
    department_units: int
    units: int
    figure_units: int


class NamedAction(InText, OfAction):
    """A row of `commitment_actions`: an action that a commitment names."""

    theme: str
    commitment_id: str
    basis_targets: str | None
    firmness: str | None
    words: str
    units: int


class Counts(TypedDict):
    """How many commitments there are, how many of them can be measured, and how many targets."""

    commitments: int
    measurable: int
    targets: int


class Profile(OfUnit, Short, Counts):
    """A row of `profile`: the counts of a unit and theme."""

    unit_order: int
    theme: str
    ensured: int
    tasks: int
    striven: int
    plain: int
    dated: int
    first_deadline: datetime.date | None


class Count(Counts):
    """A row of `counts`: the counts of a league."""

    league: str
    units: int


class Specificity(Counts):
    """A row of `concreteness_totals`: the counts of a kind of unit, or of all (`all`), and a theme."""

    unit_type: str
    theme: str


class Concreteness(OfUnit, Short, Specificity):
    """A row of `concreteness`: the counts of a unit and theme."""

    unit_order: int


class Unit(OfUnit, Short, Counts):
    """A row of `units`: a unit with its counts."""

    unit_type: str
    unit_order: int
    league: str


class Numerals(TypedDict):
    """A row of `ledger`: what became of so many numerals."""

    reason: str
    numerals: int
    all_numerals: int


# By query, so that a test can hold them against what each gives.
ROWS = {
    "comparison": Comparison,
    "pair": Meeting,
    "spread": Spread,
    "county_city": Sum,
    "county_parts": Part,
    "county_rates": Rate,
    "coverage": Coverage,
    "similar": Promise,
    "deadlines": Due,
    "commitment": Commitment,
    "explore": Target,
    "years": Years,
    "indicator_choice": Indicator,
    "action_choice": Action,
    "commitment_actions": NamedAction,
    "profile": Profile,
    "counts": Count,
    "concreteness": Concreteness,
    "concreteness_totals": Specificity,
    "units": Unit,
    "ledger": Numerals,
}
