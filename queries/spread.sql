-- Where the amounts of an indicator lie in a league: every figure and every bound that follows, and for those at the scope at which most
-- units wrote one down and are compared their place from the smallest on; place is null for the rest. A most that follows from a wider
-- scope is no amount that a unit wrote down. The quartiles (a value between two amounts in proportion to
-- its place) are of the units that wrote one down; they are there where eight units or more did, and each amount is exact.
with
meant as (
    select indicator_id from indicators where indicator_id = $indicator
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

chosen as (
    select
        kind, std_uom, scope_key,
        row_number() over (order by written desc, scope_key, kind, std_uom) as choice
    from position
    where league = $league and apart = ''
),

amounts as (
    select
        p.unit_id, p.unit, p.scope_key, p.basis_targets, p.std_value, p.low, p.high,
        row_number() over (order by p.std_value, p.unit_order, p.unit) as place,
        count(*) over () as units,
        count(case when p.low = p.high then 1 end) over () as exact
    from position as p
    inner join chosen as c on c.choice = 1 and c.kind = p.kind and c.std_uom = p.std_uom and c.scope_key = p.scope_key
    where p.league = $league and p.apart = '' and p.basis <> 'wider'
),

shares as (
    select cast(0.25 as double) as share
    union all
    select cast(0.5 as double) as share
    union all
    select cast(0.75 as double) as share
),

ends as (
    select s.share, a.std_value, a.place, 1 + (a.units - 1) * s.share as at_place
    from amounts as a
    cross join shares as s
    where a.units >= 8 and a.exact = a.units
),

quartiles as (
    select share, sum(std_value * case when abs(place - at_place) < 1 then 1 - abs(place - at_place) else 0 end) as quartile
    from ends
    group by share
)

select
    p.*,
    a.place,
    (select count(*) from amounts) as units,
    (select count(case when low = high then 1 end) from amounts) as exact,
    (select max(case when share = 0.25 then cast(quartile as double) end) from quartiles) as lower_quartile,
    (select max(case when share = 0.5 then cast(quartile as double) end) from quartiles) as median,
    (select max(case when share = 0.75 then cast(quartile as double) end) from quartiles) as upper_quartile
from position as p
left join amounts as a
    on a.unit_id = p.unit_id and a.unit = p.unit and a.scope_key = p.scope_key and a.basis_targets = p.basis_targets
where p.league = $league
order by
    case when a.place is null then 1 else 0 end,
    a.place,
    p.unit_order,
    p.unit,
    p.scope_key,
    p.tier,
    p.basis_targets
