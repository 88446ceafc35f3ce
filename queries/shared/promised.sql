-- What a target `t` promises: columns of other queries.
    t.measure,
    t.indicator_id,
    t.indicator,
    t.indicator_en,
    t.scope,
    t.kind,
    t.comparator,
    t.value,
    t.value_high,
    t.uom,
    t.std_value,
    t.std_high,
    t.std_uom
