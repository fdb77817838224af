-- The state of bringing customers to other CRMs.

-- The position of each integration's sync in its tenant's changes. One row per integration.
CREATE TABLE sync_cursors (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  -- The token of the one pass that may write. A newer pass replaces it.
  pass_token TEXT,
  -- The number of passes in a row that failed as a whole.
  failures INTEGER NOT NULL DEFAULT 0,
  -- No pass has read a change beyond this one. The transaction that reads a page raises it.
  taken INTEGER NOT NULL,
  -- Every change up to a position has been brought to the CRM. The lane of opted-out customers goes first, then the
  -- lane of live changes. Beside them, the load brings the customers that are older than the integration, up to
  -- load_until. Activities follow their customers.
  opt_out_position INTEGER NOT NULL DEFAULT 0,
  live_position INTEGER NOT NULL,
  live_activities_position INTEGER NOT NULL,
  load_position INTEGER NOT NULL DEFAULT 0,
  load_activities_position INTEGER NOT NULL DEFAULT 0,
  load_until INTEGER NOT NULL,
  -- The last change that was read back from the CRM, and when to read back again.
  remote_modified_at TEXT NOT NULL,
  remote_external_id TEXT NOT NULL DEFAULT '',
  read_back_at TEXT NOT NULL,
  -- When the next reconcile begins, and the last record that the present one has compared.
  reconcile_at TEXT NOT NULL,
  reconcile_after TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, integration_id)
) WITHOUT ROWID;

-- The last change of each customer. Triggers write it, so that a change by any program is seen. A number `seq` is never
-- used twice: it is above every number that exists or was ever read, and not below the clock in microseconds. So a
-- number does not come back even when the newest row is erased.
CREATE TABLE prospect_changes (
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  -- 1 where the customer has opted out, or had. Such a change goes before the others.
  urgent INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, prospect_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX prospect_changes_by_seq ON prospect_changes (tenant_id, seq);
CREATE INDEX prospect_changes_urgent ON prospect_changes (tenant_id, seq) WHERE urgent = 1;

INSERT INTO prospect_changes (tenant_id, prospect_id, seq)
  SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id ORDER BY created_at, id)
  FROM prospects WHERE id IS NOT NULL AND tenant_id IS NOT NULL;

-- Inserting into this view marks a customer as changed. A mark that no pass has read yet stays as it is, since the pass
-- that reads it will read the newer change too. So the tags of a new customer, and all further changes between two
-- passes, write no row. This is safe because a pass raises `taken` in the transaction that reads.
CREATE VIEW customer_marks AS SELECT tenant_id, prospect_id, deleted, urgent FROM prospect_changes;
CREATE TRIGGER customer_marks_inserted INSTEAD OF INSERT ON customer_marks
WHEN NEW.tenant_id IS NOT NULL AND NEW.prospect_id IS NOT NULL
BEGIN
  INSERT INTO prospect_changes (tenant_id, prospect_id, seq, deleted, urgent)
    SELECT NEW.tenant_id, NEW.prospect_id,
      max(
        cast(unixepoch('subsec') * 1000 AS INTEGER) * 1000,
        1 + coalesce((SELECT max(seq) FROM prospect_changes WHERE tenant_id = NEW.tenant_id), 0),
        1 + coalesce((SELECT max(taken) FROM sync_cursors WHERE tenant_id = NEW.tenant_id), 0)
      ),
      NEW.deleted, NEW.urgent
    WHERE true
    ON CONFLICT (tenant_id, prospect_id) DO UPDATE SET
      seq = excluded.seq,
      deleted = excluded.deleted,
      urgent = max(urgent, excluded.urgent)
    WHERE deleted <> excluded.deleted OR excluded.urgent = 1
      OR seq <= (SELECT max(taken) FROM sync_cursors WHERE tenant_id = NEW.tenant_id);
END;

CREATE TRIGGER prospects_changes_inserted AFTER INSERT ON prospects
BEGIN
  INSERT INTO customer_marks VALUES (NEW.tenant_id, NEW.id, 0, 0);
END;
CREATE TRIGGER prospects_changes_updated AFTER UPDATE OF
  first_name, last_name, phone, email, segment, preferred_channel, total_orders, total_revenue, currency,
  created_at, last_contact_at, last_order_at, address, city, postal_code, country ON prospects
