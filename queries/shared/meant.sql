-- The indicators that are asked about: those of a theme (null for all), or one. A part of other queries, which takes theme and indicator.
meant as (
    select indicator_id
    from indicators
    where ($theme is null or theme = $theme) and ($indicator is null or indicator_id = $indicator)
)
