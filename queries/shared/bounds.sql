-- What is known of each unit at each scope: what it states there, and what follows from what it states at narrower and wider scopes.
-- A part of other queries, after `meant` (the indicators asked about). It takes list, and gives figures (one row a target of an indicator,
-- with its interval) and bounds (one row a unit, indicator and scope; basis says where it comes from, basis_targets from which targets).
-- Something follows only for what adds up: level figures of additive indicators. Narrower figures bound a wider one from below, disjoint
-- ones added up; a wider figure bounds narrower ones from above. "About" bounds nothing, "at most" nothing from below.
-- A county's figure for another quantity (the whole city's) is no figure of its own.
other_scopes as (
    select distinct t.scope
    from targets as t
    inner join scopes as o on o.effect = 'other' and contains(concat('，', t.scope, '，'), concat('，', o.scope, '，'))
    where t.list_id = $list and t.league = 'county'
),

figures as (
    select
        t.target_id, t.unit_id, t.league, t.commitment_id, t.indicator_id, t.kind, t.comparator, t.std_value, t.std_high, t.std_uom,
        t.firmness, t.tier,
        coalesce(t.scope, '') as scope_key,
        i.additive,
        i.additive and t.kind = 'level' and t.tier = 'base' and t.comparator <> 'approx' as adds,
--include interval
        ,
        case when t.league = 'county' then concat(' ', coalesce(u.within, ''), ' ') else '' end as lies_in,
        case when t.league = 'county' and o.scope is not null then 1 else 0 end as is_other
    from targets as t
    inner join indicators as i on i.indicator_id = t.indicator_id
    inner join meant as m on m.indicator_id = t.indicator_id
    inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
    left join other_scopes as o on o.scope = t.scope
    where
        t.list_id = $list
        and t.kind <> 'qualitative'
),

asked as (
    select distinct indicator_id, scope_key from figures where additive and kind = 'level' and tier = 'base'
),

-- Who states what of which family of narrower scopes.
members as (
    select
        f.league, f.unit_id, f.indicator_id, f.std_uom, n.wide, n.family, n.members, n.whole,
        f.target_id, f.low, f.high, f.comparator, f.firmness
    from figures as f
    inner join narrower as n on n.indicator_id = f.indicator_id and n.narrow = f.scope_key
    inner join asked as a on a.indicator_id = n.indicator_id and a.scope_key = n.wide
    where f.adds and f.low is not null and (n.area = '' or f.lies_in = '' or contains(f.lies_in, concat(' ', n.area, ' ')))
),

sums as (
    select
        league, unit_id, indicator_id, std_uom, wide, family,
        cast(cast(sum(cast(low as decimal(28, 6))) as varchar) as double) as low,
        case
            when max(case when whole then 1 else 0 end) = 1 and count(*) = max(members) and count(high) = count(*)
                then cast(cast(sum(cast(high as decimal(28, 6))) as varchar) as double)
        end as high,
        max(case when comparator = 'gt' then 1 else 0 end) as is_more,
        count(*) as parts,
        case when max(case when whole then 1 else 0 end) = 1 and count(*) = max(members) then 1 else 0 end as is_whole,
        string_agg(target_id, ' ' order by target_id) as basis_targets,
        case
            when min(firmness) = max(firmness) then min(firmness)
            when max(case when firmness = 'strive' then 1 else 0 end) = 1 then 'strive'
            when max(case when firmness = 'plain' then 1 else 0 end) = 1 then 'plain'
            else 'task'
        end as firmness
    from members
    group by league, unit_id, indicator_id, std_uom, wide, family
),

lowers as (
    select
        s.*,
        row_number() over (
            partition by league, unit_id, indicator_id, std_uom, wide order by low desc, is_whole desc, parts, family
        ) as choice
    from sums as s
),

uppers as (
    select
        f.league, f.unit_id, f.indicator_id, f.std_uom, n.narrow, f.high, f.target_id as basis_targets, f.firmness,
        case when f.comparator = 'lt' then 1 else 0 end as is_less,
        row_number() over (
            partition by f.league, f.unit_id, f.indicator_id, f.std_uom, n.narrow order by f.high, f.target_id
        ) as choice
    from figures as f
    inner join (select distinct indicator_id, wide, narrow, area from narrower) as n
        on n.indicator_id = f.indicator_id and n.wide = f.scope_key
    inner join asked as a on a.indicator_id = n.indicator_id and a.scope_key = n.narrow
    where f.adds and f.high is not null and (n.area = '' or f.lies_in = '' or contains(f.lies_in, concat(' ', n.area, ' ')))
),

derived as (
    select
        coalesce(l.league, h.league) as league,
        coalesce(l.unit_id, h.unit_id) as unit_id,
        coalesce(l.indicator_id, h.indicator_id) as indicator_id,
        coalesce(l.std_uom, h.std_uom) as std_uom,
        coalesce(l.wide, h.narrow) as scope_key,
        l.low,
        -- Where a unit's own figures contradict one another, the narrower ones stand.
        case
            when l.high is not null and (h.high is null or l.high <= h.high) then l.high
            when l.low is null or h.high >= l.low then h.high
        end as high,
        coalesce(l.is_more, 0) as is_more,
        coalesce(h.is_less, 0) as is_less,
        case
            when l.low is null then 'wider'
            when l.is_whole = 1 then 'whole'
            when h.high >= l.low then 'between'
            when l.parts > 1 then 'parts'
            else 'narrower'
        end as basis,
        case
            when l.low is null then h.basis_targets
            when l.is_whole = 1 or h.high is null or h.high < l.low then l.basis_targets
            else concat(l.basis_targets, ' ', h.basis_targets)
        end as basis_targets,
        coalesce(l.firmness, h.firmness) as firmness
    from (select * from lowers where choice = 1) as l
    full outer join (select * from uppers where choice = 1) as h
        on h.league = l.league and h.unit_id = l.unit_id and h.indicator_id = l.indicator_id and h.std_uom = l.std_uom and h.narrow = l.wide
),

bounds as (
    select
        league, unit_id, indicator_id, kind, std_uom, scope_key, low, high, comparator, std_value, std_high, firmness,
        cast('stated' as varchar) as basis, target_id as basis_targets, target_id
    from figures
    where tier = 'base' and is_other = 0
    union all
    select
        d.league, d.unit_id, d.indicator_id, 'level' as kind, d.std_uom, d.scope_key, d.low, d.high,
        case
            when d.low is null then case when d.is_less = 1 then 'lt' else 'le' end
            when d.high is null then case when d.is_more = 1 then 'gt' else 'ge' end
            when d.low = d.high then 'eq'
            else 'range'
        end as comparator,
        coalesce(d.low, d.high) as std_value,
        case when d.low < d.high then d.high end as std_high,
        d.firmness,
        d.basis,
        d.basis_targets,
        cast(null as varchar) as target_id
    from derived as d
    left join figures as f
        on f.league = d.league and f.unit_id = d.unit_id and f.indicator_id = d.indicator_id and f.std_uom = d.std_uom
        and f.scope_key = d.scope_key and f.tier = 'base'
    where f.target_id is null
)
