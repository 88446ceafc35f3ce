-- The actions that a list promises, those that most units promise first: how many units of each league promise it, and how many of them
-- say how much of it they will do.
with promised as (
    select
        m.action,
        count(distinct case when r.league = 'county' then r.unit_id end) as county_units,
        count(distinct case when r.league = 'department' then r.unit_id end) as department_units,
        count(distinct case when m.basis_targets is not null then r.unit_id end) as figure_units
    from mentions as m
    inner join responsibility as r on r.list_id = m.list_id and r.commitment_id = m.commitment_id and r.role = 'lead'
    where m.list_id = $list and m.action is not null
    group by m.action
)

select
    a.action,
    a.theme,
    a.topic,
    a.action_zh,
    a.action_en,
    a.indicator_id,
    p.county_units,
    p.department_units,
    p.county_units + p.department_units as units,
    p.figure_units
from actions as a
inner join promised as p on p.action = a.action
where $theme is null or a.theme = $theme
order by units desc, p.figure_units desc, a.action
