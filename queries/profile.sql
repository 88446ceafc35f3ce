-- How firmly and by when: for each unit the commitments and targets by theme, and for all its themes together (theme = 'all').
-- A commitment that spans themes counts once in each and once in all, and with each unit that leads it. filter_unit is |a|b|, or '' for all.
with counted as (
    select
        coalesce(t.theme, 'all') as theme,
        r.unit_id,
        count(distinct t.commitment_id) as commitments,
        count(distinct t.commitment_id) filter (where t.kind <> 'qualitative') as measurable,
        count(*) filter (where t.kind <> 'qualitative') as targets,
        count(*) filter (where t.kind <> 'qualitative' and t.firmness = 'ensure') as ensured,
        count(*) filter (where t.kind <> 'qualitative' and t.firmness = 'task') as tasks,
        count(*) filter (where t.kind <> 'qualitative' and t.firmness = 'strive') as striven,
        count(*) filter (where t.kind <> 'qualitative' and t.firmness = 'plain') as plain,
        count(*) filter (where t.kind <> 'qualitative' and t.deadline is not null) as dated,
        min(t.deadline) as first_deadline
    from targets as t
    inner join responsibility as r on r.list_id = t.list_id and r.commitment_id = t.commitment_id and r.role = 'lead'
    where
        t.list_id = $list
        and ($filter_unit = '' or contains($filter_unit, concat('|', r.unit_id, '|')))
    group by grouping sets ((r.unit_id, t.theme), (r.unit_id))
)

select
    c.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_order,
    c.theme,
    c.commitments,
    c.measurable,
    c.targets,
    c.ensured,
    c.tasks,
    c.striven,
    c.plain,
    c.dated,
    c.first_deadline
from counted as c
inner join units as u on u.list_id = $list and u.unit_id = c.unit_id
order by u.unit_order, case when c.theme = 'all' then 0 else 1 end, c.theme
