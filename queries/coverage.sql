-- Which units of a league give a figure of an indicator, and what is known of the others: a unit that gives no figure is never a zero.
-- figure: it gives one, at whatever scope; mentioned: it promises it without a figure; outside: it is not in question, the indicator not
-- being asked of the league, or the department having nothing under a topic of it; unread: nobody looked for promises without a figure in
-- this list; absent: all commitments were read, and none promises it. Where a unit only mentions it, the first place where it does.
with stating as (
    select distinct unit_id
    from targets
    where list_id = $list and league = $league and indicator_id = $indicator
),

mentioning as (
    select
        m.*,
        row_number() over (partition by m.unit_id order by m.commitment_no, m."start", coalesce(m.action, '')) as place
    from mentions as m
    where m.list_id = $list and m.league = $league and m.indicator_id = $indicator
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
    select t.unit_id
    from targets as t
    inner join subject as s on s.topic = t.topic
    where t.list_id = $list and t.league = $league
    union
    select m.unit_id
    from mentions as m
    inner join actions as a on a.action = m.action
    inner join subject as s on s.topic = a.topic
    where m.list_id = $list and m.league = $league
),

judged as (
    select
        u.*,
        case
            when g.unit_id is not null then 'figure'
            when n.unit_id is not null then 'mentioned'
            when i.asked_of not in ('both', $league) or ($league = 'department' and p.unit_id is null) then 'outside'
            when l.mentions_read then 'absent'
            else 'unread'
        end as status
    from units as u
    inner join lists as l on l.list_id = u.list_id
    inner join indicators as i on i.indicator_id = $indicator
    left join stating as g on g.unit_id = u.unit_id
    left join mentioning as n on n.unit_id = u.unit_id and n.place = 1
    left join touching as p on p.unit_id = u.unit_id
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
left join mentioning as m on j.status = 'mentioned' and m.unit_id = j.unit_id and m.place = 1
left join actions as a on a.action = m.action
order by j.unit_order
