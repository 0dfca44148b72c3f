-- name: awaiting_notice
-- Licences received and not yet answered, whose five working days are over.
SELECT number, source, received_on, notice_due_on FROM cases_case
WHERE state = 'received' AND procedure = 'licence' AND notice_due_on < %(today)s ORDER BY notice_due_on, number

-- name: open_gaps
-- Cases accepted with a gap that was not filled by its day.
SELECT number, source, gap_due_on, item_version_id FROM cases_case
WHERE gap_due_on < %(today)s ORDER BY gap_due_on, number

-- name: open_through
-- Open cases whose clock runs and whose time touches the days that a calendar changed.
SELECT number FROM cases_case
WHERE ended_on IS NULL AND due_on IS NOT NULL AND accepted_on <= %(last)s AND legal_due_on >= %(first)s
ORDER BY number

-- name: next_recorded
SELECT min(recorded_at) FROM cases_caseevent WHERE %(after)s::timestamptz IS NULL OR recorded_at >= %(after)s

-- name: links_of_day
SELECT case_number, seq, link FROM cases_caseevent
WHERE recorded_at >= %(start)s AND recorded_at < %(end)s ORDER BY case_number, seq

-- name: take_deltas
-- Deltas have the numbers of their sequence; a sum has the number of the least of its deltas, negative. So what is not
-- yet summed is found by its number, and sums to which nothing came are not touched. (One statement for these three
-- was measured to take minutes where they take seconds: the planner knows nothing of what another part returns.)
CREATE TEMPORARY TABLE cases_summing ON COMMIT DROP AS
WITH deltas AS (DELETE FROM {table} WHERE id > 0 RETURNING *)
SELECT min(id) AS id, {keys}, sum(n) AS n FROM deltas GROUP BY {keys}

-- name: take_sums
WITH sums AS (
    DELETE FROM {table} AS old USING cases_summing AS fresh
    WHERE old.id < 0 AND ({old_keys}) = ({fresh_keys}) RETURNING old.*
)
INSERT INTO cases_summing (id, {keys}, n) SELECT -id, {keys}, n FROM sums

-- name: put_sums
INSERT INTO {table} (id, {keys}, n)
SELECT -min(id), {keys}, sum(n) FROM cases_summing GROUP BY {keys} HAVING sum(n) <> 0 ORDER BY {keys}

-- name: forget_summing
DROP TABLE cases_summing
