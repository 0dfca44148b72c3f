-- name: version_in_force
-- The version that holds now, and the transaction that wrote it.
SELECT number, xmin::text FROM workdays_calendarversion ORDER BY number DESC LIMIT 1;

-- name: version_known
-- The same of a given version (an early version may be asked for to explain an old due date).
SELECT number, xmin::text FROM workdays_calendarversion WHERE number = %(version)s;

-- name: calendar
-- One version in one row: its days in order as an array of zeros and ones.
SELECT v.number, min(d.day), array_agg(d.working::int ORDER BY d.day), v.official_through
FROM workdays_calendarversion v JOIN workdays_day d ON d.version = v.number
WHERE v.number = %(version)s GROUP BY v.number;

-- name: add_days
-- Number the days of a new version.
INSERT INTO workdays_day (version, day, working, number)
SELECT %(version)s, day, working, sum(working::int) OVER (ORDER BY day)
FROM unnest(%(days)s::date[], %(working)s::boolean[]) AS d (day, working);

-- name: due_dates
-- Due dates set-wise: the day whose number is that of the acceptance plus the limit.
SELECT due.day
FROM unnest(%(accepted_on)s::date[], %(limit_days)s::int[]) WITH ORDINALITY AS c (accepted_on, limit_days, place)
LEFT JOIN workdays_day start ON start.version = %(version)s AND start.day = c.accepted_on
LEFT JOIN workdays_day due ON due.version = start.version AND due.number = start.number + c.limit_days AND due.working
ORDER BY c.place;
