-- Every figure and bound of the indicators in full, with its place among what it may be ranked with. A part of other queries, after
-- `compared` and `leads`.
position as (
    select
        s.target_id,
        s.basis,
        s.basis_targets,
        o.list_id,
        s.unit_id,
        coalesce(l.unit, o.unit) as unit,
        coalesce(l.unit_en, o.unit_en) as unit_en,
        coalesce(l.short, u.short) as short,
        coalesce(l.short_en, u.short_en) as short_en,
        o.unit_order,
        s.league,
        o.theme,
        i.theme as indicator_theme,
        s.indicator_id,
        o.indicator,
        o.indicator_en,
        i.direction,
        i.additive,
        case when s.scope_key <> '' then s.scope_key end as scope,
        s.scope_key,
        s.kind,
        case when s.basis = 'stated' then o.measure end as measure,
        case when s.basis = 'stated' then o.measure_en end as measure_en,
        s.comparator,
        case when s.basis = 'stated' then o.value end as value,
        case when s.basis = 'stated' then o.value_high end as value_high,
        case when s.basis = 'stated' then o.uom end as uom,
        s.std_value,
        s.std_high,
        s.std_uom,
        s.low,
        s.high,
        s.firmness,
        o.tier,
        case when s.basis = 'stated' then o.part_of end as part_of,
        case when s.basis = 'stated' then o.deadline end as deadline,
        case when s.basis = 'stated' then o.figure end as figure,
        o.para,
        o.commitment_id,
        o.commitment,
        o.commitment_en,
        o.statement,
        o.statement_en,
        o.source_id,
        o."start",
        o."end",
        o.first_char,
        o.last_char,
        s.group_size,
        s.written,
        case when s.apart = '' then case when i.direction = 'higher' then s.larger else s.smaller end + 1 end as rank_best,
        case when s.apart = '' then s.group_size - case when i.direction = 'higher' then s.smaller else s.larger end end as rank_worst,
        -- Why a figure is kept apart; empty for a ranked one.
        s.apart
    from shown as s
    -- A bound stands in the list where the first of its targets stands.
    inner join targets as o on o.target_id = case when s.basis = 'stated' then s.target_id else split_part(s.basis_targets, ' ', 1) end
    inner join indicators as i on i.indicator_id = s.indicator_id
    inner join units as u on u.list_id = o.list_id and u.unit_id = s.unit_id
    left join leads as l on l.commitment_id = o.commitment_id
)
