-- Rates and other figures that are never added: what the city promises, and what counties promise at the same scope, one row a target.
with
--include leads
,

beside as (
    select
        c.target_id as city_target,
        t.target_id,
        sum(case when t.league = 'county' then 1 else 0 end) over (partition by c.target_id) as counties
    from targets as c
    inner join indicators as i on i.indicator_id = c.indicator_id
    inner join targets as t
        on t.list_id = c.list_id and t.indicator_id = c.indicator_id and t.kind = c.kind and t.std_uom = c.std_uom
        and coalesce(t.scope, '') = coalesce(c.scope, '') and t.tier = 'base' and (t.league = 'county' or t.target_id = c.target_id)
    left join (
        select distinct s.scope
        from targets as s
        inner join scopes as p on p.effect = 'other' and contains(concat('，', s.scope, '，'), concat('，', p.scope, '，'))
    ) as o on o.scope = t.scope
    where
        c.list_id = $list
        and c.league = 'department'
        and c.tier = 'base'
        and c.std_value is not null
        and (not i.additive or c.kind <> 'level')
        -- A county's figure for the whole city is no figure of its own.
        and (t.league = 'department' or o.scope is null)
        and ($indicator is null or c.indicator_id = $indicator)
        and ($theme is null or i.theme = $theme)
)

select
    b.city_target,
    t.target_id,
    t.league,
    t.indicator_id,
    t.indicator,
    t.indicator_en,
    t.scope,
    t.unit_id,
    coalesce(l.unit, t.unit) as unit,
    coalesce(l.unit_en, t.unit_en) as unit_en,
    coalesce(l.short, u.short) as short,
    coalesce(l.short_en, u.short_en) as short_en,
    t.unit_order,
    t.measure,
    t.measure_en,
    t.kind,
    t.comparator,
    t.value,
    t.value_high,
    t.uom,
    t.std_value,
    t.std_high,
    t.std_uom,
    t.firmness,
    t.figure
from beside as b
inner join targets as t on t.target_id = b.target_id
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
left join leads as l on l.commitment_id = t.commitment_id
where b.counties > 0
order by t.indicator_id, coalesce(t.scope, ''), b.city_target, t.league desc, t.unit_order, t.target_id
