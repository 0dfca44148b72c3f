-- These statements are DuckDB's; they read the files of a lake and nothing else.

-- name: sums
-- What held at the instant says the last event of each case up to then: the one that was recorded by then and held
-- beyond it. Voided cases count nothing. Days before the window come as one, as in the ledger's own sums.
-- The files are read once: what is alike in the dimensions asked for and in its days is counted together first.
WITH held AS MATERIALIZED (
    SELECT {columns}, accepted_on, ended_on, due_on, outcome, count(*) AS cases, sum(working_days) AS days
    FROM read_parquet($events, hive_partitioning = false) AS e
    JOIN read_parquet($versions) AS v USING (item_version_id)
    WHERE e.recorded_at <= $known_at::timestamptz AND e.state <> 'voided'
        AND (e.held_until IS NULL OR e.held_until > $known_at::timestamptz) {filters}
    GROUP BY ALL
), counted AS (
    {measures}
)
SELECT {dimensions} measure, {day} AS on_day, sum(n)::bigint
FROM counted WHERE day >= $since::date AND day <= $end::date GROUP BY ALL

-- name: measure
SELECT {number} AS measure, {day} AS day, {n} AS n, {columns} FROM held WHERE {condition}

-- name: printed
-- The printed figures straight from the lake's cases, without their events.
SELECT item_type, count(*) FILTER (accepted_on BETWEEN $start::date AND $end::date),
    count(*) FILTER (accepted_on IS NOT NULL AND ended_on BETWEEN $start::date AND $end::date)
FROM read_parquet($cases, hive_partitioning = true, hive_types_autocast = false)
WHERE state <> 'voided' GROUP BY item_type ORDER BY item_type
