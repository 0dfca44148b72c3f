-- name: reconcile
-- What was sent and what became of it, by system and day of receipt. `taken` and `unchanged` are what the loaders
-- counted; `parked` and `refused` are counted anew from the rows that stand aside: the two must agree to the row.
SELECT d.system_id, {day}, count(*), sum(d.rows), sum(d.taken), sum(d.unchanged),
    sum(h.parked), sum(h.refused), sum(h.quarantined), sum(d.rows - d.read)
FROM exchange_delivery d CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE h.state = 'parked') AS parked,
        count(*) FILTER (WHERE h.state IN ('quarantined', 'resent', 'dismissed')) AS refused,
        count(*) FILTER (WHERE h.state = 'quarantined') AS quarantined
    FROM exchange_heldrow h WHERE h.delivery_id = d.id
) h
WHERE (%(first)s::date IS NULL OR d.received_on >= %(first)s) AND (%(last)s::date IS NULL OR d.received_on <= %(last)s)
    AND d.system_id = ANY(%(systems)s)
GROUP BY 1, 2 ORDER BY 1, 2
