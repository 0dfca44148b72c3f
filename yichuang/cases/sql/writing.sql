-- name: enter
-- Say that this transaction writes; whoever wants a stable past waits for it (see `safe_instant`).
SELECT pg_advisory_xact_lock_shared(%(ledger)s, 1)

-- name: clock
-- The instant of recording: read after the lock is held and after the case's row is locked.
SELECT clock_timestamp()

-- name: lock_case
-- Open one case for writing; only case rows are ever locked.
SELECT {columns} FROM cases_case WHERE number = %(number)s FOR UPDATE

-- name: lock_cases
-- Open many cases for writing, in one order, so that two batches never wait for each other in a circle.
SELECT {columns} FROM cases_case WHERE number = ANY(%(numbers)s) ORDER BY number FOR UPDATE

-- name: lock_standings
-- The same for those who move standings on by columns.
SELECT {columns} FROM cases_case WHERE number = ANY(%(numbers)s) ORDER BY number FOR UPDATE

-- name: last_facts
-- When each case last moved, and whether nothing but plain acts was ever done to it.
SELECT case_number, max(occurred_at), max(occurred_on), bool_and(act = ANY(%(plain)s))
FROM cases_caseevent WHERE case_number = ANY(%(numbers)s) GROUP BY case_number

-- name: facts_of_many
-- What was done to cases to which nothing but plain acts was done, with its free words as far as they are kept.
SELECT e.case_number, e.act, e.occurred_at, e.occurred_on, e.reason, e.data::text, t.text
FROM cases_caseevent e LEFT JOIN cases_casetext t ON t.case_number = e.case_number AND t.seq = e.seq
WHERE e.case_number = ANY(%(numbers)s)

-- name: parties_of_many
SELECT case_number, role, place, kind, name, document_number_hash, phone_hash, record_state
FROM cases_caseparty WHERE case_number = ANY(%(numbers)s)

-- name: texts_of_many
SELECT case_number, seq, text FROM cases_casetext WHERE case_number = ANY(%(numbers)s)

-- name: events_of
-- The events of one case, and the instant at which the next one is recorded.
SELECT {columns} FROM cases_caseevent WHERE case_number = %(number)s ORDER BY seq

-- name: events_of_many
SELECT case_number, {columns} FROM cases_caseevent WHERE case_number = ANY(%(numbers)s) ORDER BY case_number, seq

-- name: back_dating
SELECT role, days FROM cases_backdating

-- name: next_serial
SELECT nextval('cases_number_serial')

-- name: serials
SELECT nextval('cases_number_serial') FROM generate_series(1, %(n)s)

-- name: write_one
-- One act, one statement: the case's state, the event, three grains of tallies. The case comes first (the event asks for
-- it), as in a chunk: where two use one number at once, one waits for the other, and never each for the other.
WITH state AS ({state} RETURNING 1),
fine AS (
    INSERT INTO cases_tallyfine (day, measure, n, item_id, centre_id, department_id, region_id, channel, source)
    SELECT * FROM unnest(%(days)s::date[], %(measures)s::smallint[], %(amounts)s::int[], %(items)s::int[],
        %(centres)s::int[], %(departments)s::int[], %(regions)s::int[], %(channels)s::text[], %(sources)s::text[])
),
coarse AS (
    INSERT INTO cases_tallycoarse (day, measure, n, centre_id, department_id, item_type)
    SELECT * FROM unnest(%(days)s::date[], %(measures)s::smallint[], %(amounts)s::int[],
        %(centres)s::int[], %(departments)s::int[], %(item_types)s::text[])
),
monthly AS (
    INSERT INTO cases_tallymonth (month, measure, n, centre_id, department_id, item_type)
    SELECT date_trunc('month', day::timestamp)::date, measure, n, centre_id, department_id, item_type
    FROM unnest(%(days)s::date[], %(measures)s::smallint[], %(amounts)s::int[], %(centres)s::int[],
        %(departments)s::int[], %(item_types)s::text[]) AS posted (day, measure, n, centre_id, department_id, item_type)
)
INSERT INTO cases_caseevent ({event_columns}) SELECT {event_values} FROM state

-- name: stage
-- Where a chunk's changed cases wait for their one UPDATE.
CREATE TEMPORARY TABLE IF NOT EXISTS cases_stage (LIKE cases_case) ON COMMIT DELETE ROWS

-- name: move_staged
UPDATE cases_case SET {assignments} FROM cases_stage WHERE cases_case.number = cases_stage.number
