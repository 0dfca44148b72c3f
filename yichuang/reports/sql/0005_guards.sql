-- A file that came is kept as it came; what was decided about one stays decided.

REVOKE UPDATE, DELETE, TRUNCATE ON reports_original FROM yichuang_app;
REVOKE DELETE, TRUNCATE ON reports_archiverun, reports_archivefile FROM yichuang_app;

CREATE TRIGGER original_append_only BEFORE UPDATE OR DELETE ON reports_original
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();

CREATE TRIGGER archive_file_settled BEFORE UPDATE OR DELETE ON reports_archivefile
  FOR EACH ROW WHEN (OLD.fate IN ('archived', 'dismissed')) EXECUTE FUNCTION reports_refuse_change();
