-- Who promises the same action, in both leagues and in the order of the list: one row for each figure that says how much of it is done, and
-- one for a promise without a figure. Nothing here is ranked: figures may be of different indicators and scopes.
with
--include leads
,

headed as (
    select
        commitment_id, min(commitment) as commitment, min(commitment_en) as commitment_en, min(statement) as statement,
        min(statement_en) as statement_en
    from targets
    where list_id = $list
    group by commitment_id
)

select
    m.list_id,
    m.unit_id,
    coalesce(l.unit, u.unit) as unit,
    coalesce(l.unit_en, u.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    u.unit_order,
    m.league,
    m.action,
    a.action_zh,
    a.action_en,
    a.theme,
    m.commitment_id,
    m.commitment_no,
    h.commitment,
    h.commitment_en,
    h.statement,
    h.statement_en,
    t.target_id,
--include promised
    ,
    t.tier,
    t.part_of,
    t.deadline,
    t.figure,
    case when t.target_id is null then m.firmness else t.firmness end as firmness,
--include place
from mentions as m
inner join actions as a on a.action = m.action
inner join units as u on u.list_id = m.list_id and u.unit_id = m.unit_id
left join leads as l on l.commitment_id = m.commitment_id
inner join headed as h on h.commitment_id = m.commitment_id
left join targets as t
    on
        t.list_id = m.list_id
        and t.commitment_id = m.commitment_id
        and contains(concat(' ', m.basis_targets, ' '), concat(' ', t.target_id, ' '))
where m.list_id = $list and m.action = $action
order by m.league, u.unit_order, m.commitment_no, m."start", t.target_id nulls first
