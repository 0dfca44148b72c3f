-- name: fill
-- Nobody posts by day alone while months are summed; programs of before this migration are stopped first.
REVOKE UPDATE, TRUNCATE ON cases_tallymonth FROM yichuang_app;
LOCK TABLE cases_tallycoarse IN SHARE MODE;
INSERT INTO cases_tallymonth (month, measure, centre_id, department_id, item_type, n)
SELECT date_trunc('month', day::timestamp)::date, measure, centre_id, department_id, item_type, sum(n)
FROM cases_tallycoarse GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 2, 1

-- name: vacuum_early
-- A figure is an index-only scan: it is quick where the pages are known to be visible to all. Compaction and chunks
-- change a good part of the rows at once, so a fiftieth of a table is reason enough to look at it.
ALTER TABLE cases_tallyfine SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE cases_tallycoarse SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE cases_tallymonth SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02)
