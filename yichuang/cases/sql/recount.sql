-- name: recount
-- What cases contribute as known at an instant, told by their events (contribution in rules/contribution.py, here once
-- more in SQL, so that each checks the other). Events are first summed by what they say, and only the sums are spread
-- over measures and days. Columns: day, measure, n, and the dimensions asked for. (Materialised, for else one process
-- does the many while another does the few.)
(WITH others AS MATERIALIZED ({taken_back} UNION ALL {others})
SELECT m.day, m.measure, m.n{dimensions}
FROM ({telling} UNION ALL SELECT * FROM others) AS told CROSS JOIN LATERAL (VALUES
    (accepted_on, 1, cases),
    (due_on, 9, cases),
    (CASE WHEN accepted THEN ended_on END, 2, cases),
    (CASE WHEN accepted AND outcome IN ('refused', 'withdrawn', 'terminated') THEN ended_on END,
        CASE outcome WHEN 'refused' THEN 3 WHEN 'withdrawn' THEN 4 ELSE 5 END, cases),
    (CASE WHEN takes_back OR NOT accepted THEN ended_on END,
        CASE outcome WHEN 'not_required' THEN 6 WHEN 'out_of_scope' THEN 7 ELSE 8 END,
        CASE WHEN takes_back THEN -cases ELSE cases END),
    (met_on, 10, cases),
    (CASE WHEN late THEN ended_on END, 11, cases),
    (CASE WHEN accepted THEN ended_on END, 12, days)
) AS m (day, measure, n) WHERE m.day IS NOT NULL AND m.n <> 0)

-- name: told
-- What sums of events say: of an acceptance its day and the due date, of an end all the rest; what held says both.
SELECT {names}CASE WHEN accepts THEN accepted_on END AS accepted_on,
    CASE WHEN accepts AND accepted_on IS NOT NULL THEN due_on END AS due_on,
    accepted_on IS NOT NULL AS accepted, ended_on, outcome,
    CASE WHEN accepted_on IS NOT NULL AND ended_on <= due_on THEN due_on END AS met_on,
    accepted_on IS NOT NULL AND ended_on > due_on AS late, act = 'accept' AND ended_on IS NOT NULL AS takes_back,
    {sign}cases AS cases, {sign}days AS days
FROM (
    SELECT {columns}e.act, e.outcome, e.accepted_on, e.ended_on, e.due_on,
        count(*) AS cases, sum(e.working_days) AS days
    FROM {source} GROUP BY {places}
) AS summed CROSS JOIN LATERAL (SELECT act IN ('accept', 'held') AS accepts) AS of_act

-- name: telling
-- Where nothing unsettling was done to a case (rules/contribution.py), its acceptance and its end say by themselves what
-- they added, and of which version of the item: no other event is looked for, nor, for figures by item, the case. An
-- acceptance recorded after the end has all to say, and takes back that the case ended unaccepted.
cases_caseevent e{cases} {versions}
WHERE e.act IN ('accept', 'tell_not_required', 'decline', 'grant', 'refuse', 'withdraw', 'terminate')
    AND e.recorded_at <= %(known_at)s

-- name: of_the_unsettled
-- Of the few other cases the same is taken back (quicker than to ask of each event whether it is one of theirs).
AND e.case_number IN (SELECT o.case_number FROM cases_caseevent o WHERE {unsettling})

-- name: others
-- Instead, the last event of each of them says what held; attributes changed later are undone.
(SELECT DISTINCT ON (case_number) case_number, state, outcome, accepted_on, ended_on, due_on, working_days
 FROM cases_caseevent
 WHERE case_number IN (SELECT o.case_number FROM cases_caseevent o WHERE {unsettling}) AND recorded_at <= %(known_at)s
 ORDER BY case_number, seq DESC) AS held
CROSS JOIN LATERAL (SELECT * FROM cases_case c WHERE c.number = held.case_number OFFSET 0) AS now  -- a few, one by one
LEFT JOIN (
    SELECT e.case_number, jsonb_object_agg(w.key, w.value ORDER BY e.seq DESC) AS was
    FROM cases_caseevent e, jsonb_each(e.data -> 'was') w
    WHERE e.recorded_at > %(known_at)s AND e.data ? 'was' GROUP BY e.case_number
) AS undone ON undone.case_number = held.case_number
CROSS JOIN LATERAL (SELECT held.*, 'held' AS act,
    coalesce((was ->> 'item_version_id')::int, now.item_version_id) AS item_version_id,
    coalesce((was ->> 'centre_id')::int, now.centre_id) AS centre_id,
    coalesce((was ->> 'department_id')::int, now.department_id) AS department_id,
    coalesce((was ->> 'region_id')::int, now.region_id) AS region_id,
    coalesce(was ->> 'channel', now.channel) AS channel, coalesce(was ->> 'source', now.source) AS source
) AS e {versions} WHERE e.state <> 'voided'

-- name: versions
JOIN (catalogue_itemversion version JOIN catalogue_item item ON item.id = version.item_id)
    ON version.id = e.item_version_id

-- name: unsettling
-- The condition of the index `event_unsettling` (models/event.py): there are few such events.
o.act IN ('accept_with_gap', 'deem_accepted', 'due_moved', 'extend', 'gap_filled', 'gap_missed', 'pause', 'reassign',
    'rectify', 'resume', 'void')
