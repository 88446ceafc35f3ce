-- For each filter and choice, how many rows that choice would leave while all other filters stay as they are.
-- filter_list says which lists are looked at, and no other is counted.
with
--include listed
,

--include filtered
,

-- A row of it has the code of one filter only.
counted as (
    select
        n.missed,
        n.list_id,
        n.league,
        n.unit_type,
        n.theme,
        n.topic,
        n.indicator_code,
        n.kind,
        n.comparator_code,
        n.uom_code,
        n.firmness_code,
        n.measurable,
        n.due,
        count(*) as rows_left
    from filtered as n
    group by grouping sets (
        (n.missed, n.list_id),
        (n.missed, n.league),
        (n.missed, n.unit_type),
        (n.missed, n.theme),
        (n.missed, n.topic),
        (n.missed, n.indicator_code),
        (n.missed, n.kind),
        (n.missed, n.comparator_code),
        (n.missed, n.uom_code),
        (n.missed, n.firmness_code),
        (n.missed, n.measurable),
        (n.missed, n.due)
    )
),

named as (
    select
        c.missed,
        case
            when c.list_id is not null then 'list'
            when c.league is not null then 'league'
            when c.unit_type is not null then 'unit_type'
            when c.theme is not null then 'theme'
            when c.topic is not null then 'topic'
            when c.indicator_code is not null then 'indicator'
            when c.kind is not null then 'kind'
            when c.comparator_code is not null then 'comparator'
            when c.uom_code is not null then 'uom'
            when c.firmness_code is not null then 'firmness'
            when c.measurable is not null then 'measurable'
            when c.due is not null then 'due'
        end as facet,
        coalesce(
            c.list_id, c.league, c.unit_type, c.theme, c.topic, c.indicator_code, c.kind, c.comparator_code, c.uom_code, c.firmness_code,
            c.measurable, c.due
        ) as code,
        c.rows_left
    from counted as c
    union all
    -- A row may be promised by several units.
    select
        n.missed,
        'unit' as facet,
        r.unit_id as code,
        count(*) as rows_left
    from filtered as n
    inner join responsibility as r on r.list_id = n.list_id and r.commitment_id = n.commitment_id and r.role = 'lead'
    group by n.missed, r.unit_id
    union all
    -- A row may be about several actions.
    select
        n.missed,
        'action' as facet,
        coalesce(a.action, 'none') as code,
        count(*) as rows_left
    from filtered as n
    left join acting as a on a.target_id = n.target_id
    group by n.missed, coalesce(a.action, 'none')
)

select
    n.facet,
    n.code,
    cast(sum(n.rows_left) as bigint) as rows_left
from named as n
where n.missed in ('', n.facet)
group by n.facet, n.code
order by n.facet, rows_left desc, n.code
