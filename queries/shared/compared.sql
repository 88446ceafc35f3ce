-- Which of the bounds are ranked with which, and why the others are kept apart. A part of other queries, after `bounds`; gives `shown`.
-- A group: same list, year, league, indicator, kind, standard unit and scope; the base tier only. It is ranked where two units or more wrote
-- down an amount at this scope or within it. One stands above another when its lowest value is higher than the other's highest; larger and
-- smaller count those that do. apart says why a figure is kept apart, '' for a ranked one.
versus as (
    select
        a.league, a.unit_id, a.indicator_id, a.kind, a.std_uom, a.scope_key,
        count(*) as group_size,
        count(*) filter (where b.basis <> 'wider') as written,
        count(*) filter (where b.unit_id <> a.unit_id and b.low > a.high) as larger,
        count(*) filter (where b.unit_id <> a.unit_id and b.high < a.low) as smaller
    from bounds as a
    inner join bounds as b
        on b.league = a.league and b.indicator_id = a.indicator_id and b.kind = a.kind and b.std_uom = a.std_uom
        and b.scope_key = a.scope_key
    group by a.league, a.unit_id, a.indicator_id, a.kind, a.std_uom, a.scope_key
),

ranked as (
    select b.*, v.group_size, v.written, v.larger, v.smaller
    from bounds as b
    inner join versus as v
        on v.league = b.league and v.unit_id = b.unit_id and v.indicator_id = b.indicator_id and v.kind = b.kind
        and v.std_uom = b.std_uom and v.scope_key = b.scope_key and v.written >= 2
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
