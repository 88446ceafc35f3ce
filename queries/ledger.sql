-- The completeness ledger: what became of every numeral of the published text.
select
    reason,
    numerals,
    sum(numerals) over () as all_numerals
from ledger
where list_id = $list and numerals > 0
order by numerals desc, reason
