-- The names of those who lead a commitment together, or in place of the unit under which the list has it, in the order of the list. A part
-- of other queries, which takes list. Of all other commitments the unit under which they stand is the lead, and they are not in it.
leads as (
    select
        r.commitment_id,
        string_agg(u.unit, '、' order by u.unit_order) as unit,
        string_agg(u.unit_en, ', ' order by u.unit_order) as unit_en,
        string_agg(u.short, '、' order by u.unit_order) as short,
        string_agg(u.short_en, ', ' order by u.unit_order) as short_en
    from responsibility as r
    inner join units as u on u.list_id = r.list_id and u.unit_id = r.unit_id
    where r.list_id = $list and r.stated and r.role = 'lead'
    group by r.commitment_id
)
