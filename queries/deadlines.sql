-- What falls due when: every target for which the text states a last day.
select
    t.target_id,
    t.deadline,
    u.short,
    u.short_en,
    t.unit_id,
    t.unit,
    t.unit_en,
    t.league,
    t.theme,
    t.commitment,
    t.measure,
    t.kind,
    t.comparator,
    t.value,
    t.value_high,
    t.uom,
    t.figure,
    t.firmness,
    t.para
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
where t.list_id = $list and t.deadline is not null
order by t.deadline, t.unit_order, t.target_id
