-- The rows that every filter keeps. A filter is a set of codes written |a|b|, or '' for all; 'none' stands for a row without
-- an indicator, comparator or deadline. `low` and `high` bound the standard value; up to eight words must all occur.
with flagged as (
    select
        t.*,
        p.topic_zh,
        p.topic_en,
        case when t.kind = 'qualitative' then 'no' else 'yes' end as measurable,
        case when t.deadline is null then 'none' else substr(cast(t.deadline as varchar), 1, 7) end as due,
        case when $filter_list = '' or contains($filter_list, concat('|', t.list_id, '|')) then 0 else 1 end as miss_list,
        case when $filter_league = '' or contains($filter_league, concat('|', t.league, '|')) then 0 else 1 end as miss_league,
        case when $filter_unit_type = '' or contains($filter_unit_type, concat('|', t.unit_type, '|')) then 0 else 1 end as miss_unit_type,
        case when $filter_unit = '' or contains($filter_unit, concat('|', t.unit_id, '|')) then 0 else 1 end as miss_unit,
        case when $filter_theme = '' or contains($filter_theme, concat('|', t.theme, '|')) then 0 else 1 end as miss_theme,
        case when $filter_topic = '' or contains($filter_topic, concat('|', t.topic, '|')) then 0 else 1 end as miss_topic,
        case when $filter_indicator = '' or contains($filter_indicator, concat('|', coalesce(t.indicator_id, 'none'), '|')) then 0 else 1 end as miss_indicator,
        case when $filter_kind = '' or contains($filter_kind, concat('|', t.kind, '|')) then 0 else 1 end as miss_kind,
        case when $filter_comparator = '' or contains($filter_comparator, concat('|', coalesce(t.comparator, 'none'), '|')) then 0 else 1 end as miss_comparator,
        case when $filter_firmness = '' or contains($filter_firmness, concat('|', t.firmness, '|')) then 0 else 1 end as miss_firmness,
        case
            when $filter_measurable = '' or contains($filter_measurable, concat('|', case when t.kind = 'qualitative' then 'no' else 'yes' end, '|'))
            then 0 else 1
        end as miss_measurable,
        case
            when
                $filter_due = ''
                or contains(
                    $filter_due,
                    concat('|', case when t.deadline is null then 'none' else substr(cast(t.deadline as varchar), 1, 7) end, '|')
                )
            then 0 else 1
        end as miss_due,
        case
            when
                ($low is null or t.std_value >= $low)
                and ($high is null or coalesce(t.std_high, t.std_value) <= $high)
            then 0 else 1
        end as miss_value,
        lower(
            concat_ws(
                ' ', t.unit, t.unit_en, t.commitment, t.statement, t.measure, t.indicator, t.indicator_en, t.scope, t.figure,
                p.topic_zh, p.topic_en
            )
        ) as searched
    from targets as t
    inner join topics as p on p.topic = t.topic
),

scored as (
    select
        f.*,
        f.miss_list + f.miss_league + f.miss_unit_type + f.miss_unit + f.miss_theme + f.miss_topic
        + f.miss_indicator + f.miss_kind + f.miss_comparator + f.miss_firmness
        + f.miss_measurable + f.miss_due + f.miss_value as misses
    from flagged as f
    where
        contains(f.searched, lower($word1))
        and contains(f.searched, lower($word2))
        and contains(f.searched, lower($word3))
        and contains(f.searched, lower($word4))
        and contains(f.searched, lower($word5))
        and contains(f.searched, lower($word6))
        and contains(f.searched, lower($word7))
        and contains(f.searched, lower($word8))
)

select
    s.target_id,
    s.list_id,
    s.year,
    s.unit_id,
    s.unit,
    s.unit_en,
    s.unit_type,
    s.unit_order,
    s.league,
    s.commitment_id,
    s.commitment_no,
    s.commitment,
    s.statement,
    s.theme,
    s.topic,
    s.topic_zh,
    s.topic_en,
    s.measure,
    s.indicator_id,
    s.indicator,
    s.indicator_en,
    s.scope,
    s.kind,
    s.comparator,
    s.value,
    s.value_high,
    s.uom,
    s.std_value,
    s.std_high,
    s.std_uom,
    s.firmness,
    s.tier,
    s.part_of,
    s.deadline,
    s.figure,
    s.source_id,
    s.para,
    s."start",
    s."end",
    s.measurable,
    s.due
from scored as s
where s.misses = 0
order by s.list_id, s.unit_order, s.commitment_no, s.target_id
