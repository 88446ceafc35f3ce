-- All targets of a theme (null for all themes) or of one indicator of it, indicator by indicator and then those of no indicator, unit by
-- unit; what follows from them where it is ranked; the first place where a unit promises an indicator without giving a figure of it (status
-- 'mentioned'); and what has no figure at all (status 'words'): commitments, and of a county that has none of the theme the first action of
-- the theme that it names elsewhere.
-- is_city is 1 for the city's own figures: those of a department that alone gives figures of the indicator, at a scope that is no part
-- of the city; they stand beside the counties' own. rank_best and rank_worst are as in comparison; apart is null where there is no indicator.
with
--include bounds
,

--include led
,

--include compared
,

areas as (
    select distinct t.scope
    from targets as t
    inner join scopes as p
        on p.dimension = 'area' and p.effect = 'narrows' and contains(concat('，', t.scope, '，'), concat('，', p.scope, '，'))
    where t.list_id = $list
),

giving as (
    select indicator_id, count(distinct unit_id) as departments
    from figures
    where league = 'department'
    group by indicator_id
),

-- One row a cell's entry; a bound stands in the list where the first of its targets stands.
entries as (
    select
        'figure' as status,
        s.league, s.unit_id, o.commitment_id, o.topic,
        s.indicator_id, s.target_id, s.basis, s.basis_targets, s.kind, s.scope_key, s.comparator, s.std_value, s.std_high, s.std_uom,
        s.low, s.high, s.firmness, s.group_size, s.written, s.larger, s.smaller, s.apart,
        split_part(s.basis_targets, ' ', 1) as first_target,
        cast(null as varchar) as words,
        o.para, o.first_char, o.last_char, o."start", o."end"
    from shown as s
    inner join figures as o on o.target_id = case when s.basis = 'stated' then s.target_id else split_part(s.basis_targets, ' ', 1) end
    union all
    select
        'figure' as status,
        t.league, t.unit_id, t.commitment_id, t.topic,
        cast(null as varchar) as indicator_id, t.target_id, 'stated' as basis, t.target_id as basis_targets, t.kind,
        coalesce(t.scope, '') as scope_key, t.comparator, t.std_value, t.std_high, t.std_uom,
        cast(null as double) as low, cast(null as double) as high, t.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        t.target_id as first_target,
        cast(null as varchar) as words,
        t.para, t.first_char, t.last_char, t."start", t."end"
    from targets as t
    where
        t.list_id = $list
        and ($theme is null or t.theme = $theme)
        and t.indicator_id is null
        and $indicator is null
        and t.kind <> 'qualitative'
    union all
    select
        'words' as status,
        t.league, t.unit_id, t.commitment_id, t.topic,
        cast(null as varchar) as indicator_id, t.target_id, cast(null as varchar) as basis, cast(null as varchar) as basis_targets,
        t.kind, '' as scope_key, cast(null as varchar) as comparator, cast(null as double) as std_value, cast(null as double) as std_high,
        cast(null as varchar) as std_uom, cast(null as double) as low, cast(null as double) as high, t.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        cast(null as varchar) as first_target,
        cast(null as varchar) as words,
        t.para, t.first_char, t.last_char, t."start", t."end"
    from targets as t
    where
        t.list_id = $list
        and ($theme is null or t.theme = $theme)
        and $indicator is null
        and t.kind = 'qualitative'
    union all
    select
        'words' as status,
        m.league, m.unit_id, m.commitment_id, m.topic,
        cast(null as varchar) as indicator_id, cast(null as varchar) as target_id, cast(null as varchar) as basis,
        cast(null as varchar) as basis_targets, cast(null as varchar) as kind, '' as scope_key, cast(null as varchar) as comparator,
        cast(null as double) as std_value, cast(null as double) as std_high, cast(null as varchar) as std_uom, cast(null as double) as low,
        cast(null as double) as high, m.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        cast(null as varchar) as first_target,
        m.words,
        m.para, m.first_char, m.last_char, m."start", m."end"
    from (
        select
            n.*,
            a.theme,
            a.topic,
            row_number() over (partition by n.unit_id, a.theme order by n.commitment_no, n."start", n.action) as place
        from mentions as n
        inner join actions as a on a.action = n.action
        where n.list_id = $list and n.league = 'county' and ($theme is null or a.theme = $theme)
    ) as m
    left join (select distinct unit_id, theme from targets where list_id = $list) as h on h.unit_id = m.unit_id and h.theme = m.theme
    where m.place = 1 and h.unit_id is null and $indicator is null
    union all
    select
        'mentioned' as status,
        m.league, m.unit_id, m.commitment_id, i.topic,
        m.indicator_id, cast(null as varchar) as target_id, cast(null as varchar) as basis, cast(null as varchar) as basis_targets,
        cast(null as varchar) as kind, '' as scope_key, cast(null as varchar) as comparator, cast(null as double) as std_value,
        cast(null as double) as std_high, cast(null as varchar) as std_uom, cast(null as double) as low, cast(null as double) as high,
        m.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        cast(null as varchar) as first_target,
        m.words,
        m.para, m.first_char, m.last_char, m."start", m."end"
    from (
        select
            n.*,
            row_number() over (
                partition by n.league, n.unit_id, n.indicator_id order by n.commitment_no, n."start", coalesce(n.action, '')
            ) as place
        from mentions as n
        where n.list_id = $list and n.indicator_id is not null
    ) as m
    inner join indicators as i on i.indicator_id = m.indicator_id and ($theme is null or i.theme = $theme)
    left join (select distinct unit_id, indicator_id from figures) as g on g.unit_id = m.unit_id and g.indicator_id = m.indicator_id
    where m.place = 1 and g.unit_id is null and ($indicator is null or m.indicator_id = $indicator)
)

