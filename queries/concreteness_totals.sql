-- The same by kind of unit and for all units together (unit_type = 'all'): a commitment that several units lead counts once in each.
select
    coalesce(u.unit_type, 'all') as unit_type,
    t.theme,
    count(distinct t.commitment_id) as commitments,
    count(distinct case when t.kind <> 'qualitative' then t.commitment_id end) as measurable,
    count(distinct case when t.kind <> 'qualitative' then t.target_id end) as targets
from targets as t
inner join responsibility as r on r.list_id = t.list_id and r.commitment_id = t.commitment_id and r.role = 'lead'
inner join units as u on u.list_id = r.list_id and u.unit_id = r.unit_id
where t.list_id = $list and ($league is null or r.league = $league)
group by grouping sets ((u.unit_type, t.theme), (t.theme))
order by 1, t.theme
