-- Notes that change after they were brought to a CRM, jobs that a CRM works on by itself, and accounts that get a new
-- integration after the old one was deleted.

-- The notes to revise in the CRM, by the time at which they are due. Without a time they are due at once. The index is
-- partial, so a note that is synced has no row in it.
CREATE INDEX crm_activity_mappings_revised ON crm_activity_mappings (integration_id, coalesce(metadata ->> 'nextAttemptAt', ''))
  WHERE state IN ('changed', 'removed');

-- Inserting into this view tells the mappings of a note, in every CRM, that the note was written or deleted in D1. The
-- table says what becomes of each state of a mapping.
--
--   state     | written again            | deleted
--   (none)    | sent as every new note   | nothing to do; a pass that is sending the note sees this at its commit
--   intended  | revised once it is found | unknown: no text is left by which to look for it in the CRM
--   error     | sent with its new text   | deleted
--   synced    | changed                  | removed
--   changed   | changed, due at once     | removed
--   removed   | changed                  | removed
--   blocked   | changed, or error (if the CRM never got the note) | removed, or deleted (if the CRM never got the note)
--   unknown   | unchanged                | unchanged
--   gone      | unchanged                | unchanged
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
      THEN json_object('reason', 'the note was deleted before it was known whether the CRM has it')
      ELSE '{}'
    END
  WHERE integration_id IN (SELECT id FROM crm_integrations WHERE tenant_id = NEW.tenant_id)
    AND prospect_id = NEW.prospect_id AND activity_id = 'note:' || NEW.note_id
    AND state IN ('synced', 'changed', 'removed', 'blocked', iif(NEW.deleted, 'intended', 'blocked'));
END;

-- This trigger also serves INSERT OR REPLACE, which deletes the old row without running a DELETE trigger.
CREATE TRIGGER customer_notes_marks_inserted AFTER INSERT ON customer_notes
BEGIN
  INSERT INTO note_marks VALUES (NEW.tenant_id, NEW.prospect_id, NEW.id, 0);
END;
CREATE TRIGGER customer_notes_marks_updated AFTER UPDATE OF content ON customer_notes
WHEN OLD.content IS NOT NEW.content
BEGIN
  INSERT INTO note_marks VALUES (NEW.tenant_id, NEW.prospect_id, NEW.id, 0);
END;
-- A note that moves to another customer is marked as deleted for the old customer and as new for the other.
CREATE TRIGGER customer_notes_marks_moved AFTER UPDATE OF id, tenant_id, prospect_id ON customer_notes
WHEN (OLD.id, OLD.tenant_id, OLD.prospect_id) IS NOT (NEW.id, NEW.tenant_id, NEW.prospect_id)
BEGIN
  INSERT INTO note_marks VALUES (OLD.tenant_id, OLD.prospect_id, OLD.id, 1);
END;
-- A note that is deleted along with its customer is not marked: it leaves the CRM with the customer's record.
CREATE TRIGGER customer_notes_marks_deleted AFTER DELETE ON customer_notes
WHEN EXISTS (SELECT 1 FROM prospects WHERE id = OLD.prospect_id)
BEGIN
  INSERT INTO note_marks VALUES (OLD.tenant_id, OLD.prospect_id, OLD.id, 1);
END;

-- A job that the CRM works on by itself. It brings the customers of the load after bulk_after and up to bulk_until.
-- While there is a job, the load waits. bulk_sent is 0 until all of these customers are known to be in the job.
ALTER TABLE sync_cursors ADD COLUMN bulk_job_id TEXT;
ALTER TABLE sync_cursors ADD COLUMN bulk_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursors ADD COLUMN bulk_look_at TEXT;

-- The CRM account of an integration, once it is known: HubSpot's portal, or Salesforce's organisation. The id of an
-- organisation has 15 or 18 characters, of which the first 15 are the same.
CREATE VIEW integration_accounts AS
SELECT id AS integration_id, tenant_id, system_type,
  CASE WHEN json_valid(settings) THEN coalesce(settings ->> 'portalId', substr(settings ->> 'organizationId', 1, 15)) END
    AS account_id
FROM crm_integrations;

-- The mappings of deleted integrations, by account: of customers, and of activities (these have an activity_id). A new
-- integration with the same account takes them over. So it does not create a record again that a person deleted in the
-- CRM, and it sends no activity twice. A row is deleted along with its customer.
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

-- Inserting into this view gives an account to an integration, with the retired mappings of that account. A tenant has
-- one integration with each account, since two would write the same records. Notes are set to be revised, because they
-- may have changed while there was no integration.
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
