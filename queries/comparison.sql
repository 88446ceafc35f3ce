-- Every target that belongs to an indicator, and every bound that follows from them, with its place among what it may be ranked with.
-- A group: same list, year, league, indicator, kind, standard unit and scope; the base tier only. It is ranked where two units or more wrote
-- down an amount at this scope or within it. One stands above another when its lowest value is higher than the other's highest.
-- rank_best and rank_worst are the bounds of the rank among the units of the group. Rows with basis 'stated' are targets; the others follow
-- from basis_targets and have no target_id. What several lead together is one promise and stands once. filter_unit (|a|b|, or '' for all) chooses among the units; ranks stay those in the whole league.
with
--include bounds
,

--include leads
,

--include led
,

counted as (
    select
        league, indicator_id, kind, std_uom, scope_key,
        count(*) as group_size,
        count(*) filter (where basis <> 'wider') as written
    from bounds
    group by league, indicator_id, kind, std_uom, scope_key
),

versus as (
    select
        a.league, a.unit_id, a.indicator_id, a.kind, a.std_uom, a.scope_key,
        count(b.unit_id) filter (where b.low > a.high) as larger,
        count(b.unit_id) filter (where b.high < a.low) as smaller
    from bounds as a
    left join bounds as b
        on b.league = a.league and b.indicator_id = a.indicator_id and b.kind = a.kind and b.std_uom = a.std_uom
        and b.scope_key = a.scope_key and b.unit_id <> a.unit_id
    group by a.league, a.unit_id, a.indicator_id, a.kind, a.std_uom, a.scope_key
),

ranked as (
    select b.*, c.group_size, c.written, v.larger, v.smaller
    from bounds as b
    inner join counted as c
        on c.league = b.league and c.indicator_id = b.indicator_id and c.kind = b.kind and c.std_uom = b.std_uom
        and c.scope_key = b.scope_key and c.written >= 2
    inner join versus as v
        on v.league = b.league and v.unit_id = b.unit_id and v.indicator_id = b.indicator_id and v.kind = b.kind
        and v.std_uom = b.std_uom and v.scope_key = b.scope_key
),

-- The targets that count in a ranked group only through what follows from them.
counting as (
    select distinct m.target_id
    from members as m
    inner join ranked as r
        on r.league = m.league and r.unit_id = m.unit_id and r.indicator_id = m.indicator_id and r.std_uom = m.std_uom
        and r.scope_key = m.wide and r.basis in ('narrower', 'parts', 'whole', 'between')
        and contains(concat(' ', r.basis_targets, ' '), concat(' ', m.target_id, ' '))
),

shown as (
    select
        f.league, f.unit_id, f.indicator_id, f.kind, f.scope_key, f.std_uom, f.comparator, f.std_value, f.std_high, f.low, f.high,
        f.firmness, 'stated' as basis, f.target_id as basis_targets, f.target_id, r.group_size, r.written, r.larger, r.smaller,
        case
            when f.tier = 'stretch' then 'tier'
            when f.is_other = 1 then 'other'
            when r.target_id is not null then ''
            when c.target_id is not null then 'within'
            when
                min(f.unit_id) over (partition by f.indicator_id, f.league)
                = max(f.unit_id) over (partition by f.indicator_id, f.league)
            then 'alone'
            else 'scope'
        end as apart
    from figures as f
    left join ranked as r on r.target_id = f.target_id
    left join counting as c on c.target_id = f.target_id
    union all
    select
        r.league, r.unit_id, r.indicator_id, r.kind, r.scope_key, r.std_uom, r.comparator, r.std_value, r.std_high, r.low, r.high,
        r.firmness, r.basis, r.basis_targets, r.target_id, r.group_size, r.written, r.larger, r.smaller, '' as apart
    from ranked as r
    where r.basis <> 'stated'
)

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
    o.indicator_theme,
    s.indicator_id,
    o.indicator,
    o.indicator_en,
    o.direction,
    o.additive,
    case when s.scope_key <> '' then s.scope_key end as scope,
    s.scope_key,
    s.kind,
    case when s.basis = 'stated' then o.measure end as measure,
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
    o.statement,
    o.source_id,
    o."start",
    o."end",
    o.first_char,
    o.last_char,
    s.group_size,
    s.written,
    case when s.apart = '' then case when o.direction = 'higher' then s.larger else s.smaller end + 1 end as rank_best,
    case when s.apart = '' then s.group_size - case when o.direction = 'higher' then s.smaller else s.larger end end as rank_worst,
    -- Why a figure is kept apart; empty for a ranked one.
    s.apart
from shown as s
-- A bound stands in the list where the first of its targets stands.
inner join figures as o on o.target_id = case when s.basis = 'stated' then s.target_id else split_part(s.basis_targets, ' ', 1) end
inner join units as u on u.list_id = o.list_id and u.unit_id = s.unit_id
left join leads as l on l.commitment_id = o.commitment_id
left join led as g on g.commitment_id = o.commitment_id
where ($league is null or s.league = $league) and ($filter_unit = '' or g.commitment_id is not null)
order by
    s.indicator_id,
    s.league,
    case when s.apart = '' then 0 else 1 end,
    case when s.apart = '' then -s.written else 0 end,
    case when s.apart = '' then s.scope_key else '' end,
    case when s.apart = '' and s.basis = 'wider' then 1 else 0 end,
    case when s.apart = '' and o.direction = 'higher' then -s.std_value else 0 end,
    case when s.apart = '' and o.direction = 'lower' then s.std_value else 0 end,
    o.unit_order,
    s.basis_targets,
    s.scope_key
