-- What each county has in the sums of county_city, one row a sum and county, and after them the targets of the same indicator that are in
-- none of its figures (counted = 0).
with
--include meant
,

--include bounds
,

--include leads
,

cities as (
    select distinct indicator_id, kind, std_uom, scope_key
    from bounds
    where league = 'department' and kind = 'level' and basis in ('stated', 'whole')
),

counted as (
    select c.*, b.unit_id, b.low, b.comparator, b.basis, b.basis_targets, b.firmness
    from cities as c
    inner join bounds as b
        on b.league = 'county' and b.indicator_id = c.indicator_id and b.kind = c.kind and b.std_uom = c.std_uom
        and b.scope_key = c.scope_key and b.low is not null
),

-- A total holds its parts: what is narrower than a counted figure of the same unit is in it.
inside as (
    select distinct c.scope_key, f.target_id
    from counted as c
    inner join figures as f on f.league = 'county' and f.unit_id = c.unit_id and f.indicator_id = c.indicator_id and f.std_uom = c.std_uom
    left join narrower as n
        on n.indicator_id = c.indicator_id and n.wide = c.scope_key and n.narrow = f.scope_key
        and (n.area = '' or contains(f.lies_in, concat(' ', n.area, ' ')))
    where f.scope_key = c.scope_key or n.narrow is not null
)

select
    c.indicator_id,
    o.indicator,
    o.indicator_en,
    case when c.scope_key <> '' then c.scope_key end as scope,
    1 as counted,
    o.unit_id,
    coalesce(l.unit, o.unit) as unit,
    coalesce(l.unit_en, o.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    o.unit_order,
    case when c.basis = 'stated' then o.scope end as own_scope,
    c.comparator,
    c.low as std_value,
    cast(null as double) as std_high,
    c.std_uom,
    c.firmness,
    c.basis,
    c.basis_targets
from counted as c
inner join targets as o on o.target_id = split_part(c.basis_targets, ' ', 1)
inner join indicators as i on i.indicator_id = c.indicator_id
inner join units as u on u.list_id = o.list_id and u.unit_id = c.unit_id
left join leads as l on l.commitment_id = o.commitment_id
where i.additive
union all
select
    c.indicator_id,
    o.indicator,
    o.indicator_en,
    case when c.scope_key <> '' then c.scope_key end as scope,
    0 as counted,
    f.unit_id,
    coalesce(l.unit, o.unit) as unit,
    coalesce(l.unit_en, o.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    o.unit_order,
    o.scope as own_scope,
    f.comparator,
    f.std_value,
    f.std_high,
    f.std_uom,
    f.firmness,
    'stated' as basis,
    f.target_id as basis_targets
from cities as c
inner join figures as f on f.league = 'county' and f.indicator_id = c.indicator_id and f.kind = c.kind and f.std_uom = c.std_uom and f.tier = 'base'
inner join targets as o on o.target_id = f.target_id
inner join units as u on u.list_id = o.list_id and u.unit_id = f.unit_id
left join leads as l on l.commitment_id = f.commitment_id
left join inside as i on i.scope_key = c.scope_key and i.target_id = f.target_id
where i.target_id is null and f.additive and exists (
    select 1 from counted as k where k.indicator_id = c.indicator_id and k.scope_key = c.scope_key and k.std_uom = c.std_uom
)
order by 1, 4 nulls first, 5 desc, 11, 19
