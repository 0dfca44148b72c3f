-- The program's role and the reader's, before any table is made: what they may do with later tables comes from the
-- owner's default privileges. Run by the owner (migrations); safe to run again.

DO $$
DECLARE
  missing text := '';
  may_create boolean := (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user);
  word text;
BEGIN
  FOREACH word IN ARRAY ARRAY['yichuang_app', 'yichuang_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = word) THEN
      IF may_create THEN
        EXECUTE format('CREATE ROLE %I', word);
        -- The program signs in as the owner and takes the role where there is one address only (DATABASE_URL).
        EXECUTE format('GRANT %I TO CURRENT_USER', word);
      ELSE
        missing := missing || format('CREATE ROLE %I; GRANT %I TO %I; ', word, word, current_user);
      END IF;
    END IF;
  END LOOP;
  IF missing <> '' THEN
    RAISE EXCEPTION '% may not create roles. A database administrator must run: %', current_user, missing
      USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO yichuang_app, yichuang_reader;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO yichuang_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO yichuang_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO yichuang_reader;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yichuang_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO yichuang_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO yichuang_reader;

-- What migrations have run is the owner's word alone.
DO $$
BEGIN
  IF to_regclass('public.django_migrations') IS NOT NULL THEN
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM yichuang_app;
  END IF;
END $$;

-- The safe instant looks at xact_start of other sessions in pg_stat_activity; without this right it sees its own only.
DO $$
BEGIN
  GRANT pg_read_all_stats TO yichuang_app;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'not granted; where several logins write, a database administrator must run: GRANT pg_read_all_stats TO yichuang_app';
END $$;
