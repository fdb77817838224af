-- Notes that change after they were brought to a CRM, loads that a CRM works on by itself, and accounts
-- whose integration is made anew.

-- What is to be revised there, and when; at once where nothing says when. Partial: what stands costs no row.
CREATE INDEX crm_activity_mappings_revised ON crm_activity_mappings (integration_id, coalesce(metadata ->> 'nextAttemptAt', ''))
  WHERE state IN ('changed', 'removed');

-- Inserting here tells every CRM's mapping of a note that it was written or deleted here.
--
--   state     | written again            | deleted
--   (none)    | to come, as all others   | nothing stands there; a pass that is sending it sees it at its commit
--   intended  | revised once it is found | unknown: nothing is left to look for it by
--   error     | sent as it is then       | forgotten
--   synced    | changed                  | removed
--   changed   | changed, due at once     | removed
--   removed   | changed                  | removed
--   blocked   | changed, or sent anew    | removed, or forgotten where it never got there
--   unknown   | as it is                 | as it is
--   gone      | as it is                 | as it is
CREATE VIEW note_marks AS SELECT tenant_id, prospect_id, id AS note_id, 0 AS deleted FROM customer_notes;
CREATE TRIGGER note_marks_inserted INSTEAD OF INSERT ON note_marks
BEGIN
  DELETE FROM crm_activity_mappings
  WHERE integration_id IN (SELECT id FROM crm_integrations WHERE tenant_id = NEW.tenant_id)
    AND prospect_id = NEW.prospect_id AND activity_id = 'note:' || NEW.note_id
    AND NEW.deleted = 1 AND external_id = '' AND state IN ('error', 'blocked');
  UPDATE crm_activity_mappings SET
    state = CASE
      WHEN external_id <> '' THEN iif(NEW.deleted, 'removed', 'changed')
      ELSE iif(NEW.deleted, 'unknown', 'error')
    END,
    metadata = CASE WHEN external_id = '' AND NEW.deleted
      THEN json_object('reason', 'it was deleted here before it was known whether it stands there')
      ELSE '{}'
    END
  WHERE integration_id IN (SELECT id FROM crm_integrations WHERE tenant_id = NEW.tenant_id)
    AND prospect_id = NEW.prospect_id AND activity_id = 'note:' || NEW.note_id
    AND state IN ('synced', 'changed', 'removed', 'blocked', iif(NEW.deleted, 'intended', 'blocked'));
END;

-- Also for INSERT OR REPLACE, which deletes without a trigger.
CREATE TRIGGER customer_notes_marks_inserted AFTER INSERT ON customer_notes
BEGIN
  INSERT INTO note_marks VALUES (NEW.tenant_id, NEW.prospect_id, NEW.id, 0);
END;
CREATE TRIGGER customer_notes_marks_updated AFTER UPDATE OF content ON customer_notes
WHEN OLD.content IS NOT NEW.content
BEGIN
  INSERT INTO note_marks VALUES (NEW.tenant_id, NEW.prospect_id, NEW.id, 0);
END;
-- Another customer's: as if it were deleted for the one and new for the other.
CREATE TRIGGER customer_notes_marks_moved AFTER UPDATE OF id, tenant_id, prospect_id ON customer_notes
WHEN (OLD.id, OLD.tenant_id, OLD.prospect_id) IS NOT (NEW.id, NEW.tenant_id, NEW.prospect_id)
BEGIN
  INSERT INTO note_marks VALUES (OLD.tenant_id, OLD.prospect_id, OLD.id, 1);
END;
-- Not where it goes with its customer: then it leaves the CRM with the customer's record.
CREATE TRIGGER customer_notes_marks_deleted AFTER DELETE ON customer_notes
WHEN EXISTS (SELECT 1 FROM prospects WHERE id = OLD.prospect_id)
BEGIN
  INSERT INTO note_marks VALUES (OLD.tenant_id, OLD.prospect_id, OLD.id, 1);
END;

-- A job that the CRM works on: the customers after bulk_after up to bulk_until. While there is one, the
-- load waits. bulk_sent is 0 until all of them are known to be in it.
ALTER TABLE sync_cursors ADD COLUMN bulk_job_id TEXT;
ALTER TABLE sync_cursors ADD COLUMN bulk_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_look_at TEXT;

-- The account there that an integration is with, once it is known: HubSpot's portal, or Salesforce's
-- organisation, whose id has 15 characters or 18 and the same first 15.
CREATE VIEW integration_accounts AS
SELECT id AS integration_id, tenant_id, system_type,
  CASE WHEN json_valid(settings) THEN coalesce(settings ->> 'portalId', substr(settings ->> 'organizationId', 1, 15)) END
    AS account_id
FROM crm_integrations;

