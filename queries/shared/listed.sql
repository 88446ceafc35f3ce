-- The lists that are looked at (filter_list: |a|b|, or '' for all). A part of other queries.
listed as (
    select list_id
    from lists
    where $filter_list = '' or contains($filter_list, concat('|', list_id, '|'))
)
