-- The units of a list in order of publication, with what each promised: what it leads, alone or with others.
select
    u.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_type,
    u.unit_order,
    r.league,
    count(distinct t.commitment_id) as commitments,
    count(distinct case when t.kind <> 'qualitative' then t.commitment_id end) as measurable,
    count(distinct case when t.kind <> 'qualitative' then t.target_id end) as targets
from units as u
inner join responsibility as r on r.list_id = u.list_id and r.unit_id = u.unit_id and r.role = 'lead'
inner join targets as t on t.list_id = r.list_id and t.commitment_id = r.commitment_id
where u.list_id = $list
group by u.unit_id, u.unit, u.unit_en, u.short, u.short_en, u.unit_type, u.unit_order, r.league
order by u.unit_order
