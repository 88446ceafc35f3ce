-- The commitment that a target belongs to, or that is asked for as a whole by its own number and .00: every row of it, with the words that describe each.
select
    t.target_id,
    t.list_id,
    t.year,
    t.unit_id,
    t.unit,
    t.unit_en,
    u.short,
    u.short_en,
    t.unit_type,
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
    t.measure,
    t.measure_en,
    t.indicator_id,
    t.indicator,
    t.indicator_en,
    i.theme as indicator_theme,
    i.definition,
    i.definition_en,
    t.scope,
    t.kind,
    t.comparator,
    t.value,
    t.value_high,
    t.uom,
    t.std_value,
    t.std_high,
    t.std_uom,
    t.firmness,
    t.tier,
    t.part_of,
    t.deadline,
    t.figure,
    t.source_id,
    t.source_sha256,
    t.para,
    t."start",
    t."end",
    t.first_char,
    t.last_char
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
inner join topics as p on p.topic = t.topic
left join indicators as i on i.indicator_id = t.indicator_id
inner join (
    select distinct commitment_id
    from targets
    where target_id = $target or concat(commitment_id, '.00') = $target
) as asked on asked.commitment_id = t.commitment_id
order by t.target_id
