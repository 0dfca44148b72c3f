-- name: staff_grants
-- The posts of an account on a day, a row for each role: where, whether the role gives the right asked for, the role.
SELECT p.id, p.department_id, p.centre_id, g.role_id IS NOT NULL, r.role_id
FROM people_post p
JOIN people_account a ON a.id = p.account_id AND a.is_active
JOIN people_postrole r ON r.post_id = p.id
LEFT JOIN people_roleright g ON g.role_id = r.role_id AND g."right" = %(right)s
WHERE p.account_id = %(account)s AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
ORDER BY p.id

-- name: machine_grants
-- A system's or client's department on a day, and whether its kind holds the right asked for.
SELECT NULL::int, c.department_id, d.centre_id, g.role_id IS NOT NULL, %(role)s::text
FROM people_apiclient c JOIN people_department d ON d.id = c.department_id
LEFT JOIN people_roleright g ON g.role_id = %(role)s AND g."right" = %(right)s
WHERE c.code = %(code)s AND c.active_from <= %(day)s AND (c.active_to IS NULL OR c.active_to >= %(day)s)

-- name: kind_grants
-- Whether a kind of actor without posts (jobs, applicants) holds the right asked for.
SELECT NULL::int, NULL::int, NULL::int, true, %(role)s::text
FROM people_roleright g WHERE g.role_id = %(role)s AND g."right" = %(right)s
