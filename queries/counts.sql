-- What a list holds, by league and in all ('all').
with rows_ as (
    select league, unit_id, commitment_id, kind, target_id from targets where list_id = $list
    union all
    select 'all' as league, unit_id, commitment_id, kind, target_id from targets where list_id = $list
)

select
    league,
    count(distinct unit_id) as units,
    count(distinct commitment_id) as commitments,
    count(distinct case when kind <> 'qualitative' then commitment_id end) as measurable,
    count(distinct case when kind <> 'qualitative' then target_id end) as targets
from rows_
group by league
order by league
