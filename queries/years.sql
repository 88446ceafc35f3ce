-- What a city's units promised in the list of the year before (`before`) and promise in this one (`list`), side by side: one row for each
-- promise of an indicator at a scope and tier by those who lead it, with the figure of this year, of last year (columns before_*), or both.
-- Nothing is ranked, and no row says more of one unit than of another. change says what became of the figure:
--   same, reworded (the same amount in other words: exactly, at least, more than; or exactly, at most, less than), raised, lowered,
--   behind, ahead (of a rank: further back, further ahead), changed (another grade), unsure (the comparators leave it open);
--   unlike (another kind or standard unit of measure), scope (the other year has figures of the indicator at other scopes or tiers alone),
--   led (by other units together), no_unit_before and no_unit_now (the other list has none of these units),
--   worded_before and worded_now (promised without a figure in the other year), first and dropped (not promised there at all),
--   unread_before and unread_now (no figure there, and nobody looked for promises without one).
-- A least and a most are compared with their own kind only; what is open at one end is above or below another only where they do not touch.
with
--include meant
,

--include led
,

heads as (
    select r.list_id, r.commitment_id, string_agg(r.unit_id, ' ' order by r.unit_id) as leads
    from responsibility as r
    where r.role = 'lead' and (r.list_id = $list or r.list_id = $before)
    group by r.list_id, r.commitment_id
),

figures as (
    select
        t.list_id, t.target_id, t.unit_id, t.unit_order, t.league, t.commitment_id, t.indicator_id, t.indicator, t.indicator_en, t.kind, t.tier,
        t.comparator, t.value, t.value_high, t.uom, t.std_value, t.std_high, t.std_uom, t.firmness, t.figure, t.para, t.first_char, t.last_char,
        t."start", t."end",
        coalesce(t.scope, '') as scope_key,
        h.leads,
--include interval
        ,
        row_number() over (
            partition by t.list_id, h.leads, t.indicator_id, coalesce(t.scope, ''), t.tier order by t.target_id
        ) as place
    from targets as t
    inner join heads as h on h.list_id = t.list_id and h.commitment_id = t.commitment_id
    inner join meant as m on m.indicator_id = t.indicator_id
    where t.kind not in ('qualitative', 'date')
),

pairs as (
    select n.target_id, p.target_id as before_target
    from (select * from figures where list_id = $list) as n
    full outer join (select * from figures where list_id = $before) as p
        on p.leads = n.leads and p.indicator_id = n.indicator_id and p.scope_key = n.scope_key and p.tier = n.tier and p.place = n.place
),

-- What stands in one list alone, with the list in which it is missing.
lone as (
    select f.*, case when p.target_id is null then $list else $before end as other
    from pairs as p
    inner join figures as f on f.target_id = coalesce(p.target_id, p.before_target)
    where p.target_id is null or p.before_target is null
),

holding as (
    select distinct f.list_id, f.indicator_id, f.leads, r.unit_id
    from figures as f
    inner join responsibility as r on r.list_id = f.list_id and r.commitment_id = f.commitment_id and r.role = 'lead'
),

wording as (
    select distinct m.list_id, m.indicator_id, r.unit_id
    from mentions as m
    inner join responsibility as r on r.list_id = m.list_id and r.commitment_id = m.commitment_id and r.role = 'lead'
    where (m.list_id = $list or m.list_id = $before) and m.indicator_id is not null
),

missing as (
    select
        f.target_id,
        max(case when u.unit_id is not null then 1 else 0 end) as has_unit,
        max(case when g.unit_id is not null then 1 else 0 end) as has_figure,
        max(case when g.leads = f.leads then 1 else 0 end) as has_leads,
        max(case when w.unit_id is not null then 1 else 0 end) as has_words,
        max(case when o.mentions_read then 1 else 0 end) as is_read
    from lone as f
    inner join lists as o on o.list_id = f.other
    inner join responsibility as r on r.list_id = f.list_id and r.commitment_id = f.commitment_id and r.role = 'lead'
    left join units as u on u.list_id = f.other and u.unit_id = r.unit_id
    left join holding as g on g.list_id = f.other and g.indicator_id = f.indicator_id and g.unit_id = r.unit_id
    left join wording as w on w.list_id = f.other and w.indicator_id = f.indicator_id and w.unit_id = r.unit_id
    group by f.target_id
),

