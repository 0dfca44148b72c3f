-- What was published or archived, and how stories came to be, is never changed: the role has no right to change the
-- append-only tables, and triggers refuse whoever has one. A draft may be changed until it is published.

REVOKE UPDATE, DELETE, TRUNCATE ON reports_seriesversion, reports_change FROM yichuang_app;
REVOKE DELETE, TRUNCATE ON reports_issue FROM yichuang_app;

CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are not changed any more', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER series_version_append_only BEFORE UPDATE OR DELETE ON reports_seriesversion
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();

CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON reports_change
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();

CREATE TRIGGER issue_frozen BEFORE UPDATE OR DELETE ON reports_issue
  FOR EACH ROW WHEN (OLD.state IN ('published', 'archived')) EXECUTE FUNCTION reports_refuse_change();
