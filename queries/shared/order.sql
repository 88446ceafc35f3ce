-- How entries `e` follow one another: indicator by indicator and then those of no indicator, unit by unit. The end of other queries.
order by
    e.theme,
    case when e.status = 'words' then 2 when e.indicator_id is null then 1 else 0 end,
    e.topic_order,
    -e.weight nulls last,
    e.indicator_id nulls last,
    e.league,
    e.unit_order,
    e.apart nulls last,
    e.scope_key,
    e.basis,
    e.basis_targets nulls last,
    e.commitment_id
