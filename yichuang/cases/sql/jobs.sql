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

-- name: compact_fine
-- Replace deltas by their sums. A reader sees all of the one or all of the other; what is written meanwhile stays.
WITH gone AS (DELETE FROM cases_tallyfine RETURNING *)
INSERT INTO cases_tallyfine (day, measure, item_id, centre_id, department_id, region_id, channel, source, n)
SELECT day, measure, item_id, centre_id, department_id, region_id, channel, source, sum(n) FROM gone
GROUP BY day, measure, item_id, centre_id, department_id, region_id, channel, source HAVING sum(n) <> 0
ORDER BY measure, day

-- name: compact_coarse
WITH gone AS (DELETE FROM cases_tallycoarse RETURNING *)
INSERT INTO cases_tallycoarse (day, measure, centre_id, department_id, item_type, n)
SELECT day, measure, centre_id, department_id, item_type, sum(n) FROM gone
GROUP BY day, measure, centre_id, department_id, item_type HAVING sum(n) <> 0
ORDER BY measure, day
