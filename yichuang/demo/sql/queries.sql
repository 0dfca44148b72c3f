-- name: any_case
-- Whether the ledger holds a case at all.
SELECT EXISTS (SELECT 1 FROM cases_case);

-- name: counts
-- How many cases and events the ledger holds.
SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_caseevent);
