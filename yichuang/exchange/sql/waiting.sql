-- name: arrived
-- Waiting rows of one delivery (of a system, or of any) whose cases are there now; others may be settling others.
WITH one AS (
    SELECT h.delivery_id FROM exchange_heldrow h JOIN cases_case c ON c.number = h.case_number
    WHERE h.state = 'parked' AND (%(system)s = '' OR h.system_id = %(system)s) ORDER BY h.delivery_id LIMIT 1
)
SELECT h.id FROM exchange_heldrow h JOIN one ON one.delivery_id = h.delivery_id
JOIN cases_case c ON c.number = h.case_number
WHERE h.state = 'parked' ORDER BY h.row LIMIT %(rows)s FOR UPDATE OF h SKIP LOCKED
