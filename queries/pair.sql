-- Two indicators of a league side by side: every figure of both and every bound that follows from them, and which of them meet.
-- They meet at one scope of each indicator, compared there as in `comparison`: the two scopes at which most units wrote down an amount of
-- both, then those at which most of these are stated. A most that follows from a wider scope is no amount that a unit wrote down.
-- meeting says 'both' for the amounts of a unit that has one at either scope, 'apart' for what a unit states that gives figures of both
-- indicators but not both there, 'one' for what a unit states that gives figures of one of them, and is empty for the rest.
with
meant as (
    select indicator_id from indicators where indicator_id in ($indicator, $other)
)
,

--include bounds
,

--include leads
,

--include compared
,

--include position
,

-- A stretch target and a figure for the whole city are no amount of the unit's own.
written as (
    select * from position where league = $league and apart not in ('tier', 'other') and basis <> 'wider'
),

-- Whoever leads together is one promiser, another than each of them alone.
meetings as (
    select
        a.kind, a.std_uom, a.scope_key, b.kind as other_kind, b.std_uom as other_uom, b.scope_key as other_scope,
        count(*) as units,
        sum(case when a.basis = 'stated' then 1 else 0 end) + sum(case when b.basis = 'stated' then 1 else 0 end) as stated
    from written as a
    inner join written as b on b.unit_id = a.unit_id and b.unit = a.unit
    where a.indicator_id = $indicator and b.indicator_id = $other and a.apart = '' and b.apart = ''
    group by a.kind, a.std_uom, a.scope_key, b.kind, b.std_uom, b.scope_key
),

places as (
    select
        m.*,
        row_number() over (
            order by m.units desc, m.stated desc, m.scope_key, m.other_scope, m.kind, m.other_kind, m.std_uom, m.other_uom
        ) as choice
    from meetings as m
),

there as (
    select w.unit_id, w.unit, w.basis_targets, w.indicator_id, w.scope_key
    from written as w
    inner join places as p
        on p.choice = 1
        and (
            (w.indicator_id = $indicator and w.kind = p.kind and w.std_uom = p.std_uom and w.scope_key = p.scope_key)
            or (w.indicator_id = $other and w.kind = p.other_kind and w.std_uom = p.other_uom and w.scope_key = p.other_scope)
        )
    where w.apart = ''
),

promisers as (
    select
        s.unit_id, s.unit,
        count(distinct s.indicator_id) as indicators,
        count(distinct t.indicator_id) as meeting
    from position as s
    left join there as t on t.unit_id = s.unit_id and t.unit = s.unit and t.indicator_id = s.indicator_id
    where s.league = $league and s.basis = 'stated'
    group by s.unit_id, s.unit
)

select
    p.*,
    case
        when u.unit_id is null then ''
        when u.meeting = 2 then case when t.unit_id is not null then 'both' else '' end
        when p.basis <> 'stated' then ''
        when u.indicators = 2 then 'apart'
        else 'one'
    end as meeting,
    (select count(*) from promisers as m where m.meeting = 2) as units
from position as p
left join promisers as u on u.unit_id = p.unit_id and u.unit = p.unit
left join there as t
    on t.unit_id = p.unit_id and t.unit = p.unit and t.indicator_id = p.indicator_id and t.scope_key = p.scope_key
    and t.basis_targets = p.basis_targets
where p.league = $league
order by
    p.unit_order,
    p.unit,
    case when p.indicator_id = $indicator then 0 else 1 end,
    p.scope_key,
    p.tier,
    p.basis_targets
