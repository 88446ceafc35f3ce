-- The targets and qualitative commitments of a theme or a unit, narrowed by up to four words that must all occur.
with searchable as (
    select
        r.*,
        p.topic_zh,
        p.topic_en,
        lower(
            concat_ws(
                ' ', r.unit, r.unit_en, r.commitment, r.statement, r.measure, r.indicator, r.indicator_en, r.scope, r.figure,
                p.topic_zh, p.topic_en
            )
        ) as searched
    from targets as r
    inner join topics as p on p.topic = r.topic
    where r.list_id = $list and ($theme is null or r.theme = $theme) and ($unit is null or r.unit_id = $unit)
)

select
    t.target_id,
    t.unit_id,
    t.unit,
    t.unit_en,
    t.league,
    t.commitment_id,
    t.commitment_no,
    t.commitment,
    t.statement,
    t.theme,
    t.topic,
    t.topic_zh,
    t.topic_en,
    t.measure,
    t.indicator_id,
    t.indicator,
    t.indicator_en,
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
    t.para,
    t."start",
    t."end"
from searchable as t
where
    contains(t.searched, lower($word1))
    and contains(t.searched, lower($word2))
    and contains(t.searched, lower($word3))
    and contains(t.searched, lower($word4))
order by t.unit_order, t.commitment_no, t.target_id
