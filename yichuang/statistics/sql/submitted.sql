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
