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

-- name: recount
-- What every case contributes as known at an instant: its last event up to then says what held (contribution in
-- rules/contribution.py, here once more in SQL, so that each checks the other); attributes changed later are undone.
(WITH held AS (
    SELECT DISTINCT ON (case_number) case_number, state, outcome, accepted_on, ended_on, due_on, working_days
    FROM cases_caseevent WHERE recorded_at <= %(known_at)s ORDER BY case_number, seq DESC
), undone AS (
    SELECT e.case_number, jsonb_object_agg(w.key, w.value ORDER BY e.seq DESC) AS was
    FROM cases_caseevent e, jsonb_each(e.data -> 'was') w
    WHERE e.recorded_at > %(known_at)s AND e.data ? 'was' GROUP BY e.case_number
), grouped AS (
    SELECT h.*, i.id AS item_id, i.item_type,
        coalesce((u.was ->> 'centre_id')::int, c.centre_id) AS centre_id,
        coalesce((u.was ->> 'department_id')::int, c.department_id) AS department_id,
        coalesce((u.was ->> 'region_id')::int, c.region_id) AS region_id,
        coalesce(u.was ->> 'channel', c.channel) AS channel, coalesce(u.was ->> 'source', c.source) AS source
    FROM held h JOIN cases_case c ON c.number = h.case_number
    LEFT JOIN undone u ON u.case_number = h.case_number
    JOIN catalogue_itemversion v ON v.id = coalesce((u.was ->> 'item_version_id')::int, c.item_version_id)
    JOIN catalogue_item i ON i.id = v.item_id
    WHERE h.state <> 'voided'
)
SELECT m.day, m.measure, m.n, g.item_id, g.item_type, g.centre_id, g.department_id, g.region_id, g.channel, g.source
FROM grouped g CROSS JOIN LATERAL (VALUES
    (g.accepted_on, 1, 1),
    (CASE WHEN g.accepted_on IS NOT NULL THEN g.ended_on END, 2, 1),
    (CASE WHEN g.accepted_on IS NOT NULL AND g.outcome IN ('refused', 'withdrawn', 'terminated') THEN g.ended_on END,
        CASE g.outcome WHEN 'refused' THEN 3 WHEN 'withdrawn' THEN 4 ELSE 5 END, 1),
    (CASE WHEN g.accepted_on IS NULL THEN g.ended_on END,
        CASE g.outcome WHEN 'not_required' THEN 6 WHEN 'out_of_scope' THEN 7 ELSE 8 END, 1),
    (CASE WHEN g.accepted_on IS NOT NULL THEN g.due_on END, 9, 1),
    (CASE WHEN g.accepted_on IS NOT NULL AND g.ended_on <= g.due_on THEN g.due_on END, 10, 1),
    (CASE WHEN g.accepted_on IS NOT NULL AND g.ended_on > g.due_on THEN g.ended_on END, 11, 1),
    (CASE WHEN g.accepted_on IS NOT NULL AND g.working_days > 0 THEN g.ended_on END, 12, g.working_days)
) AS m (day, measure, n) WHERE m.day IS NOT NULL)
