-- What falls due when: every target for which the text states a last day.
with
--include leads

select
    t.target_id,
    t.list_id,
    t.deadline,
    t.unit_id,
    coalesce(l.unit, t.unit) as unit,
    coalesce(l.unit_en, t.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    t.league,
    t.theme,
    t.commitment_id,
    t.commitment,
    t.commitment_en,
    t.statement,
    t.statement_en,
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
left join leads as l on l.commitment_id = t.commitment_id
where
    t.list_id = $list
    and ($league is null or t.league = $league)
    and ($theme is null or t.theme = $theme)
    and t.deadline is not null
order by t.deadline, t.unit_order, t.target_id
