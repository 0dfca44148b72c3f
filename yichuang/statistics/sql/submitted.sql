-- name: definitions_in_force
-- The last version of every definition, as known at an instant (or now).
SELECT DISTINCT ON (code) kind, code, version, content, retired
FROM statistics_definition
WHERE %(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s
ORDER BY code, version DESC

-- name: standing
-- What stands of some indicators for periods within a span: the last version of each figure, as known at an instant
-- (or now), and whether the first came late.
SELECT DISTINCT ON (indicator, period_from, period_to, department_id)
    indicator, period_from, period_to, department_id, version, amount, due_on, submitted_on,
    first_value(is_late) OVER one
FROM statistics_submission
WHERE indicator = ANY(%(indicators)s) AND period_from >= %(start)s AND period_to <= %(end)s
    AND (%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s)
WINDOW one AS (PARTITION BY indicator, period_from, period_to, department_id ORDER BY version)
ORDER BY indicator, period_from, period_to, department_id, version DESC

-- name: last_upload
-- The last sheet that came as a file, as far as its figures are of some departments (or of all).
SELECT recorded_at, submitted_by::text,
    count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1), count(*) FILTER (WHERE is_late)
FROM statistics_submission
WHERE way = 'file' AND (%(departments)s::bigint[] IS NULL OR department_id = ANY(%(departments)s))
GROUP BY recorded_at, submitted_by::text
ORDER BY recorded_at DESC
LIMIT 1
