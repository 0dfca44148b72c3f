-- name: by_the_key
-- Where there are no statistics yet, the planner would read and sort the rest of a table for each chunk.
SET LOCAL enable_seqscan = off

-- name: by_any_way
SET LOCAL enable_seqscan TO DEFAULT

-- name: end_of_chunk
SELECT number FROM cases_case WHERE %(after)s::text IS NULL OR number > %(after)s
ORDER BY number OFFSET %(most)s - 1 LIMIT 1

-- name: end_of_events
-- Where as many events come as may come at once, the last case may be cut in two: the last number before it.
SELECT greatest(
    (SELECT max(number) FROM cases_case WHERE number < cut),
    (SELECT max(case_number) FROM cases_caseevent WHERE case_number < cut)
) FROM (
    SELECT case_number AS cut FROM cases_caseevent
    WHERE (%(after)s::text IS NULL OR case_number > %(after)s)
        AND (%(through)s::text IS NULL OR case_number <= %(through)s)
    ORDER BY case_number, seq OFFSET %(most)s - 1 LIMIT 1
) AS the_last

-- name: cases_between
-- Cases in order of number, each column as one text with a line for each case: a row's way through the connection costs
-- more than to read it. No bound: from the first, to the last.
SELECT count(*), {columns} FROM (
    SELECT * FROM cases_case
    WHERE (%(after)s::text IS NULL OR number > %(after)s) AND (%(through)s::text IS NULL OR number <= %(through)s)
    ORDER BY number
) AS chosen

-- name: events_between
-- Events in order of number and place, in the same way.
SELECT count(*), {columns} FROM (
    SELECT * FROM cases_caseevent
    WHERE (%(after)s::text IS NULL OR case_number > %(after)s)
        AND (%(through)s::text IS NULL OR case_number <= %(through)s)
    ORDER BY case_number, seq LIMIT %(most)s
) AS chosen

-- name: texts_between
-- Events whose free words stand (or stood) in the table that can be erased.
SELECT e.case_number, e.seq, e.text_digest, t.salt, t.text, t.erased_at
FROM cases_caseevent e LEFT JOIN cases_casetext t ON t.case_number = e.case_number AND t.seq = e.seq
WHERE e.text_digest IS NOT NULL AND (%(after)s::text IS NULL OR e.case_number > %(after)s)
    AND (%(through)s::text IS NULL OR e.case_number <= %(through)s)
ORDER BY e.case_number, e.seq

-- name: count_anew
-- The recount, once for all grains.
CREATE TEMPORARY TABLE cases_counted ON COMMIT DROP AS
SELECT day, measure, item_id, item_type, centre_id, department_id, region_id, channel, source, sum(n) AS n
FROM {recount} c GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9

-- name: forget_count
DROP TABLE IF EXISTS cases_counted

-- name: compare_fine
-- How many sums are the same (as a row without a key), then those that are not.
WITH compared AS MATERIALIZED (
    SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure,
        coalesce(t.n, 0) AS tallied, coalesce(r.n, 0) AS counted
    FROM (SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure, sum(n) AS n
          FROM cases_tallyfine GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0) t
    FULL JOIN (SELECT day, item_id, centre_id, department_id, region_id, channel, source, measure, sum(n) AS n
          FROM cases_counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) r
    USING (day, item_id, centre_id, department_id, region_id, channel, source, measure)
)
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*), count(*) FROM compared WHERE tallied = counted
UNION ALL (SELECT * FROM compared WHERE tallied <> counted LIMIT %(most)s)

-- name: compare_coarse
WITH compared AS MATERIALIZED (
    SELECT day, centre_id, department_id, item_type, measure, coalesce(t.n, 0) AS tallied, coalesce(r.n, 0) AS counted
    FROM (SELECT day, centre_id, department_id, item_type, measure, sum(n) AS n
          FROM cases_tallycoarse GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0) t
    FULL JOIN (SELECT day, centre_id, department_id, item_type, measure, sum(n) AS n
          FROM cases_counted GROUP BY 1, 2, 3, 4, 5) r
    USING (day, centre_id, department_id, item_type, measure)
)
SELECT NULL, NULL, NULL, NULL, NULL, count(*), count(*) FROM compared WHERE tallied = counted
UNION ALL (SELECT * FROM compared WHERE tallied <> counted LIMIT %(most)s)

-- name: compare_month
WITH compared AS MATERIALIZED (
    SELECT month, centre_id, department_id, item_type, measure, coalesce(t.n, 0) AS tallied,
        coalesce(r.n, 0) AS counted
    FROM (SELECT month, centre_id, department_id, item_type, measure, sum(n) AS n
          FROM cases_tallymonth GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0) t
    FULL JOIN (SELECT date_trunc('month', day::timestamp)::date AS month, centre_id, department_id, item_type, measure,
          sum(n) AS n
          FROM cases_counted GROUP BY 1, 2, 3, 4, 5) r
    USING (month, centre_id, department_id, item_type, measure)
)
SELECT NULL, NULL, NULL, NULL, NULL, count(*), count(*) FROM compared WHERE tallied = counted
UNION ALL (SELECT * FROM compared WHERE tallied <> counted LIMIT %(most)s)
