-- The indicators of a theme that a list states: how many units of each league, and how many of them can be ranked.
with figures as (
    select
        t.indicator_id,
        t.league,
        t.unit_id,
        coalesce(t.scope, '') as scope_key,
        t.tier
    from targets as t
    where t.list_id = $list and t.indicator_id is not null
),

groups as (
    select
        indicator_id,
        league,
        scope_key,
        count(distinct unit_id) as units
    from figures
    where tier = 'base'
    group by indicator_id, league, scope_key
),

counted as (
    select
        indicator_id,
        count(distinct case when league = 'county' then unit_id end) as county_units,
        count(distinct case when league = 'department' then unit_id end) as department_units
    from figures
    group by indicator_id
),

ranked as (
    select
        indicator_id,
        coalesce(max(case when league = 'county' and units > 1 then units end), 0) as county_ranked,
        coalesce(max(case when league = 'department' and units > 1 then units end), 0) as department_ranked
    from groups
    group by indicator_id
)

select
    i.indicator_id,
    i.theme,
    i.indicator,
    i.indicator_en,
    i.kind,
    i.stage,
    i.std_uom,
    i.direction,
    i.additive,
    i.definition,
    i.definition_en,
    c.county_units,
    c.department_units,
    r.county_ranked,
    r.department_ranked
from indicators as i
inner join counted as c on c.indicator_id = i.indicator_id
inner join ranked as r on r.indicator_id = i.indicator_id
where $theme is null or i.theme = $theme
order by
    i.theme,
    r.county_ranked desc,
    c.county_units desc,
    r.department_ranked desc,
    c.department_units desc,
    i.indicator_id
