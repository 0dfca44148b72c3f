-- Pictures are named by their digest: added, never changed.

REVOKE UPDATE, DELETE, TRUNCATE ON reports_picture FROM yichuang_app;

CREATE TRIGGER picture_append_only BEFORE UPDATE OR DELETE ON reports_picture
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
