-- Who is concrete where: for each unit and theme, how many commitments it made and how many of them can be measured.
-- A commitment counts in every theme in which one of its rows stands.
select
    u.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_order,
    u.unit_type,
    t.theme,
    count(distinct t.commitment_id) as commitments,
    count(distinct case when t.kind <> 'qualitative' then t.commitment_id end) as measurable,
    count(distinct case when t.kind <> 'qualitative' then t.target_id end) as targets
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
where t.list_id = $list and ($league is null or t.league = $league)
group by u.unit_id, u.unit, u.unit_en, u.short, u.short_en, u.unit_order, u.unit_type, t.theme
order by u.unit_order, t.theme
