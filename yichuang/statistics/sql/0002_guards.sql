-- Definitions and submitted figures are added to and never changed: the role has no right to, and triggers refuse
-- whoever has one. (A row trigger does not see TRUNCATE; the missing right does.)

REVOKE UPDATE, DELETE, TRUNCATE ON statistics_definition, statistics_submission FROM yichuang_app;

CREATE FUNCTION statistics_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER definition_append_only BEFORE UPDATE OR DELETE ON statistics_definition
  FOR EACH ROW EXECUTE FUNCTION statistics_refuse_change();

CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE ON statistics_submission
  FOR EACH ROW EXECUTE FUNCTION statistics_refuse_change();
