-- What falls due when: every target for which the text states a last day.
select
    t.target_id,
    t.list_id,
    t.deadline,
    t.unit_id,
    t.unit,
    t.unit_en,
    u.short,
    u.short_en,
    t.league,
    t.theme,
    t.commitment_id,
    t.commitment,
    t.statement,
--include promised
    ,
    t.figure,
    t.firmness,
    t.tier,
    t.para,
    t."start",
    t."end",
    t.first_char,
    t.last_char
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
where
    t.list_id = $list
    and ($league is null or t.league = $league)
    and ($theme is null or t.theme = $theme)
    and t.deadline is not null
order by t.deadline, t.unit_order, t.target_id
