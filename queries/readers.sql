-- Who or what read the list, what of it, and in which role.
select
    list_id,
    reader_no,
    reads,
    role,
    kind,
    note,
    note_en
from readers
where list_id = $list
order by list_id, reader_no
