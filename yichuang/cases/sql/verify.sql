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
