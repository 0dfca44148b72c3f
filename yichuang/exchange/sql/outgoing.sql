-- name: alone
-- One export at a time, as long as this session lasts or until `not_alone`.
SELECT pg_try_advisory_lock(%(key)s, 1)

-- name: not_alone
SELECT pg_advisory_unlock(%(key)s, 1)

-- name: snapshot
-- All of an export is read from one moment, whatever is written meanwhile; a big one takes its time.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: patience
SET LOCAL statement_timeout = 0

-- name: changed_cases
-- The cases of which something was recorded in (since, until], in order: the ledger's events, the departments' steps.
SELECT case_number FROM cases_caseevent
WHERE recorded_at > %(since)s::timestamptz AND recorded_at <= %(until)s
UNION
SELECT case_number FROM exchange_step
WHERE recorded_at > %(since)s::timestamptz AND recorded_at <= %(until)s
UNION
SELECT case_number FROM exchange_step
WHERE first_at > %(since)s::timestamptz AND first_at <= %(until)s
ORDER BY 1

-- name: steps_of_many
SELECT case_number, step, name, action, started_at, ended_at, handler, opinion, recorded_at,
    coalesce(first_at, recorded_at)
FROM exchange_step WHERE case_number = ANY(%(numbers)s) ORDER BY case_number, step

-- name: tasks
-- Every version of every item: as many as the catalogue has, a few thousand.
SELECT v.id, i.national_code, i.local_code, v.name, v.number, v.national_kind
FROM catalogue_itemversion v JOIN catalogue_item i ON i.id = v.item_id

-- name: departments
SELECT id, coalesce(nullif(credit_code, ''), code), name FROM people_department

-- name: first_recorded_in
-- The cases first recorded in one of the given milliseconds and before the cursor.
SELECT m.start, e.case_number FROM unnest(%(starts)s::timestamptz[]) AS m (start)
JOIN cases_caseevent e ON e.recorded_at >= m.start AND e.recorded_at < m.start + interval '1 millisecond'
WHERE e.seq = 1 AND e.recorded_at <= %(until)s

-- name: abnormal
-- Errors that came back, as far as the reader may see their cases; unknown ones for who sees all departments.
SELECT a.id, a."table", a.row_guid, a.error_type, a.remark, a.case_number, f.name, f.taken_at, a.settled_at,
    a.settled_by, a.settled_remark
FROM exchange_abnormal a JOIN exchange_abnormalfile f ON f.checksum = a.file_id
LEFT JOIN cases_case c ON c.number = a.case_number
WHERE a.id > %(after)s AND (a.settled_at IS NOT NULL) = %(settled)s
    AND (%(departments)s::int[] IS NULL OR c.department_id = ANY(%(departments)s::int[]))
ORDER BY a.id LIMIT %(rows)s

-- name: department_of
SELECT c.department_id FROM exchange_abnormal a LEFT JOIN cases_case c ON c.number = a.case_number WHERE a.id = %(id)s