-- What a deleted integration knew of an account: its records, and its activities (those have an activity_id).
-- Whoever gets an integration with that account again gets back no record that a person deleted there
-- meanwhile, and no activity twice. It goes with the customer. One tenant's rows are mostly one account's.
CREATE TABLE retired_mappings (
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  system_type TEXT NOT NULL,
  account_id TEXT NOT NULL,
  activity_id TEXT NOT NULL DEFAULT '',
  external_id TEXT NOT NULL,
  state TEXT NOT NULL,
  metadata TEXT,
  last_synced_at TEXT,
  PRIMARY KEY (tenant_id, prospect_id, system_type, account_id, activity_id)
) WITHOUT ROWID;
CREATE TRIGGER crm_integrations_retired BEFORE DELETE ON crm_integrations
BEGIN
  INSERT INTO retired_mappings (tenant_id, prospect_id, system_type, account_id, external_id, state, metadata, last_synced_at)
    SELECT i.tenant_id, m.prospect_id, i.system_type, i.account_id, m.external_id, m.sync_status, m.metadata, m.last_synced_at
    FROM integration_accounts i
    CROSS JOIN crm_sync_mappings m ON m.integration_id = i.integration_id AND m.external_id <> ''
    CROSS JOIN prospects p ON p.id = m.prospect_id AND p.tenant_id = i.tenant_id
    WHERE i.integration_id = OLD.id AND i.account_id IS NOT NULL
    ON CONFLICT DO NOTHING;
  INSERT INTO retired_mappings (tenant_id, prospect_id, system_type, account_id, activity_id, external_id, state, metadata)
    SELECT i.tenant_id, a.prospect_id, i.system_type, i.account_id, a.activity_id, a.external_id, a.state, a.metadata
    FROM integration_accounts i
    CROSS JOIN crm_activity_mappings a ON a.integration_id = i.integration_id
    CROSS JOIN prospects p ON p.id = a.prospect_id AND p.tenant_id = i.tenant_id
    WHERE i.integration_id = OLD.id AND i.account_id IS NOT NULL
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER prospects_retired_deleted AFTER DELETE ON prospects
BEGIN
  DELETE FROM retired_mappings WHERE tenant_id = OLD.tenant_id AND prospect_id = OLD.id;
END;
CREATE TRIGGER prospects_retired_moved AFTER UPDATE OF id, tenant_id ON prospects
WHEN (OLD.tenant_id, OLD.id) IS NOT (NEW.tenant_id, NEW.id)
BEGIN
  DELETE FROM retired_mappings WHERE tenant_id = OLD.tenant_id AND prospect_id = OLD.id;
END;

-- Inserting here gives an account to an integration, with what was known of it: a tenant has one
-- integration with each, since two would write the same records. Notes may have changed meanwhile.
CREATE TRIGGER integration_accounts_inserted INSTEAD OF INSERT ON integration_accounts
BEGIN
  SELECT RAISE(ABORT, 'account_has_an_integration')
  FROM integration_accounts i
  WHERE i.tenant_id = NEW.tenant_id AND i.system_type = NEW.system_type AND i.account_id = NEW.account_id
    AND i.integration_id <> NEW.integration_id;
  INSERT INTO crm_sync_mappings
      (id, tenant_id, integration_id, prospect_id, external_id, external_system, last_synced_at, sync_status, metadata)
    SELECT NEW.integration_id || ':' || r.prospect_id, r.tenant_id, NEW.integration_id, r.prospect_id, r.external_id,
      r.system_type, r.last_synced_at, r.state, r.metadata
    FROM retired_mappings r
    WHERE r.tenant_id = NEW.tenant_id AND r.system_type = NEW.system_type AND r.account_id = NEW.account_id
      AND r.activity_id = ''
    ON CONFLICT DO NOTHING;
  INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, external_id, state, metadata)
    SELECT NEW.integration_id, r.prospect_id, r.activity_id, r.tenant_id, r.external_id,
      CASE WHEN r.activity_id LIKE 'note:%' AND r.state = 'synced' THEN 'changed' ELSE r.state END, r.metadata
    FROM retired_mappings r
    WHERE r.tenant_id = NEW.tenant_id AND r.system_type = NEW.system_type AND r.account_id = NEW.account_id
      AND r.activity_id <> ''
    ON CONFLICT DO NOTHING;
  DELETE FROM retired_mappings
  WHERE tenant_id = NEW.tenant_id AND system_type = NEW.system_type AND account_id = NEW.account_id;
END;
DROP TRIGGER crm_integrations_account_inserted;
DROP TRIGGER crm_integrations_account_updated;
CREATE TRIGGER crm_integrations_account_inserted AFTER INSERT ON crm_integrations
BEGIN
  INSERT INTO integration_accounts
    SELECT * FROM integration_accounts WHERE integration_id = NEW.id AND account_id IS NOT NULL;
END;
CREATE TRIGGER crm_integrations_account_updated AFTER UPDATE OF settings ON crm_integrations
WHEN CASE WHEN json_valid(NEW.settings)
    THEN coalesce(NEW.settings ->> 'portalId', substr(NEW.settings ->> 'organizationId', 1, 15)) END
  IS NOT CASE WHEN json_valid(OLD.settings)
    THEN coalesce(OLD.settings ->> 'portalId', substr(OLD.settings ->> 'organizationId', 1, 15)) END
BEGIN
  INSERT INTO integration_accounts
    SELECT * FROM integration_accounts WHERE integration_id = NEW.id AND account_id IS NOT NULL;
END;
