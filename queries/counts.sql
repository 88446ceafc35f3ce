-- What a list holds, by league and in all ('all').
with rows_ as (
    select r.league, r.unit_id, t.commitment_id, t.kind, t.target_id
    from targets as t
    inner join responsibility as r on r.list_id = t.list_id and r.commitment_id = t.commitment_id and r.role = 'lead'
    where t.list_id = $list
),

leagues as (
    select league, unit_id, commitment_id, kind, target_id from rows_
    union all
    select 'all' as league, unit_id, commitment_id, kind, target_id from rows_
)

select
    league,
    count(distinct unit_id) as units,
    count(distinct commitment_id) as commitments,
    count(distinct case when kind <> 'qualitative' then commitment_id end) as measurable,
    count(distinct case when kind <> 'qualitative' then target_id end) as targets
from leagues
group by league
order by league
