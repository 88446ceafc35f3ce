-- The units of a list in order of publication, with what each promised.
select
    u.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_type,
    u.unit_order,
    t.league,
    count(distinct t.commitment_id) as commitments,
    count(distinct case when t.kind <> 'qualitative' then t.commitment_id end) as measurable,
    count(distinct case when t.kind <> 'qualitative' then t.target_id end) as targets
from units as u
inner join targets as t on t.list_id = u.list_id and t.unit_id = u.unit_id
where u.list_id = $list
group by u.unit_id, u.unit, u.unit_en, u.short, u.short_en, u.unit_type, u.unit_order, t.league
order by u.unit_order
