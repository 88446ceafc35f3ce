-- The commitments that the chosen units (filter_unit: |a|b|, or '' for all) lead, alone or with others. A part of other queries.
led as (
    select distinct r.commitment_id
    from responsibility as r
    where r.role = 'lead' and contains($filter_unit, concat('|', r.unit_id, '|'))
)
