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
