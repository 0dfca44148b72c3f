-- name: arrived
-- The first delivery (of a system, or of any) with a waiting row whose case is there now.
SELECT h.delivery_id FROM exchange_heldrow h JOIN cases_case c ON c.number = h.case_number
WHERE h.state = 'parked' AND (%(system)s = '' OR h.system_id = %(system)s) ORDER BY h.delivery_id LIMIT 1

-- name: arrived_of
-- Waiting rows of a delivery whose cases are there now, in the delivery's order; the delivery is locked.
SELECT h.id FROM exchange_heldrow h JOIN cases_case c ON c.number = h.case_number
WHERE h.state = 'parked' AND h.delivery_id = %(delivery)s ORDER BY h.row LIMIT %(rows)s
