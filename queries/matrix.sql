-- All targets of a theme (null for all themes) or of one indicator of it, indicator by indicator and then those of no indicator, unit by
-- unit; what follows from them where it is ranked; the first place where a unit promises an indicator without giving a figure of it (status
-- 'mentioned'); and what has no figure at all (status 'words'): commitments, and of a county that has none of the theme the first action of
-- the theme that it names elsewhere.
with
--include meant
,

--include bounds
,

--include led
,

--include compared
,

bare as (
    select
        league, unit_id, commitment_id, topic, target_id, kind, scope, comparator, std_value, std_high, std_uom, firmness,
        cast(null as varchar) as words, para, first_char, last_char, "start", "end"
    from targets
    where
        list_id = $list
        and ($theme is null or theme = $theme)
        and $indicator is null
        and (indicator_id is null or kind = 'qualitative')
    union all
    select
        m.league, m.unit_id, m.commitment_id, m.topic, cast(null as varchar) as target_id, cast(null as varchar) as kind,
        cast(null as varchar) as scope, cast(null as varchar) as comparator, cast(null as double) as std_value,
        cast(null as double) as std_high, cast(null as varchar) as std_uom, m.firmness,
        m.words, m.para, m.first_char, m.last_char, m."start", m."end"
    from (
        select
            n.*,
            a.theme,
            a.topic,
            row_number() over (partition by n.unit_id, a.theme order by n.commitment_no, n."start", n.action) as place
        from mentions as n
        inner join actions as a on a.action = n.action
        where n.list_id = $list and n.league = 'county' and ($theme is null or a.theme = $theme)
    ) as m
    left join (select distinct unit_id, theme from targets where list_id = $list) as h on h.unit_id = m.unit_id and h.theme = m.theme
    where m.place = 1 and h.unit_id is null and $indicator is null
),

naming as (
    select * from mentions where list_id = $list
),

--include entries

select e.*
from entries as e
left join led as g on g.commitment_id = e.commitment_id
where
    ($league is null or e.league = $league or ($league = 'county' and e.is_city = 1))
    and ($filter_unit = '' or g.commitment_id is not null)
--include order
