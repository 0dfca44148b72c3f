-- The access log is added to and never changed: the role has no right to, and a trigger refuses whoever has one.
-- (A row trigger does not see TRUNCATE; the missing right does. Tests flush as owner.)

REVOKE UPDATE, DELETE, TRUNCATE ON people_accesslog FROM yichuang_app;

CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON people_accesslog
  FOR EACH ROW EXECUTE FUNCTION people_refuse_change();

-- The reader (reports by other tools) gets no personal data, no log of who looked, and no password or token hash.
REVOKE ALL ON people_person, people_organisation, people_accesslog, people_apiclient, people_idempotencykey, people_account
  FROM yichuang_reader;
GRANT SELECT (id, name, is_active) ON people_account TO yichuang_reader;

-- A session's row is a way in.
REVOKE ALL ON django_session FROM yichuang_reader;
