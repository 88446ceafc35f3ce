-- Who is concrete where: for each unit and theme, how many commitments it made and how many of them can be measured.
-- A commitment counts in every theme in which one of its rows stands, and with each unit that leads it: rows must not be added up
-- (concreteness_totals).
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
inner join responsibility as r on r.list_id = t.list_id and r.commitment_id = t.commitment_id and r.role = 'lead'
inner join units as u on u.list_id = r.list_id and u.unit_id = r.unit_id
where t.list_id = $list and ($league is null or r.league = $league)
group by u.unit_id, u.unit, u.unit_en, u.short, u.short_en, u.unit_order, u.unit_type, t.theme
order by u.unit_order, t.theme
