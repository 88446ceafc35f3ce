-- The least and the most that a target `t` can be in its standard unit, null where its comparator leaves an end open; "about" is ten per
-- cent up or down. Columns of other queries.
        case
            when t.comparator in ('le', 'lt') then cast(null as double)
            when t.comparator = 'approx' then t.std_value * 0.9
            else t.std_value
        end as low,
        case
            when t.comparator in ('ge', 'gt') then cast(null as double)
            when t.comparator = 'approx' then t.std_value * 1.1
            when t.comparator = 'range' then t.std_high
            else t.std_value
        end as high
