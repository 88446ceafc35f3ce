-- Do the counties' targets add up to the city's? For additive indicators of which a department gives the city's figure: it states it at
-- this scope, or states all the parts that make it up. Each county counts with what it states at the scope, or with the least that follows
-- from what it states within it; a county that nothing is known of is no zero. county_comparator says whether the sum is exact or a least,
-- share_comparator what is known of the share; both are of what the counties promised that are in the sum. county_targets are all the
-- targets that it rests on; county_parts says of each county which, and how its part follows from them.
-- Summed as decimals and read again from their digits: so the sum does not depend on the order in which an engine adds, nor on
-- how it makes a decimal a number.
with
--include meant
,

--include bounds
,

--include leads
,

counties as (
    select
        indicator_id, kind, std_uom, scope_key,
        cast(cast(sum(cast(low as decimal(28, 6))) as varchar) as double) as county_value,
        count(*) filter (where basis <> 'stated') as county_derived,
        case when count(*) filter (where comparator <> 'eq') > 0 then 'ge' else 'eq' end as county_comparator,
        string_agg(basis_targets, ' ' order by basis_targets) as county_targets
    from bounds
    where league = 'county' and low is not null
    group by indicator_id, kind, std_uom, scope_key
),

-- Who leads what is in a sum: a figure that several lead together is in it once.
stating as (
    select b.indicator_id, b.kind, b.std_uom, b.scope_key, count(distinct r.unit_id) as county_units
    from bounds as b
    inner join figures as f on f.target_id = split_part(b.basis_targets, ' ', 1)
    inner join responsibility as r on r.list_id = $list and r.commitment_id = f.commitment_id and r.role = 'lead' and r.league = 'county'
    where b.league = 'county' and b.low is not null
    group by b.indicator_id, b.kind, b.std_uom, b.scope_key
),

league as (
    select count(*) as units
    from units
    where list_id = $list and unit_type in ('county', 'zone')
),

compared as (
    select
        c.*,
        s.county_value, n.county_units, s.county_derived, s.county_comparator, s.county_targets,
        case
            when c.comparator = 'eq' then s.county_comparator
            when c.comparator in ('ge', 'gt') and s.county_comparator = 'eq' then 'le'
            when c.comparator in ('le', 'lt') then 'ge'
        end as share_comparator
    from bounds as c
    inner join counties as s
        on s.indicator_id = c.indicator_id and s.kind = c.kind and s.std_uom = c.std_uom and s.scope_key = c.scope_key
    inner join stating as n
        on n.indicator_id = s.indicator_id and n.kind = s.kind and n.std_uom = s.std_uom and n.scope_key = s.scope_key
    where c.league = 'department' and c.kind = 'level' and c.basis in ('stated', 'whole')
)

select
    o.target_id,
    c.basis,
    c.basis_targets,
    c.indicator_id,
    o.indicator,
    o.indicator_en,
    case when c.scope_key <> '' then c.scope_key end as scope,
    c.unit_id,
    coalesce(l.unit, o.unit) as unit,
    coalesce(l.unit_en, o.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    c.comparator,
    c.std_value as city_value,
    c.std_high as city_high,
    c.std_uom,
    o.para,
    c.county_comparator,
    c.county_value,
    c.county_units,
    c.county_derived,
    c.county_targets,
    l.units as league_units,
    c.county_value - c.std_value as gap,
    case when c.county_value > c.high then 1 else 0 end as is_beyond,
    c.share_comparator,
    case when c.share_comparator is not null then c.county_value / nullif(c.std_value, 0) end as share
from compared as c
inner join targets as o on o.target_id = split_part(c.basis_targets, ' ', 1)
inner join indicators as i on i.indicator_id = c.indicator_id
inner join units as u on u.list_id = o.list_id and u.unit_id = c.unit_id
left join leads as l on l.commitment_id = o.commitment_id
cross join league as l
where i.additive
order by c.indicator_id, c.scope_key, o.target_id
