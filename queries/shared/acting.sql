-- Which rows are about which actions: a figure is about the actions of which it says how much is
-- done; an action of which nothing says how much is that of every row of its commitment. A part of other queries, after `listed` (the lists
-- that are looked at), which takes filter_action. It gives acting (one row a target and action) and acted (one row a target that is about any).
acting as (
    select t.target_id, m.action
    from targets as t
    inner join listed as l on l.list_id = t.list_id
    inner join mentions as m on m.list_id = t.list_id and m.commitment_id = t.commitment_id
    where
        m.action is not null
        and (m.basis_targets is null or contains(concat(' ', m.basis_targets, ' '), concat(' ', t.target_id, ' ')))
),

acted as (
    select
        a.target_id,
        string_agg(a.action, ' ' order by a.action) as actions,
        max(case when contains($filter_action, concat('|', a.action, '|')) then 1 else 0 end) as is_chosen
    from acting as a
    group by a.target_id
)