judged as (
    select
        p.target_id,
        p.before_target,
        case
            when n.target_id is not null and b.target_id is not null then
                case
                    when n.kind <> b.kind or coalesce(n.std_uom, '') <> coalesce(b.std_uom, '') then 'unlike'
                    when
                        n.comparator = b.comparator and n.std_value = b.std_value
                        and coalesce(n.std_high, n.std_value) = coalesce(b.std_high, b.std_value)
                        then 'same'
                    when
                        n.std_value = b.std_value
                        and (
                            (n.comparator in ('eq', 'ge', 'gt') and b.comparator in ('eq', 'ge', 'gt'))
                            or (n.comparator in ('eq', 'le', 'lt') and b.comparator in ('eq', 'le', 'lt'))
                        )
                        then 'reworded'
                    when n.kind = 'grade' then 'changed'
                    when
                        n.low > b.high
                        or (n.low = b.high and (n.comparator = 'gt' or b.comparator = 'lt'))
                        or (
                            ((n.low is null and b.low is null) or n.low >= b.low)
                            and ((n.high is null and b.high is null) or n.high >= b.high)
                            and (n.low > b.low or n.high > b.high)
                        )
                        then case when n.kind = 'rank' then 'behind' else 'raised' end
                    when
                        n.high < b.low
                        or (n.high = b.low and (n.comparator = 'lt' or b.comparator = 'gt'))
                        or (
                            ((n.low is null and b.low is null) or n.low <= b.low)
                            and ((n.high is null and b.high is null) or n.high <= b.high)
                            and (n.low < b.low or n.high < b.high)
                        )
                        then case when n.kind = 'rank' then 'ahead' else 'lowered' end
                    else 'unsure'
                end
            when a.has_figure = 1 then case when a.has_leads = 1 then 'scope' else 'led' end
            when a.has_unit = 0 then case when b.target_id is null then 'no_unit_before' else 'no_unit_now' end
            when a.has_words = 1 then case when b.target_id is null then 'worded_before' else 'worded_now' end
            when a.is_read = 0 then case when b.target_id is null then 'unread_before' else 'unread_now' end
            when b.target_id is null then 'first'
            else 'dropped'
        end as change
    from pairs as p
    left join figures as n on n.target_id = p.target_id
    left join figures as b on b.target_id = p.before_target
    left join missing as a on a.target_id = coalesce(p.target_id, p.before_target)
)

select
    j.change,
    coalesce(n.unit_id, b.unit_id) as unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    coalesce(n.unit_order, b.unit_order) as unit_order,
    coalesce(n.league, b.league) as league,
    i.theme,
    i.indicator_id,
    i.indicator,
    i.indicator_en,
    i.topic,
    case when coalesce(n.scope_key, b.scope_key) <> '' then coalesce(n.scope_key, b.scope_key) end as scope,
    coalesce(n.tier, b.tier) as tier,
    coalesce(n.commitment_id, b.commitment_id) as commitment_id,
    n.target_id,
    n.kind,
    n.comparator,
    n.value,
    n.value_high,
    n.uom,
    n.std_value,
    n.std_high,
    n.std_uom,
    n.firmness,
    n.figure,
    n.para,
    n.first_char,
    n.last_char,
    b.target_id as before_target,
    b.kind as before_kind,
    b.comparator as before_comparator,
    b.value as before_value,
    b.value_high as before_value_high,
    b.uom as before_uom,
    b.std_value as before_std_value,
    b.std_high as before_std_high,
    b.std_uom as before_std_uom,
    b.firmness as before_firmness,
    b.figure as before_figure,
    b.para as before_para,
    b.first_char as before_first_char,
    b.last_char as before_last_char
from judged as j
left join figures as n on n.target_id = j.target_id
left join figures as b on b.target_id = j.before_target
inner join indicators as i on i.indicator_id = coalesce(n.indicator_id, b.indicator_id)
inner join topics as o on o.topic = i.topic
inner join units as u on u.list_id = coalesce(n.list_id, b.list_id) and u.unit_id = coalesce(n.unit_id, b.unit_id)
left join led as g on g.commitment_id = n.commitment_id
left join led as k on k.commitment_id = b.commitment_id
where $before is not null and ($filter_unit = '' or g.commitment_id is not null or k.commitment_id is not null)
order by
    coalesce(n.league, b.league),
    coalesce(n.unit_order, b.unit_order),
    coalesce(n.unit_id, b.unit_id),
    o.topic_order,
    -i.weight nulls last,
    i.indicator_id,
    coalesce(n.scope_key, b.scope_key),
    coalesce(n.tier, b.tier),
    coalesce(n.target_id, b.target_id)
