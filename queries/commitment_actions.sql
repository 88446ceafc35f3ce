-- The actions that the commitment of a target names, and how many units of its list promise each of them.
with asked as (
    select distinct list_id, commitment_id
    from targets
    where target_id = $target or concat(commitment_id, '.00') = $target
),

promised as (
    select
        m.list_id,
        m.action,
        count(distinct r.unit_id) as units
    from mentions as m
    inner join asked as k on k.list_id = m.list_id
    inner join responsibility as r on r.list_id = m.list_id and r.commitment_id = m.commitment_id and r.role = 'lead'
    group by m.list_id, m.action
)

select
    m.action,
    a.action_zh,
    a.action_en,
    a.theme,
    m.commitment_id,
    m.basis_targets,
    m.firmness,
--include place
    ,
    p.units
from mentions as m
inner join asked as k on k.list_id = m.list_id and k.commitment_id = m.commitment_id
inner join actions as a on a.action = m.action
inner join promised as p on p.list_id = m.list_id and p.action = m.action
order by m."start", m.action
