-- Do the counties' targets add up to the city's? For additive indicators that both leagues state at the same scope.
-- Parts of a total are left out of the counties' sum; a department's figure for its own scope is the city's figure.
-- Summed as decimals and read again from their digits: so the sum does not depend on the order in which an engine adds, nor on
-- how it makes a decimal a number.
with figures as (
    select
        t.*,
        coalesce(t.scope, '') as scope_key
    from targets as t
    inner join indicators as i on i.indicator_id = t.indicator_id
    where
        t.list_id = $list
        and ($indicator is null or t.indicator_id = $indicator)
        and ($theme is null or i.theme = $theme)
        and i.additive
        and t.tier = 'base'
        and t.std_value is not null
),

counties as (
    select
        indicator_id,
        kind,
        std_uom,
        scope_key,
        cast(cast(sum(cast(std_value as decimal(28, 6))) as varchar) as double) as county_value,
        count(*) as county_units,
        count(*) filter (where comparator <> 'eq') as county_bounds
    from figures
    where league = 'county' and part_of is null
    group by indicator_id, kind, std_uom, scope_key
),

league as (
    select count(*) as units
    from units
    where list_id = $list and unit_type in ('county', 'zone')
)

select
    c.target_id,
    c.indicator_id,
    c.indicator,
    c.indicator_en,
    c.scope,
    c.unit_id,
    c.unit,
    c.unit_en,
    u.short,
    u.short_en,
    c.comparator,
    c.std_value as city_value,
    c.std_uom,
    c.para,
    c.part_of,
    s.county_value,
    s.county_units,
    s.county_bounds,
    l.units as league_units,
    s.county_value - c.std_value as gap,
    s.county_value / nullif(c.std_value, 0) as share
from figures as c
inner join counties as s
    on s.indicator_id = c.indicator_id and s.kind = c.kind and s.std_uom = c.std_uom and s.scope_key = c.scope_key
inner join units as u on u.list_id = c.list_id and u.unit_id = c.unit_id
cross join league as l
where c.league = 'department'
order by c.indicator_id, c.scope_key, c.target_id
