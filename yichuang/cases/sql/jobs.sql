-- name: awaiting_notice
-- Licences received and not yet answered, whose five working days are over.
SELECT c.number, c.source, e.occurred_at, c.notice_due_on
FROM cases_case c JOIN cases_caseevent e ON e.case_number = c.number AND e.seq = 1
WHERE c.state = 'received' AND c.procedure = 'licence' AND c.notice_due_on < %(today)s
ORDER BY c.notice_due_on, c.number

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
