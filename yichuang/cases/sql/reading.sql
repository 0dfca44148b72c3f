-- name: earliest_writer
-- The last microsecond before `now` and before any transaction that holds the writers' lock began; and whether the
-- beginning of one of them is not to be seen (a session that began between two looks, or one we have no right to see).
SELECT least(%(now)s, min(a.xact_start)) - interval '1 microsecond', coalesce(bool_or(a.xact_start IS NULL), false)
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.classid = %(ledger)s::bigint::oid AND l.objid = 1 AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())

-- name: whose
SELECT number, department_id, item_version_id, accepted_on FROM cases_case WHERE number = ANY(%(numbers)s)

-- name: look_anew
-- What is known of other sessions is otherwise kept until the transaction ends.
SELECT pg_stat_clear_snapshot()

-- name: sums
-- Amounts by the dimensions asked for. Days before the window come as one (the day before it); inside the window each
-- day by itself, or, where no day is asked for, the last day and all others together (as the first).
SELECT {dimensions} measure, {day}, sum(n)
FROM {relation} AS tally
WHERE measure = ANY(%(measures)s) AND day >= %(since)s AND day <= %(end)s {filters} GROUP BY {places}
HAVING sum(n) <> 0

-- name: by_months
-- The tallies by department and item type up to the window's end: whole months as their first day, the others' days
-- (`rules/months.py`). A last day that is wanted by itself is added, and taken from its month where the window begins.
(SELECT month AS day, measure, centre_id, department_id, item_type, n FROM cases_tallymonth
 WHERE month < %(whole_until)s AND month IS DISTINCT FROM %(broken)s::date
 UNION ALL
 SELECT day, measure, centre_id, department_id, item_type, n FROM cases_tallycoarse
 WHERE day BETWEEN %(head_first)s AND %(head_last)s
 UNION ALL
 SELECT day, measure, centre_id, department_id, item_type, n FROM cases_tallycoarse
 WHERE day BETWEEN %(tail_first)s AND %(tail_last)s
 UNION ALL
 SELECT day, measure, centre_id, department_id, item_type, n FROM cases_tallycoarse WHERE day = %(apart)s::date
 UNION ALL
 SELECT %(start)s::date, measure, centre_id, department_id, item_type, -n FROM cases_tallycoarse
 WHERE day = %(apart)s::date)
