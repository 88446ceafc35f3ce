-- What departments promise for one county or zone: their targets whose measure names it.
select
    t.target_id,
    t.list_id,
    t.unit_id,
    t.unit,
    t.unit_en,
    t.unit_order,
    t.theme,
    t.commitment_id,
    t.commitment,
    t.commitment_en,
--include promised
    ,
    t.figure,
    t.deadline,
    t.firmness,
    t.para,
    t."start",
    t."end",
    t.first_char,
    t.last_char
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = $unit
where
    t.list_id = $list
    and t.league = 'department'
    and t.kind <> 'qualitative'
    and u.unit_type in ('county', 'zone')
    and contains(t.measure, u.short)
order by t.unit_order, t.target_id
