-- What stands in the cells of a table of promises, one row an entry: the figures of `shown`, the targets and commitments of `bare`, which are
-- of no indicator, and the first place in `naming` (mentions) where a unit promises an indicator of which it gives no figure (status
-- 'mentioned'). A part of other queries, after `bounds`, `compared`, `bare` and `naming`, which takes list. It gives entries.
-- is_city is 1 for the city's own figures: those of a department that alone gives figures of the indicator, at a scope that is no part
-- of the city; they stand beside the counties' own. rank_best and rank_worst are as in comparison; apart is null where there is no indicator.
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

-- A bound stands in the list where the first of its targets stands.
gathered as (
    select
        'figure' as status,
        s.league, s.unit_id, o.commitment_id, o.topic,
        s.indicator_id, s.target_id, s.basis, s.basis_targets, s.kind, s.scope_key, s.comparator, s.std_value, s.std_high, s.std_uom,
        s.low, s.high, s.firmness, s.group_size, s.written, s.larger, s.smaller, s.apart,
        split_part(s.basis_targets, ' ', 1) as first_target,
        cast(null as varchar) as words,
        o.para, o.first_char, o.last_char, o."start", o."end"
    from shown as s
    inner join targets as o on o.target_id = case when s.basis = 'stated' then s.target_id else split_part(s.basis_targets, ' ', 1) end
    union all
    select
        case when b.kind <> 'qualitative' then 'figure' else 'words' end as status,
        b.league, b.unit_id, b.commitment_id, b.topic,
        cast(null as varchar) as indicator_id, b.target_id,
        case when b.kind <> 'qualitative' then 'stated' end as basis, case when b.kind <> 'qualitative' then b.target_id end as basis_targets,
        b.kind, coalesce(b.scope, '') as scope_key, b.comparator, b.std_value, b.std_high, b.std_uom,
        cast(null as double) as low, cast(null as double) as high, b.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        case when b.kind <> 'qualitative' then b.target_id end as first_target,
        b.words,
        b.para, b.first_char, b.last_char, b."start", b."end"
    from bare as b
    union all
    select
        'mentioned' as status,
        n.league, n.unit_id, n.commitment_id, n.topic,
        n.indicator_id, cast(null as varchar) as target_id, cast(null as varchar) as basis, cast(null as varchar) as basis_targets,
        cast(null as varchar) as kind, '' as scope_key, cast(null as varchar) as comparator, cast(null as double) as std_value,
        cast(null as double) as std_high, cast(null as varchar) as std_uom, cast(null as double) as low, cast(null as double) as high,
        n.firmness,
        cast(null as bigint) as group_size, cast(null as bigint) as written, cast(null as bigint) as larger, cast(null as bigint) as smaller,
        cast(null as varchar) as apart,
        cast(null as varchar) as first_target,
        n.words,
        n.para, n.first_char, n.last_char, n."start", n."end"
    from (
        select
            m.*,
            i.topic,
            row_number() over (
                partition by m.league, m.unit_id, m.indicator_id order by m.commitment_no, m."start", coalesce(m.action, '')
            ) as place
        from naming as m
        inner join meant as a on a.indicator_id = m.indicator_id
        inner join indicators as i on i.indicator_id = m.indicator_id
    ) as n
    left join (select distinct unit_id, indicator_id from figures) as g on g.unit_id = n.unit_id and g.indicator_id = n.indicator_id
    where n.place = 1 and g.unit_id is null
),

entries as (
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
        case when e.basis = 'stated' then t.measure_en end as measure_en,
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
        c.commitment_en,
        c.statement,
        c.statement_en,
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
                when
                    n.league = 'department' and n.status = 'figure' and n.indicator_id is not null
                    and g.departments = 1 and a.scope is null
                then 1
                else 0
            end as is_city
        from gathered as n
        left join areas as a on a.scope = n.scope_key
        left join giving as g on g.indicator_id = n.indicator_id
    ) as e
    inner join units as u on u.list_id = $list and u.unit_id = e.unit_id
    left join indicators as i on i.indicator_id = e.indicator_id
    inner join topics as p on p.topic = coalesce(i.topic, e.topic)
    left join targets as t on t.target_id = e.first_target
    inner join (
        select
            commitment_id, min(commitment) as commitment, min(commitment_en) as commitment_en, min(statement) as statement,
            min(statement_en) as statement_en
        from targets
        where list_id = $list
        group by commitment_id
    ) as c on c.commitment_id = e.commitment_id
)
