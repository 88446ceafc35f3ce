-- What was changed in the list since it was published, cell by cell, each change after the one before.
select
    list_id,
    target_id,
    "column",
    day,
    old,
    new,
    reason,
    reason_en
from revisions
where list_id = $list
order by target_id, day, "column"
