-- Which units of a league give a figure of an indicator, and what is known of the others: a unit that gives no figure is never a zero.
-- figure: it gives one, at whatever scope; mentioned: it promises it without a figure; outside: it is not in question, the indicator not
-- being asked of the league, or the department having nothing under a topic of it, or assisting others in it; unread: nobody looked for promises without a figure in
-- this list; absent: all commitments were read, and none promises it. Where a unit only mentions it, the first place where it does.
with promised as (
    select r.unit_id, r.role, t.topic, t.indicator_id
    from targets as t
    inner join responsibility as r on r.list_id = t.list_id and r.commitment_id = t.commitment_id
    where t.list_id = $list and r.league = $league
),

named as (
    select m.*, r.unit_id as answering_id, r.role, a.topic
    from mentions as m
    inner join responsibility as r on r.list_id = m.list_id and r.commitment_id = m.commitment_id
    left join actions as a on a.action = m.action
    where m.list_id = $list and r.league = $league
),

stating as (
    select distinct unit_id from promised where role = 'lead' and indicator_id = $indicator
),

mentioning as (
    select
        n.*,
        row_number() over (
            partition by n.answering_id order by n.commitment_no, n."start", n.commitment_id, coalesce(n.action, '')
        ) as place
    from named as n
    where n.role = 'lead' and n.indicator_id = $indicator
),

-- Who assists others in what they promise of it promises nothing of its own, and lacks nothing.
helping as (
    select unit_id from promised where role = 'assisting' and indicator_id = $indicator
    union
    select answering_id as unit_id from named where role = 'assisting' and indicator_id = $indicator
),

subject as (
    select t.topic
    from targets as t
    where t.list_id = $list and t.indicator_id = $indicator
    union
    select a.topic
    from mentions as m
    inner join actions as a on a.action = m.action
    where m.list_id = $list and m.indicator_id = $indicator
),

touching as (
    select p.unit_id
    from promised as p
    inner join subject as s on s.topic = p.topic
    where p.role = 'lead'
    union
    select n.answering_id as unit_id
    from named as n
    inner join subject as s on s.topic = n.topic
    where n.role = 'lead'
),

judged as (
    select
        u.*,
        case
            when g.unit_id is not null then 'figure'
            when n.unit_id is not null then 'mentioned'
            when h.unit_id is not null then 'outside'
            when i.asked_of not in ('both', $league) or ($league = 'department' and p.unit_id is null) then 'outside'
            when l.mentions_read then 'absent'
            else 'unread'
        end as status
    from units as u
    inner join lists as l on l.list_id = u.list_id
    inner join indicators as i on i.indicator_id = $indicator
    left join stating as g on g.unit_id = u.unit_id
    left join mentioning as n on n.answering_id = u.unit_id and n.place = 1
    left join touching as p on p.unit_id = u.unit_id
    left join helping as h on h.unit_id = u.unit_id
    where
        u.list_id = $list
        and case when u.unit_type in ('county', 'zone') then 'county' else 'department' end = $league
)

select
    j.unit_id,
    j.unit,
    j.unit_en,
    j.short,
    j.short_en,
    j.unit_type,
    j.unit_order,
    j.tile_column,
    j.tile_row,
    j.status,
    m.commitment_id,
    m.action,
    a.action_zh,
    a.action_en,
    m.firmness,
--include place
from judged as j
left join mentioning as m on j.status = 'mentioned' and m.answering_id = j.unit_id and m.place = 1
left join actions as a on a.action = m.action
order by j.unit_order
