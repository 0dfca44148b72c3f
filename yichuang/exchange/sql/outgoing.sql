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
-- The cases of which something was recorded in (since, until], in order: the ledger's events, the departments' steps;
-- and how many they are.
SELECT case_number, count(*) OVER () FROM (
    SELECT case_number FROM cases_caseevent
    WHERE recorded_at > %(since)s::timestamptz AND recorded_at <= %(until)s
    UNION
    SELECT case_number FROM exchange_step
    WHERE recorded_at > %(since)s::timestamptz AND recorded_at <= %(until)s
    UNION
    SELECT case_number FROM exchange_step
    WHERE first_at > %(since)s::timestamptz AND first_at <= %(until)s
) AS changed ORDER BY case_number

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
-- The cases first recorded in a stretch of time, up to the cursor. Asked for many stretches at once by UNION ALL: each
-- then goes by the index on recorded_at, where a join of stretches and events would read all events.
(SELECT %s::timestamptz, case_number FROM cases_caseevent
WHERE recorded_at >= %s AND recorded_at < %s AND recorded_at <= %s AND seq = 1)

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
