-- Every target that belongs to an indicator, and every bound that follows from them, with its place among what it may be ranked with.
-- rank_best and rank_worst are the bounds of the rank among the units of the group. Rows with basis 'stated' are targets; the others follow
-- from basis_targets and have no target_id. What several lead together is one promise and stands once. filter_unit (|a|b|, or '' for all) chooses among the units; ranks stay those in the whole league.
with
--include meant
,

--include bounds
,

--include leads
,

--include led
,

--include compared
,

--include position

select p.*
from position as p
left join led as g on g.commitment_id = p.commitment_id
where ($league is null or p.league = $league) and ($filter_unit = '' or g.commitment_id is not null)
order by
    p.indicator_id,
    p.league,
    case when p.apart = '' then 0 else 1 end,
    case when p.apart = '' then -p.written else 0 end,
    case when p.apart = '' then p.scope_key else '' end,
    case when p.apart = '' and p.basis = 'wider' then 1 else 0 end,
    case when p.apart = '' and p.direction = 'higher' then -p.std_value else 0 end,
    case when p.apart = '' and p.direction = 'lower' then p.std_value else 0 end,
    p.unit_order,
    p.basis_targets,
    p.scope_key
