-- Which units of a league give a figure of an indicator, and what is known of the others: a unit that gives no figure is never a zero.
-- figure: it gives one, at whatever scope; mentioned: it promises it without a figure; outside: it is not in question, the indicator not
-- being asked of the league, or the department having nothing under a topic of it, or assisting others in it; unread: nobody looked for promises without a figure in
-- this list; absent: all commitments were read, and none promises it. Where a unit only mentions it, the first place where it does.
with promised as (
    select t.commitment_id, t.topic, t.indicator_id, 1 as is_target
    from targets as t
    where t.list_id = $list
    union all
    select m.commitment_id, a.topic, m.indicator_id, 0 as is_target
    from mentions as m
    left join actions as a on a.action = m.action
    where m.list_id = $list
),

-- Who assists others in what they promise of it promises nothing of its own, and lacks nothing.
parts as (
    select
        r.unit_id,
        max(case when r.role = 'lead' and p.is_target = 1 and p.indicator_id = $indicator then 1 else 0 end) as is_stating,
        max(case when r.role = 'assisting' and p.indicator_id = $indicator then 1 else 0 end) as is_helping,
        max(case when r.role = 'lead' and s.topic is not null then 1 else 0 end) as is_touching
    from promised as p
    inner join responsibility as r on r.list_id = $list and r.commitment_id = p.commitment_id
    left join (select distinct topic from promised where indicator_id = $indicator) as s on s.topic = p.topic
    where r.league = $league
    group by r.unit_id
),

mentioning as (
    select
        m.*,
        r.unit_id as answering_id,
        row_number() over (
            partition by r.unit_id order by m.commitment_no, m."start", m.commitment_id, coalesce(m.action, '')
        ) as place
    from mentions as m
    inner join responsibility as r on r.list_id = m.list_id and r.commitment_id = m.commitment_id
    where m.list_id = $list and m.indicator_id = $indicator and r.league = $league and r.role = 'lead'
)

select
    u.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_type,
    u.unit_order,
    u.tile_column,
    u.tile_row,
    case
        when p.is_stating = 1 then 'figure'
        when m.commitment_id is not null then 'mentioned'
        when p.is_helping = 1 then 'outside'
        when i.asked_of not in ('both', $league) or ($league = 'department' and coalesce(p.is_touching, 0) = 0) then 'outside'
        when l.mentions_read then 'absent'
        else 'unread'
    end as status,
    m.commitment_id,
    m.action,
    a.action_zh,
    a.action_en,
    m.firmness,
--include place
from units as u
inner join lists as l on l.list_id = u.list_id
inner join indicators as i on i.indicator_id = $indicator
left join parts as p on p.unit_id = u.unit_id
left join mentioning as m on m.answering_id = u.unit_id and m.place = 1 and coalesce(p.is_stating, 0) = 0
left join actions as a on a.action = m.action
where
    u.list_id = $list
    and case when u.unit_type in ('county', 'zone') then 'county' else 'department' end = $league
order by u.unit_order
