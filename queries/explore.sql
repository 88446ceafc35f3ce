-- The rows that every filter keeps. A filter is a set of codes written |a|b|, or '' for all; 'none' stands for a row without
-- an action, indicator, comparator, firmness or deadline. `low` and `high` bound the standard value; up to eight words must all occur.
with
--include acting
,

coded as (
    select
        t.*,
        p.topic_zh,
        p.topic_en,
        case when t.kind = 'qualitative' then 'no' else 'yes' end as measurable,
        case when t.deadline is null then 'none' else substr(cast(t.deadline as varchar), 1, 7) end as due,
        lower(
            concat_ws(
                ' ', t.unit, t.unit_en, t.commitment, t.statement, t.measure, t.indicator, t.indicator_en, t.scope, t.figure,
                p.topic_zh, p.topic_en, n.action_words
            )
        ) as searched,
        n.actions,
        case when n.target_id is null then -1 else n.is_chosen end as is_chosen
    from targets as t
    inner join topics as p on p.topic = t.topic
    left join acted as n on n.target_id = t.target_id
    where $filter_list = '' or contains($filter_list, concat('|', t.list_id, '|'))
)

select
    c.target_id,
    c.list_id,
    c.year,
    c.unit_id,
    c.unit,
    c.unit_en,
    c.unit_type,
    c.unit_order,
    c.league,
    c.commitment_id,
    c.commitment_no,
    c.commitment,
    c.statement,
    c.theme,
    c.topic,
    c.topic_zh,
    c.topic_en,
    c.measure,
    c.indicator_id,
    c.indicator,
    c.indicator_en,
    c.scope,
    c.kind,
    c.comparator,
    c.value,
    c.value_high,
    c.uom,
    c.std_value,
    c.std_high,
    c.std_uom,
    c.firmness,
    c.tier,
    c.part_of,
    c.deadline,
    c.figure,
    c.source_id,
    c.para,
    c."start",
    c."end",
    c.first_char,
    c.last_char,
    c.measurable,
    c.due,
    c.actions
from coded as c
where
    ($filter_league = '' or contains($filter_league, concat('|', c.league, '|')))
    and ($filter_unit_type = '' or contains($filter_unit_type, concat('|', c.unit_type, '|')))
    and ($filter_unit = '' or contains($filter_unit, concat('|', c.unit_id, '|')))
    and ($filter_theme = '' or contains($filter_theme, concat('|', c.theme, '|')))
    and ($filter_topic = '' or contains($filter_topic, concat('|', c.topic, '|')))
    and ($filter_action = '' or c.is_chosen = 1 or (c.is_chosen = -1 and contains($filter_action, '|none|')))
    and ($filter_indicator = '' or contains($filter_indicator, concat('|', coalesce(c.indicator_id, 'none'), '|')))
    and ($filter_kind = '' or contains($filter_kind, concat('|', c.kind, '|')))
    and ($filter_comparator = '' or contains($filter_comparator, concat('|', coalesce(c.comparator, 'none'), '|')))
    and ($filter_firmness = '' or contains($filter_firmness, concat('|', coalesce(c.firmness, 'none'), '|')))
    and ($filter_measurable = '' or contains($filter_measurable, concat('|', c.measurable, '|')))
    and ($filter_due = '' or contains($filter_due, concat('|', c.due, '|')))
    and ($low is null or c.std_value >= $low)
    and ($high is null or coalesce(c.std_high, c.std_value) <= $high)
    and ($word1 = '' or contains(c.searched, lower($word1)))
    and ($word2 = '' or contains(c.searched, lower($word2)))
    and ($word3 = '' or contains(c.searched, lower($word3)))
    and ($word4 = '' or contains(c.searched, lower($word4)))
    and ($word5 = '' or contains(c.searched, lower($word5)))
    and ($word6 = '' or contains(c.searched, lower($word6)))
    and ($word7 = '' or contains(c.searched, lower($word7)))
    and ($word8 = '' or contains(c.searched, lower($word8)))
order by c.list_id, c.unit_order, c.commitment_no, c.target_id
