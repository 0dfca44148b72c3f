-- name: lock_cases
-- The cases of a chunk of steps that are there, locked against others who tell of their steps; in the order of batches.
SELECT number FROM cases_case WHERE number = ANY(%(numbers)s) ORDER BY number FOR NO KEY UPDATE

-- name: keep_step
-- A step as it was told last; when it was told first stays.
INSERT INTO exchange_step (case_number, step, name, action, started_at, ended_at, handler, opinion, recorded_at, first_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (case_number, step) DO UPDATE SET name = excluded.name, action = excluded.action,
    started_at = excluded.started_at, ended_at = excluded.ended_at, handler = excluded.handler,
    opinion = excluded.opinion, recorded_at = excluded.recorded_at, first_at = excluded.first_at
