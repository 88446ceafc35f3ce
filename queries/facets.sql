-- For each filter and choice, how many rows that choice would leave while all other filters stay as they are.
-- The filters are those of explore.sql; filter_list says which lists are looked at, and no other is counted.
with
--include acting
,

coded as (
    select
        t.target_id,
        t.list_id,
        t.league,
        t.unit_type,
        t.unit_id,
        t.theme,
        t.topic,
        coalesce(t.indicator_id, 'none') as indicator,
        t.kind,
        coalesce(t.comparator, 'none') as comparator,
        coalesce(t.firmness, 'none') as firmness,
        case when t.kind = 'qualitative' then 'no' else 'yes' end as measurable,
        case when t.deadline is null then 'none' else substr(cast(t.deadline as varchar), 1, 7) end as due,
        t.std_value,
        coalesce(t.std_high, t.std_value) as std_most,
        lower(
            concat_ws(
                ' ', t.unit, t.unit_en, t.commitment, t.statement, t.measure, t.indicator, t.indicator_en, t.scope, t.figure,
                p.topic_zh, p.topic_en, n.action_words
            )
        ) as searched,
        case when n.target_id is null then -1 else n.is_chosen end as is_chosen
    from targets as t
    inner join topics as p on p.topic = t.topic
    left join acted as n on n.target_id = t.target_id
    where $filter_list = '' or contains($filter_list, concat('|', t.list_id, '|'))
),

flagged as (
    select
        c.target_id,
        c.list_id,
        c.league,
        c.unit_type,
        c.unit_id,
        c.theme,
        c.topic,
        c.indicator,
        c.kind,
        c.comparator,
        c.firmness,
        c.measurable,
        c.due,
        case when $filter_league = '' or contains($filter_league, concat('|', c.league, '|')) then 0 else 1 end as miss_league,
        case when $filter_unit_type = '' or contains($filter_unit_type, concat('|', c.unit_type, '|')) then 0 else 1 end as miss_unit_type,
        case when $filter_unit = '' or contains($filter_unit, concat('|', c.unit_id, '|')) then 0 else 1 end as miss_unit,
        case when $filter_theme = '' or contains($filter_theme, concat('|', c.theme, '|')) then 0 else 1 end as miss_theme,
        case when $filter_topic = '' or contains($filter_topic, concat('|', c.topic, '|')) then 0 else 1 end as miss_topic,
        case
            when $filter_action = '' or c.is_chosen = 1 or (c.is_chosen = -1 and contains($filter_action, '|none|')) then 0
            else 1
        end as miss_action,
        case when $filter_indicator = '' or contains($filter_indicator, concat('|', c.indicator, '|')) then 0 else 1 end as miss_indicator,
        case when $filter_kind = '' or contains($filter_kind, concat('|', c.kind, '|')) then 0 else 1 end as miss_kind,
        case when $filter_comparator = '' or contains($filter_comparator, concat('|', c.comparator, '|')) then 0 else 1 end as miss_comparator,
        case when $filter_firmness = '' or contains($filter_firmness, concat('|', c.firmness, '|')) then 0 else 1 end as miss_firmness,
        case when $filter_measurable = '' or contains($filter_measurable, concat('|', c.measurable, '|')) then 0 else 1 end as miss_measurable,
        case when $filter_due = '' or contains($filter_due, concat('|', c.due, '|')) then 0 else 1 end as miss_due,
        case when ($low is null or c.std_value >= $low) and ($high is null or c.std_most <= $high) then 0 else 1 end as miss_value
    from coded as c
    where
        ($word1 = '' or contains(c.searched, lower($word1)))
        and ($word2 = '' or contains(c.searched, lower($word2)))
        and ($word3 = '' or contains(c.searched, lower($word3)))
        and ($word4 = '' or contains(c.searched, lower($word4)))
        and ($word5 = '' or contains(c.searched, lower($word5)))
        and ($word6 = '' or contains(c.searched, lower($word6)))
        and ($word7 = '' or contains(c.searched, lower($word7)))
        and ($word8 = '' or contains(c.searched, lower($word8)))
),

-- The one filter that a row misses, '' where it misses none. What misses two is left by no choice.
near as (
    select
        f.target_id,
        f.list_id,
        f.league,
        f.unit_type,
        f.unit_id,
        f.theme,
        f.topic,
        f.indicator,
        f.kind,
        f.comparator,
        f.firmness,
        f.measurable,
        f.due,
        case
            when f.miss_league = 1 then 'league'
            when f.miss_unit_type = 1 then 'unit_type'
            when f.miss_unit = 1 then 'unit'
            when f.miss_theme = 1 then 'theme'
            when f.miss_topic = 1 then 'topic'
            when f.miss_action = 1 then 'action'
            when f.miss_indicator = 1 then 'indicator'
            when f.miss_kind = 1 then 'kind'
            when f.miss_comparator = 1 then 'comparator'
            when f.miss_firmness = 1 then 'firmness'
            when f.miss_measurable = 1 then 'measurable'
            when f.miss_due = 1 then 'due'
            when f.miss_value = 1 then 'value'
            else ''
        end as missed
    from flagged as f
    where
        f.miss_league
        + f.miss_unit_type
        + f.miss_unit
        + f.miss_theme
        + f.miss_topic
        + f.miss_action
        + f.miss_indicator
        + f.miss_kind
        + f.miss_comparator
        + f.miss_firmness
        + f.miss_measurable
        + f.miss_due
        + f.miss_value <= 1
),

-- A row of it has the code of one filter only.
counted as (
    select
        n.missed,
        n.list_id,
        n.league,
        n.unit_type,
        n.unit_id,
        n.theme,
        n.topic,
        n.indicator,
        n.kind,
        n.comparator,
        n.firmness,
        n.measurable,
        n.due,
        count(*) as rows_left
    from near as n
    group by grouping sets (
        (n.missed, n.list_id),
        (n.missed, n.league),
        (n.missed, n.unit_type),
        (n.missed, n.unit_id),
        (n.missed, n.theme),
        (n.missed, n.topic),
        (n.missed, n.indicator),
        (n.missed, n.kind),
        (n.missed, n.comparator),
        (n.missed, n.firmness),
        (n.missed, n.measurable),
        (n.missed, n.due)
    )
),

named as (
    select
        c.missed,
        case
            when c.list_id is not null then 'list'
            when c.league is not null then 'league'
            when c.unit_type is not null then 'unit_type'
            when c.unit_id is not null then 'unit'
            when c.theme is not null then 'theme'
            when c.topic is not null then 'topic'
            when c.indicator is not null then 'indicator'
            when c.kind is not null then 'kind'
            when c.comparator is not null then 'comparator'
            when c.firmness is not null then 'firmness'
            when c.measurable is not null then 'measurable'
            when c.due is not null then 'due'
        end as facet,
        coalesce(
            c.list_id, c.league, c.unit_type, c.unit_id, c.theme, c.topic, c.indicator,
            c.kind, c.comparator, c.firmness, c.measurable, c.due
        ) as code,
        c.rows_left
    from counted as c
    union all
    -- A row may be about several actions.
    select
        n.missed,
        'action' as facet,
        coalesce(a.action, 'none') as code,
        count(*) as rows_left
    from near as n
    left join acting as a on a.target_id = n.target_id
    group by n.missed, coalesce(a.action, 'none')
)

select
    n.facet,
    n.code,
    cast(sum(n.rows_left) as bigint) as rows_left
from named as n
where n.missed in ('', n.facet)
group by n.facet, n.code
order by n.facet, rows_left desc, n.code
