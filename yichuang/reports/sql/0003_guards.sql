-- Series saved here are a history, as those that issues were made with: added, never changed.

REVOKE UPDATE, DELETE, TRUNCATE ON reports_seriesedition FROM yichuang_app;

CREATE TRIGGER series_edition_append_only BEFORE UPDATE OR DELETE ON reports_seriesedition
  FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
