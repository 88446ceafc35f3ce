-- Every target that belongs to an indicator, with its place among the targets that it may be ranked with.
-- Rankable together: same list, year, league, indicator, kind, standard unit, scope; the base tier only.
-- A target stands above another when its bounds say so whatever happens: its lowest value is higher than the other's
-- highest; two that are open on the same side ("at least 50", "at least 90") are compared by the bound that they state.
-- rank_best and rank_worst are the bounds of the rank; units whose bounds overlap are tied.
-- filter_unit (|a|b|, or '' for all) chooses among the compared targets; ranks stay those in the whole league.
with chosen as (
    select
        t.*,
        coalesce(t.scope, '') as scope_key,
        i.direction,
        i.additive,
        i.theme as indicator_theme,
        case
            when t.comparator in ('ge', 'gt') then 'up'
            when t.comparator in ('le', 'lt') then 'down'
            else 'closed'
        end as open_side,
        case
            when t.comparator in ('le', 'lt') then cast(-1e300 as double)
            when t.comparator = 'approx' then t.std_value * 0.9
            -- "more than 10" begins just above 10, so that it stands above an exact 10; the same below for "less than".
            when t.comparator = 'gt' then t.std_value + abs(t.std_value) * 1e-12 + 1e-12
            else t.std_value
        end as low,
        case
            when t.comparator = 'lt' then t.std_value - abs(t.std_value) * 1e-12 - 1e-12
            when t.comparator in ('ge', 'gt') then cast(1e300 as double)
            when t.comparator = 'approx' then t.std_value * 1.1
            when t.comparator = 'range' then t.std_high
            else t.std_value
        end as high
    from targets as t
    inner join indicators as i on i.indicator_id = t.indicator_id
    where
        t.list_id = $list
        and ($theme is null or i.theme = $theme)
        and ($indicator is null or t.indicator_id = $indicator)
        and ($league is null or t.league = $league)
        and t.kind <> 'qualitative'
),

versus as (
    select
        a.target_id,
        count(b.target_id) as others,
        count(b.target_id) filter (
            where b.low > a.high or (a.open_side = b.open_side and a.open_side <> 'closed' and b.std_value > a.std_value)
        ) as larger,
        count(b.target_id) filter (
            where a.low > b.high or (a.open_side = b.open_side and a.open_side <> 'closed' and a.std_value > b.std_value)
        ) as smaller
    from chosen as a
    left join chosen as b
        on
            b.indicator_id = a.indicator_id
            and b.league = a.league
            and b.kind = a.kind
            and b.std_uom = a.std_uom
            and b.scope_key = a.scope_key
            and b.year = a.year
            and b.tier = 'base'
            and a.tier = 'base'
            and b.target_id <> a.target_id
    group by a.target_id
),

ranked as (
    select
        c.*,
        v.others + 1 as group_size,
        case when v.others > 0 and c.tier = 'base' then 1 else 0 end as is_ranked,
        case
            when
                min(c.unit_id) over (partition by c.indicator_id, c.league)
                = max(c.unit_id) over (partition by c.indicator_id, c.league)
            then 1 else 0
        end as is_only_unit,
        case when c.direction = 'higher' then v.larger else v.smaller end + 1 as rank_best,
        v.others + 1 - case when c.direction = 'higher' then v.smaller else v.larger end as rank_worst
    from chosen as c
    inner join versus as v on v.target_id = c.target_id
)

select
    r.target_id,
    r.list_id,
    r.unit_id,
    r.unit,
    r.unit_en,
    u.short,
    u.short_en,
    r.unit_order,
    r.league,
    r.theme,
    r.indicator_theme,
    r.indicator_id,
    r.indicator,
    r.indicator_en,
    r.direction,
    r.additive,
    r.scope,
    r.scope_key,
    r.kind,
    r.measure,
    r.comparator,
    r.value,
    r.value_high,
    r.uom,
    r.std_value,
    r.std_high,
    r.std_uom,
    r.firmness,
    r.tier,
    r.part_of,
    r.deadline,
    r.figure,
    r.para,
    r.commitment_id,
    r.commitment,
    r.statement,
    r.source_id,
    r."start",
    r."end",
    r.group_size,
    case when r.is_ranked = 1 then r.rank_best end as rank_best,
    case when r.is_ranked = 1 then r.rank_worst end as rank_worst,
    -- Why a figure is kept apart; empty for a ranked one.
    case
        when r.is_ranked = 1 then ''
        when r.tier = 'stretch' then 'tier'
        when r.is_only_unit = 1 then 'alone'
        else 'scope'
    end as apart
from ranked as r
inner join units as u on u.list_id = r.list_id and u.unit_id = r.unit_id
where $filter_unit = '' or contains($filter_unit, concat('|', r.unit_id, '|'))
order by
    r.indicator_id,
    r.league,
    r.is_ranked desc,
    case when r.is_ranked = 1 then -r.group_size else 0 end,
    case when r.is_ranked = 1 then r.scope_key else '' end,
    case when r.is_ranked = 1 then r.rank_best else 0 end,
    case when r.is_ranked = 1 then r.rank_worst else 0 end,
    case when r.is_ranked = 1 and r.direction = 'higher' then -r.std_value else 0 end,
    case when r.is_ranked = 1 and r.direction = 'lower' then r.std_value else 0 end,
    r.unit_order,
    r.target_id
