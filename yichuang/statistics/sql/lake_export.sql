-- name: snapshot
-- All of a lake is read from one moment, whatever is written meanwhile.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: patience
SET LOCAL statement_timeout = 0

-- name: how_many
SELECT count(*) FROM cases_case

-- name: cases
-- The next cases by the primary key, nothing is sorted however many there are. Many rows come as one text with a line
-- each: a row at a time through COPY took twice as long.
SELECT string_agg({line}, E'\n' ORDER BY number) FROM (
    SELECT number, item_version_id, centre_id, department_id, region_id, channel, source
    FROM cases_case WHERE number > %(after)s ORDER BY number LIMIT %(rows)s
) AS cells

-- name: events
-- The events of those cases, also those recorded after the lake's instant: they say what held before them. Days and
-- instants as numbers since 1970.
SELECT string_agg({line}, E'\n' ORDER BY case_number, seq) FROM (
    SELECT case_number, seq, act, supersedes, state, nullif(outcome, '') AS outcome, working_days, actor_kind,
        occurred_on - date '1970-01-01' AS occurred_on, accepted_on - date '1970-01-01' AS accepted_on,
        ended_on - date '1970-01-01' AS ended_on, due_on - date '1970-01-01' AS due_on,
        legal_due_on - date '1970-01-01' AS legal_due_on,
        (extract(epoch FROM occurred_at) * 1000000)::bigint AS occurred_at,
        (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_at,
        data #>> '{{was,item_version_id}}' AS was_item_version_id, data #>> '{{was,centre_id}}' AS was_centre_id,
        data #>> '{{was,department_id}}' AS was_department_id, data #>> '{{was,region_id}}' AS was_region_id,
        data #>> '{{was,channel}}' AS was_channel, data #>> '{{was,source}}' AS was_source
    FROM cases_caseevent WHERE case_number > %(after)s AND case_number <= %(upto)s
) AS cells
