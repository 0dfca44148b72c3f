-- A published version never changes: all that may still happen is that it ends (in_force_to) and is retired.

CREATE FUNCTION catalogue_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD) - '{state,in_force_to}'::text[];
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a published version is never deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'version_frozen';
  END IF;
  IF before <> to_jsonb(NEW) - '{state,in_force_to}'::text[]
     OR NEW.state = 'draft'
     OR (OLD.state = 'retired' AND (NEW.state <> 'retired' OR NEW.in_force_to <> OLD.in_force_to)) THEN
    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'version_frozen';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER version_frozen BEFORE UPDATE OR DELETE ON catalogue_itemversion
  FOR EACH ROW EXECUTE FUNCTION catalogue_version_frozen();

-- What cases are grouped by stays as it is once a version of the item was published.

CREATE FUNCTION catalogue_item_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.national_code, OLD.local_code, OLD.item_type, OLD.procedure, OLD.department_id)
       IS DISTINCT FROM (NEW.national_code, NEW.local_code, NEW.item_type, NEW.procedure, NEW.department_id)
     AND EXISTS (SELECT FROM catalogue_itemversion WHERE item_id = OLD.id AND state <> 'draft') THEN
    RAISE EXCEPTION 'an item with a published version keeps its codes, type, procedure and department'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'item_frozen';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER item_frozen BEFORE UPDATE ON catalogue_item
  FOR EACH ROW EXECUTE FUNCTION catalogue_item_frozen();