WHEN (OLD.first_name, OLD.last_name, OLD.phone, OLD.email, OLD.segment, OLD.preferred_channel, OLD.total_orders,
    OLD.total_revenue, OLD.currency, OLD.created_at, OLD.last_contact_at, OLD.last_order_at, OLD.address, OLD.city,
    OLD.postal_code, OLD.country)
  IS NOT (NEW.first_name, NEW.last_name, NEW.phone, NEW.email, NEW.segment, NEW.preferred_channel, NEW.total_orders,
    NEW.total_revenue, NEW.currency, NEW.created_at, NEW.last_contact_at, NEW.last_order_at, NEW.address, NEW.city,
    NEW.postal_code, NEW.country)
BEGIN
  INSERT INTO customer_marks VALUES (NEW.tenant_id, NEW.id, 0, 0);
END;
-- A customer that gets another id or another tenant is marked as deleted under the old one and as new under the new one.
CREATE TRIGGER prospects_changes_moved AFTER UPDATE OF id, tenant_id ON prospects
WHEN (OLD.tenant_id, OLD.id) IS NOT (NEW.tenant_id, NEW.id)
BEGIN
  INSERT INTO customer_marks VALUES (OLD.tenant_id, OLD.id, 1, 0);
  INSERT INTO customer_marks VALUES (NEW.tenant_id, NEW.id, 0, 0);
END;
CREATE TRIGGER prospects_changes_deleted AFTER DELETE ON prospects
BEGIN
  INSERT INTO customer_marks VALUES (OLD.tenant_id, OLD.id, 1, 0);
  DELETE FROM opt_outs WHERE tenant_id = OLD.tenant_id AND prospect_id = OLD.id;
END;

-- A row that belongs to a customer marks the customer only while the customer exists. Rows that are deleted along with
-- their customer do not mark it.
CREATE TRIGGER customer_tags_changes_inserted AFTER INSERT ON customer_tags
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id = NEW.prospect_id;
END;
CREATE TRIGGER customer_tags_changes_updated AFTER UPDATE OF prospect_id, tag ON customer_tags
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id IN (OLD.prospect_id, NEW.prospect_id);
END;
CREATE TRIGGER customer_tags_changes_deleted AFTER DELETE ON customer_tags
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id = OLD.prospect_id;
END;
CREATE TRIGGER customer_notes_changes_inserted AFTER INSERT ON customer_notes
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id = NEW.prospect_id;
END;
CREATE TRIGGER customer_notes_changes_updated AFTER UPDATE OF prospect_id, content ON customer_notes
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id IN (OLD.prospect_id, NEW.prospect_id);
END;
CREATE TRIGGER customer_notes_changes_deleted AFTER DELETE ON customer_notes
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id = OLD.prospect_id;
END;
-- A message inserts an activity and moves the customer's last contact. The second of these changes finds the mark made.
CREATE TRIGGER customer_activities_changes_inserted AFTER INSERT ON customer_activities
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 0 FROM prospects WHERE id = NEW.prospect_id;
END;

-- Opt-outs: the customer wants no more messages by this channel ('all' stands for every channel). `source` says who
-- reported it.
CREATE TABLE opt_outs (
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (tenant_id, prospect_id, channel)
) WITHOUT ROWID;
CREATE TRIGGER opt_outs_changes_inserted AFTER INSERT ON opt_outs
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 1 FROM prospects WHERE id = NEW.prospect_id AND tenant_id = NEW.tenant_id;
END;
CREATE TRIGGER opt_outs_changes_deleted AFTER DELETE ON opt_outs
BEGIN
  INSERT INTO customer_marks SELECT tenant_id, id, 0, 1 FROM prospects WHERE id = OLD.prospect_id AND tenant_id = OLD.tenant_id;
END;

