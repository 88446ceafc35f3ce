-- Which units of a league state an indicator, and what is known of the others: a unit that gives no figure is never a zero.
-- stated: it has a target; topic: it has a commitment on the same topics but no figure for this indicator; silent: neither.
with stating as (
    select distinct unit_id
    from targets
    where list_id = $list and league = $league and indicator_id = $indicator
),

subject as (
    select distinct topic
    from targets
    where list_id = $list and indicator_id = $indicator
),

touching as (
    select distinct t.unit_id
    from targets as t
    inner join subject as s on s.topic = t.topic
    where t.list_id = $list and t.league = $league
)

select
    u.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_type,
    u.unit_order,
    u.tile_column,
    u.tile_row,
    case
        when g.unit_id is not null then 'stated'
        when p.unit_id is not null then 'topic'
        else 'silent'
    end as status
from units as u
left join stating as g on g.unit_id = u.unit_id
left join touching as p on p.unit_id = u.unit_id
where
    u.list_id = $list
    and case when u.unit_type in ('county', 'zone') then 'county' else 'department' end = $league
order by u.unit_order
