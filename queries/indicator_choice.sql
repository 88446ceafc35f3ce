-- The indicators of a theme that a list states: how many units of each league give a figure, and how many of them can be ranked.
with
--include meant
,

--include bounds
,

counted as (
    select
        f.indicator_id,
        count(distinct case when r.league = 'county' then r.unit_id end) as county_units,
        count(distinct case when r.league = 'department' then r.unit_id end) as department_units
    from figures as f
    inner join responsibility as r on r.list_id = $list and r.commitment_id = f.commitment_id and r.role = 'lead'
    group by f.indicator_id
),

groups as (
    select
        indicator_id,
        league,
        kind,
        std_uom,
        scope_key,
        count(*) filter (where basis <> 'wider') as units
    from bounds
    group by indicator_id, league, kind, std_uom, scope_key
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
    coalesce(r.county_ranked, 0) as county_ranked,
    coalesce(r.department_ranked, 0) as department_ranked
from indicators as i
inner join counted as c on c.indicator_id = i.indicator_id
left join ranked as r on r.indicator_id = i.indicator_id
order by
    i.theme,
    county_ranked desc,
    c.county_units desc,
    department_ranked desc,
    c.department_units desc,
    i.indicator_id
