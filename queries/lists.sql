-- The lists that the table holds, by year and city; the last is the one that is asked where none is named.
select
    list_id,
    year,
    city,
    city_en,
    title,
    title_en,
    source_id,
    source_sha256
from lists
order by year, city, list_id
