-- The targets of a list that every filter keeps (the filters of explore), indicator by indicator and then those of no indicator, unit by unit;
-- what follows from them where it is ranked and follows from such targets alone; where a commitment that is kept promises an indicator of
-- which its unit gives no figure (status 'mentioned'); and the commitments without a figure that are kept (status 'words'). Places are
-- those in the whole list.
with
listed as (
    select list_id from lists where list_id = $list
),

--include filtered
,

kept as (
    select t.*
    from filtered as f
    inner join targets as t on t.target_id = f.target_id
    where f.missed = ''
),

-- Of all indicators, so that what follows does not wait for what is kept.
meant as (
    select indicator_id from indicators
),

--include bounds
,

--include compared
,

bare as (
    select
        league, unit_id, commitment_id, topic, target_id, kind, scope, comparator, std_value, std_high, std_uom, firmness,
        cast(null as varchar) as words, para, first_char, last_char, "start", "end"
    from kept
    where indicator_id is null or kind = 'qualitative'
),

naming as (
    select m.*
    from mentions as m
    inner join (select distinct commitment_id from kept) as k on k.commitment_id = m.commitment_id
    inner join (select distinct indicator_id from kept) as i on i.indicator_id = m.indicator_id
    where m.list_id = $list
),

left_out as (
    select f.indicator_id, f.target_id
    from figures as f
    left join kept as k on k.target_id = f.target_id
    where k.target_id is null
),

--include entries

select e.*
from entries as e
left join left_out as o
    on o.indicator_id = e.indicator_id and contains(concat(' ', e.basis_targets, ' '), concat(' ', o.target_id, ' '))
where o.target_id is null
--include order
