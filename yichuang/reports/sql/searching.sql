-- The archive's search (queries/search.py) and the filing of issues for it (acts/filing.py).

-- name: unfile
-- Take the passages of issues away, before they are made anew.
DELETE FROM reports_passage WHERE issue_id = ANY(%(issues)s);

-- name: unfile_figures
-- Take the printed figures of issues away.
DELETE FROM reports_printedfigure WHERE issue_id = ANY(%(issues)s);

-- name: file
-- Add the passages of an issue.
INSERT INTO reports_passage
    (issue_id, place, series, year, day, section, category, department, heading, words, keyed, keys)
SELECT %(issue)s, place, %(series)s, %(year)s, %(day)s, section, category, department, heading, words, keyed,
    keys::tsvector
FROM unnest(
    %(place)s::int[], %(section)s::text[], %(category)s::text[], %(department)s::text[], %(heading)s::bool[],
    %(words)s::text[], %(keyed)s::text[], %(keys)s::text[]
) AS passage (place, section, category, department, heading, words, keyed, keys);

-- name: file_figures
-- Add the figures that an issue printed.
INSERT INTO reports_printedfigure
    (issue_id, series, place, key, name, unit, length, start, "end", value, written, sentence, definition)
SELECT %(issue)s, %(series)s, figure.*
FROM unnest(
    %(place)s::int[], %(key)s::text[], %(name)s::text[], %(unit)s::text[], %(length)s::text[], %(start)s::date[],
    %(end)s::date[], %(value)s::numeric[], %(written)s::text[], %(sentence)s::text[], %(definition)s::jsonb[]
) AS figure;

-- name: answered
-- What answers a question: how many passages, in all and by each value of each facet; and the passages of the newest
-- issues (their order in place of a year). The keys find the candidates, their text decides; all from one scan.
WITH found AS MATERIALIZED (
    SELECT id, issue_id, place, day, year, series, section, category, department
    FROM reports_passage
    WHERE keys @@ %(keys)s::tsquery AND keyed LIKE ALL (%(like)s::text[]) AND keyed ~ ALL (%(match)s::text[])
)
SELECT grouping(year, series, section, category, department), year, series, section, category, department, count(*)
FROM found
GROUP BY GROUPING SETS ((year), (series), (section), (category), (department), ())
UNION ALL
SELECT NULL, row_number() OVER (), NULL, NULL, NULL, NULL, id
FROM (
    SELECT id FROM found ORDER BY day DESC, issue_id DESC, place LIMIT %(limit)s OFFSET %(offset)s
) AS newest;

-- name: words_of
-- The words of passages, to be weighed.
SELECT id, heading, keyed FROM reports_passage WHERE id = ANY(%(ids)s);

-- name: unfiled
-- Published and archived issues that have no passages yet.
SELECT id FROM reports_issue issue
WHERE state IN ('published', 'archived')
    AND NOT EXISTS (SELECT FROM reports_passage passage WHERE passage.issue_id = issue.id)
ORDER BY id;

-- name: recurring
-- Figures that at least so many issues of a series printed, those of most issues first.
SELECT key, unit, length, count(*), min("end"), max("end"), (array_agg(name ORDER BY "end" DESC, issue_id DESC))[1]
FROM reports_printedfigure
WHERE series = %(series)s
GROUP BY key, unit, length
HAVING count(*) >= %(least)s
ORDER BY count(*) DESC, min(place), key COLLATE "C"
LIMIT %(limit)s;
