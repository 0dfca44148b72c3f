-- name: compare_fine
SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure, coalesce(t.n, 0), coalesce(r.n, 0)
FROM (SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure, sum(n) AS n
      FROM cases_tallyfine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0) t
FULL JOIN (SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure, sum(n) AS n
      FROM {recount} c GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) r
USING (day, item_id, centre_id, department_id, region_id, channel, source, measure)

-- name: compare_coarse
SELECT day, centre_id, department_id, item_type, measure, coalesce(t.n, 0), coalesce(r.n, 0)
FROM (SELECT day, centre_id, department_id, item_type, measure, sum(n) AS n
      FROM cases_tallycoarse GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0) t
FULL JOIN (SELECT day, centre_id, department_id, item_type, measure, sum(n) AS n
      FROM {recount} c GROUP BY 1, 2, 3, 4, 5) r USING (day, centre_id, department_id, item_type, measure)

-- name: compare_month
SELECT month, centre_id, department_id, item_type, measure, coalesce(t.n, 0), coalesce(r.n, 0)
FROM (SELECT month, centre_id, department_id, item_type, measure, sum(n) AS n
      FROM cases_tallymonth GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0) t
FULL JOIN (SELECT date_trunc('month', day::timestamp)::date AS month, centre_id, department_id, item_type, measure,
      sum(n) AS n FROM {recount} c GROUP BY 1, 2, 3, 4, 5) r
USING (month, centre_id, department_id, item_type, measure)

-- name: texts
-- Events whose free words stand (or stood) in the table that can be erased.
SELECT e.case_number, e.seq, e.text_digest, t.salt, t.text, t.erased_at
FROM cases_caseevent e LEFT JOIN cases_casetext t ON t.case_number = e.case_number AND t.seq = e.seq
WHERE e.text_digest IS NOT NULL

-- name: recorded_days
-- The hall's days on which something was recorded before `end`.
SELECT DISTINCT (recorded_at AT TIME ZONE %(zone)s)::date FROM cases_caseevent WHERE recorded_at < %(end)s