-- A customer has one record in a CRM. Where old rows name two, the one that was synced last stays.
DELETE FROM crm_sync_mappings WHERE rowid NOT IN (
  SELECT rowid FROM (
    SELECT rowid, row_number() OVER (
      PARTITION BY integration_id, prospect_id ORDER BY coalesce(last_synced_at, '') DESC, rowid DESC
    ) AS age FROM crm_sync_mappings
  ) WHERE age = 1
);
CREATE UNIQUE INDEX crm_sync_mappings_by_customer ON crm_sync_mappings (integration_id, prospect_id);
CREATE INDEX crm_sync_mappings_by_record ON crm_sync_mappings (integration_id, external_id);
-- The customers to try again, by the time at which they are due. Without a time they are due at once.
CREATE INDEX crm_sync_mappings_due ON crm_sync_mappings (
  integration_id, coalesce(CASE WHEN json_valid(metadata) THEN metadata ->> 'nextAttemptAt' END, '')
) WHERE sync_status IN ('pending', 'error');

-- Activities and notes that are in a CRM or on their way. The activity_id of a note is `note:` and the note's id.
CREATE TABLE crm_activity_mappings (
  integration_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  external_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  metadata TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (integration_id, prospect_id, activity_id)
) WITHOUT ROWID;
CREATE INDEX crm_activity_mappings_due ON crm_activity_mappings (integration_id, coalesce(metadata ->> 'nextAttemptAt', ''))
  WHERE state IN ('intended', 'error');

CREATE TABLE sync_runs (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  result TEXT NOT NULL,
  counts TEXT NOT NULL,
  error TEXT
) WITHOUT ROWID;
CREATE INDEX sync_runs_by_integration ON sync_runs (integration_id, started_at);

-- This table is always empty. A pass inserts 1 where a newer pass has taken over: the named constraint ends the
-- transaction.
CREATE TABLE sync_guard (
  superseded INTEGER NOT NULL CONSTRAINT pass_is_superseded CHECK (superseded = 0)
);

-- The live lane begins with the changes after the insertion of an integration. The load brings older customers beside
-- them. The first reconcile begins after one hour, since records that were adopted may hold opt-outs.
CREATE TRIGGER crm_integrations_cursors_inserted AFTER INSERT ON crm_integrations
WHEN NEW.system_type <> 'native' AND NEW.id IS NOT NULL
BEGIN
  INSERT INTO sync_cursors (tenant_id, integration_id, taken, live_position, live_activities_position, load_until,
      remote_modified_at, read_back_at, reconcile_at)
    SELECT NEW.tenant_id, NEW.id, head, head, head, head, now,
      strftime('%Y-%m-%d %H:%M:%f', now, '+3 minutes'), strftime('%Y-%m-%d %H:%M:%f', now, '+1 hour')
    FROM (SELECT coalesce(max(seq), 0) AS head, strftime('%Y-%m-%d %H:%M:%f', 'now') AS now
      FROM prospect_changes WHERE tenant_id = NEW.tenant_id)
    WHERE true
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER crm_integrations_cursors_deleted AFTER DELETE ON crm_integrations
BEGIN
  DELETE FROM sync_cursors WHERE tenant_id = OLD.tenant_id AND integration_id = OLD.id;
  DELETE FROM crm_sync_mappings WHERE integration_id = OLD.id;
  DELETE FROM crm_activity_mappings WHERE integration_id = OLD.id;
  DELETE FROM sync_runs WHERE integration_id = OLD.id;
END;

-- No pass is under way for an integration that is older than this migration, whatever its status says.
UPDATE crm_integrations SET sync_status = 'idle' WHERE sync_status IS NOT 'idle';
INSERT INTO sync_cursors (tenant_id, integration_id, taken, live_position, live_activities_position, load_until,
    remote_modified_at, read_back_at, reconcile_at)
  SELECT tenant_id, id, head, head, head, head, now,
      strftime('%Y-%m-%d %H:%M:%f', now, '+3 minutes'), strftime('%Y-%m-%d %H:%M:%f', now, '+1 hour')
  FROM (SELECT i.tenant_id, i.id, strftime('%Y-%m-%d %H:%M:%f', 'now') AS now,
      (SELECT coalesce(max(seq), 0) FROM prospect_changes c WHERE c.tenant_id = i.tenant_id) AS head
    FROM crm_integrations i WHERE i.system_type <> 'native' AND i.id IS NOT NULL AND i.tenant_id IS NOT NULL);
