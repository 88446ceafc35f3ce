-- The rows that the words leave and that miss at most one filter. A filter is a set of codes written |a|b|, or '' for all; 'none' stands
-- for a row without an action, indicator, comparator, unit of measure, firmness or deadline. `low` and `high` bound the standard value, `above`,
-- `below` and `equals` the printed one, whatever it counts; of a range both ends must be within. What a row is
-- found by must have up to eight patterns. A part of other queries, after `listed`. It gives acting and filtered: each row by its number, with
-- the codes by which it is filtered and `missed`, the filter that it misses, '' where it misses none. What misses two is left by no choice.
-- Whoever wants more of a row joins it at the end: planning takes its time for each column that goes through all of this.
--include acting
,

coded as (
    select
        t.target_id, t.list_id, t.commitment_id, t.league, t.unit_type, t.theme, t.topic, t.kind, t.value, t.value_high, t.std_value,
        t.std_high, t.found_by,
        coalesce(t.indicator_id, 'none') as indicator_code,
        coalesce(t.comparator, 'none') as comparator_code,
        coalesce(t.uom, 'none') as uom_code,
        coalesce(t.firmness, 'none') as firmness_code,
        case when t.kind = 'qualitative' then 'no' else 'yes' end as measurable,
        case when t.deadline is null then 'none' else substr(cast(t.deadline as varchar), 1, 7) end as due,
        n.actions,
        case when n.target_id is null then -1 else n.is_chosen end as is_chosen
    from targets as t
    inner join listed as l on l.list_id = t.list_id
    left join acted as n on n.target_id = t.target_id
),

--include led
,

held as (
    select
        c.*,
        concat_ws(
            ' ',
            case when $filter_league = '' or contains($filter_league, concat('|', c.league, '|')) then null else 'league' end,
            case when $filter_unit_type = '' or contains($filter_unit_type, concat('|', c.unit_type, '|')) then null else 'unit_type' end,
            case when $filter_unit = '' or g.commitment_id is not null then null else 'unit' end,
            case when $filter_theme = '' or contains($filter_theme, concat('|', c.theme, '|')) then null else 'theme' end,
            case when $filter_topic = '' or contains($filter_topic, concat('|', c.topic, '|')) then null else 'topic' end,
            case
                when $filter_action = '' or c.is_chosen = 1 or (c.is_chosen = -1 and contains($filter_action, '|none|')) then null
                else 'action'
            end,
            case when $filter_indicator = '' or contains($filter_indicator, concat('|', c.indicator_code, '|')) then null else 'indicator' end,
            case when $filter_kind = '' or contains($filter_kind, concat('|', c.kind, '|')) then null else 'kind' end,
            case when $filter_comparator = '' or contains($filter_comparator, concat('|', c.comparator_code, '|')) then null else 'comparator' end,
            case when $filter_uom = '' or contains($filter_uom, concat('|', c.uom_code, '|')) then null else 'uom' end,
            case when $filter_firmness = '' or contains($filter_firmness, concat('|', c.firmness_code, '|')) then null else 'firmness' end,
            case when $filter_measurable = '' or contains($filter_measurable, concat('|', c.measurable, '|')) then null else 'measurable' end,
            case when $filter_due = '' or contains($filter_due, concat('|', c.due, '|')) then null else 'due' end,
            case
                when
                    ($low is null or c.std_value >= $low)
                    and ($high is null or coalesce(c.std_high, c.std_value) <= $high)
                    and ($above is null or c.value > $above)
                    and ($below is null or coalesce(c.value_high, c.value) < $below)
                    and ($equals is null or (c.value = $equals and coalesce(c.value_high, c.value) = $equals))
                    then null
                else 'value'
            end
        ) as missed
    from coded as c
    left join led as g on g.commitment_id = c.commitment_id
    where
        ($word1 = '' or regexp_matches(c.found_by, $word1))
        and ($word2 = '' or regexp_matches(c.found_by, $word2))
        and ($word3 = '' or regexp_matches(c.found_by, $word3))
        and ($word4 = '' or regexp_matches(c.found_by, $word4))
        and ($word5 = '' or regexp_matches(c.found_by, $word5))
        and ($word6 = '' or regexp_matches(c.found_by, $word6))
        and ($word7 = '' or regexp_matches(c.found_by, $word7))
        and ($word8 = '' or regexp_matches(c.found_by, $word8))
),

filtered as (
    select * from held where not contains(missed, ' ')
)
