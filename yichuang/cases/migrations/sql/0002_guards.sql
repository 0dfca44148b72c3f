-- name: append_only
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER cases_event_append_only BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_seal_append_only BEFORE UPDATE OR DELETE ON cases_seal
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON cases_caseevent, cases_seal FROM yichuang_app;
REVOKE UPDATE, TRUNCATE ON cases_tallyfine, cases_tallycoarse FROM yichuang_app;
REVOKE SELECT ON cases_caseparty, cases_casetext FROM yichuang_reader;
CREATE SEQUENCE cases_number_serial;
GRANT USAGE ON cases_number_serial TO yichuang_app;
ALTER TABLE cases_caseevent SET (autovacuum_vacuum_insert_scale_factor = 0.1);
ALTER TABLE cases_case SET (fillfactor = 85);
CREATE INDEX cases_event_recorded ON cases_caseevent USING brin (recorded_at);
CREATE INDEX cases_event_regrouped ON cases_caseevent (recorded_at) WHERE data ? 'was';
