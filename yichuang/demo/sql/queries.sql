-- name: any_case
-- Whether the ledger holds a case at all.
SELECT EXISTS (SELECT 1 FROM cases_case);
