-- For each filter and choice, how many rows that choice would leave while all other filters stay as they are.
-- The filters are those of explore.sql.
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
select 'list' as facet, s.list_id as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_list = 0
group by s.list_id
union all
select 'league' as facet, s.league as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_league = 0
group by s.league
union all
select 'unit_type' as facet, s.unit_type as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_unit_type = 0
group by s.unit_type
union all
select 'unit' as facet, s.unit_id as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_unit = 0
group by s.unit_id
union all
select 'theme' as facet, s.theme as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_theme = 0
group by s.theme
union all
select 'topic' as facet, s.topic as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_topic = 0
group by s.topic
union all
select 'indicator' as facet, coalesce(s.indicator_id, 'none') as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_indicator = 0
group by coalesce(s.indicator_id, 'none')
union all
select 'kind' as facet, s.kind as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_kind = 0
group by s.kind
union all
select 'comparator' as facet, coalesce(s.comparator, 'none') as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_comparator = 0
group by coalesce(s.comparator, 'none')
union all
select 'firmness' as facet, s.firmness as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_firmness = 0
group by s.firmness
union all
select 'measurable' as facet, s.measurable as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_measurable = 0
group by s.measurable
union all
select 'due' as facet, s.due as code, count(*) as rows_left
from scored as s
where s.misses - s.miss_due = 0
group by s.due
order by facet, rows_left desc, code