select
    e.status,
    e.league,
    e.unit_id,
    u.unit,
    u.unit_en,
    u.short,
    u.short_en,
    u.unit_order,
    coalesce(i.theme, p.theme) as theme,
    p.topic,
    p.topic_zh,
    p.topic_en,
    p.topic_order,
    e.indicator_id,
    i.indicator,
    i.indicator_en,
    i.std_uom as indicator_uom,
    i.direction,
    i.additive,
    i.asked_of,
    i.weight,
    e.is_city,
    e.target_id,
    e.basis,
    e.basis_targets,
    case when e.scope_key <> '' then e.scope_key end as scope,
    e.scope_key,
    e.kind,
    case when e.basis = 'stated' then t.measure end as measure,
    e.comparator,
    case when e.basis = 'stated' then t.value end as value,
    case when e.basis = 'stated' then t.value_high end as value_high,
    case when e.basis = 'stated' then t.uom end as uom,
    e.std_value,
    e.std_high,
    e.std_uom,
    e.low,
    e.high,
    e.firmness,
    t.tier,
    case when e.basis = 'stated' then t.part_of end as part_of,
    case when e.basis = 'stated' then t.deadline end as deadline,
    case when e.basis = 'stated' then t.figure end as figure,
    e.group_size,
    e.written,
    case when e.apart = '' then case when i.direction = 'higher' then e.larger else e.smaller end + 1 end as rank_best,
    case when e.apart = '' then e.group_size - case when i.direction = 'higher' then e.smaller else e.larger end end as rank_worst,
    e.apart,
    e.commitment_id,
    c.commitment,
    c.statement,
    e.words,
    e.para,
    e.first_char,
    e.last_char,
    e."start",
    e."end"
from (
    select
        n.*,
        case
            when n.league = 'department' and n.status = 'figure' and n.indicator_id is not null and g.departments = 1 and a.scope is null
            then 1
            else 0
        end as is_city
    from entries as n
    left join areas as a on a.scope = n.scope_key
    left join giving as g on g.indicator_id = n.indicator_id
) as e
inner join units as u on u.list_id = $list and u.unit_id = e.unit_id
left join indicators as i on i.indicator_id = e.indicator_id
inner join topics as p on p.topic = coalesce(i.topic, e.topic)
left join targets as t on t.target_id = e.first_target
inner join (
    select commitment_id, min(commitment) as commitment, min(statement) as statement
    from targets
    where list_id = $list
    group by commitment_id
) as c on c.commitment_id = e.commitment_id
left join led as g on g.commitment_id = e.commitment_id
where
    ($league is null or e.league = $league or ($league = 'county' and e.is_city = 1))
    and ($filter_unit = '' or g.commitment_id is not null)
order by
    theme,
    case when e.status = 'words' then 2 when e.indicator_id is null then 1 else 0 end,
    p.topic_order,
    -i.weight nulls last,
    e.indicator_id nulls last,
    e.league,
    u.unit_order,
    e.apart nulls last,
    e.scope_key,
    e.basis,
    e.basis_targets nulls last,
    e.commitment_id
