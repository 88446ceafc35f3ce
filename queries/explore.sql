-- The rows that every filter keeps (queries/shared/filtered.sql).
with
--include listed
,

--include filtered

select
    t.target_id,
    t.list_id,
    t.year,
    t.unit_id,
    t.unit,
    t.unit_en,
    t.unit_type,
    t.unit_order,
    t.league,
    t.commitment_id,
    t.commitment_no,
    t.commitment,
    t.commitment_en,
    t.statement,
    t.statement_en,
    t.theme,
    t.topic,
    p.topic_zh,
    p.topic_en,
--include promised
    ,
    t.firmness,
    t.tier,
    t.part_of,
    t.deadline,
    t.figure,
    t.source_id,
    t.para,
    t."start",
    t."end",
    t.first_char,
    t.last_char,
    f.measurable,
    f.due,
    f.actions
from filtered as f
inner join targets as t on t.target_id = f.target_id
inner join topics as p on p.topic = t.topic
where f.missed = ''
order by t.list_id, t.unit_order, t.commitment_no, t.target_id
