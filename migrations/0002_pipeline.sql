-- What the pipeline adds to the CRM's tables.

-- Activities and tags WITHOUT ROWID: one row written less for each. Rows of an
-- adopted database are carried over; a tag given twice to one customer becomes one.
DROP VIEW v_customers;

CREATE TABLE activities_without_rowid (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  type TEXT NOT NULL,
  channel TEXT,
  description TEXT,
  metadata TEXT,
  created_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO activities_without_rowid
  SELECT id, tenant_id, prospect_id, type, channel, description, metadata, created_at FROM customer_activities;
DROP TABLE customer_activities;
ALTER TABLE activities_without_rowid RENAME TO customer_activities;
-- The only index: it serves a customer's timeline and the cascade, and each further one would cost a row per message.
CREATE INDEX customer_activities_by_prospect ON customer_activities (prospect_id, created_at);

CREATE TABLE tags_without_rowid (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO tags_without_rowid (id, tenant_id, prospect_id, tag, created_at)
  SELECT id, tenant_id, prospect_id, tag, created_at FROM (
    SELECT *, row_number() OVER (PARTITION BY prospect_id, tag ORDER BY created_at, id) AS occurrence FROM customer_tags
  ) WHERE occurrence = 1;
DROP TABLE customer_tags;
ALTER TABLE tags_without_rowid RENAME TO customer_tags;
CREATE UNIQUE INDEX customer_tags_by_prospect ON customer_tags (prospect_id, tag);

CREATE VIEW v_customers AS
SELECT
  p.*,
  (SELECT COUNT(*) FROM customer_notes WHERE prospect_id = p.id) as notes_count,
  (SELECT COUNT(*) FROM customer_activities WHERE prospect_id = p.id) as activities_count,
  (SELECT GROUP_CONCAT(tag, ',') FROM customer_tags WHERE prospect_id = p.id) as tags
FROM prospects p;

CREATE INDEX prospects_by_creation ON prospects (tenant_id, created_at, id);
CREATE INDEX prospects_by_last_contact ON prospects (tenant_id, last_contact_at);
-- Partial: a customer without an order costs no row here.
CREATE INDEX prospects_by_orders ON prospects (tenant_id, segment, total_revenue) WHERE total_orders > 0;
CREATE INDEX customer_notes_by_prospect ON customer_notes (prospect_id, created_at);
CREATE INDEX crm_integrations_by_tenant ON crm_integrations (tenant_id, system_type);
CREATE INDEX crm_sync_mappings_by_prospect ON crm_sync_mappings (prospect_id);

-- Who a sender is. One customer per value; prospects itself may repeat a phone.
-- The foreign key is deferred so that a new customer's identities can be claimed
-- before its row is written: a claim that is already taken ends the transaction.
CREATE TABLE customer_identities (
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  prospect_id TEXT NOT NULL REFERENCES prospects(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (tenant_id, kind, value)
) WITHOUT ROWID;
CREATE INDEX customer_identities_by_prospect ON customer_identities (prospect_id);

-- The identities that a prospect's own columns name, for rows written by any program.
-- Phones: the forms that can be read without doubt (international, and French national
-- ones where the country is France); the alias forms of Mexico (+521), Argentina (+54
-- without 9) and Brazil (mobiles without their ninth digit) in their current form.
-- What is doubtful has no row here and stays as it is written.
CREATE VIEW prospect_identities AS
WITH
compact AS (
  SELECT id, tenant_id, coalesce(country, 'FR') AS country,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      trim(coalesce(phone, '')), '(0)', ''), ' ', ''), char(160), ''), char(8239), ''), char(9), ''),
      '.', ''), '-', ''), '/', ''), '(', ''), ')', '') AS phone,
    lower(trim(coalesce(email, ''))) AS email
  FROM prospects
),
international AS (
  SELECT id, tenant_id, CASE
      WHEN phone GLOB '00[1-9]*' THEN '+' || substr(phone, 3)
      WHEN phone GLOB '0[1-9]*' AND length(phone) = 10 AND country = 'FR' THEN '+33' || substr(phone, 2)
      ELSE phone
    END AS phone
  FROM compact
),
current AS (
  SELECT id, tenant_id, CASE
      WHEN phone GLOB '+330[1-9]*' AND length(phone) = 13 THEN '+33' || substr(phone, 5)
      WHEN phone GLOB '+521*' AND length(phone) = 14 THEN '+52' || substr(phone, 5)
      WHEN phone GLOB '+54[1-8]*' AND length(phone) = 13 THEN '+549' || substr(phone, 4)
      WHEN phone GLOB '+55[1-9][0-9][6-9]*' AND length(phone) = 13 THEN substr(phone, 1, 5) || '9' || substr(phone, 6)
      ELSE phone
    END AS phone
  FROM international
)
SELECT id AS prospect_id, tenant_id, 'phone' AS kind, phone AS value FROM current
WHERE phone GLOB '+[1-9]*' AND substr(phone, 2) NOT GLOB '*[^0-9]*' AND CASE
    WHEN phone GLOB '+33*' THEN phone GLOB '+33[1-9]*' AND length(phone) = 12
    WHEN phone GLOB '+1*' THEN phone GLOB '+1[2-9][0-9][0-9][2-9]*' AND length(phone) = 12
    ELSE length(phone) BETWEEN 9 AND 16
  END
UNION ALL
SELECT id, tenant_id, 'email', email FROM compact
WHERE email LIKE '%_@_%._%' AND instr(email, ' ') = 0 AND length(email) - length(replace(email, '@', '')) = 1;

-- Each value goes to its oldest prospect.
INSERT INTO customer_identities (tenant_id, kind, value, prospect_id)
  SELECT i.tenant_id, i.kind, i.value, i.prospect_id
  FROM prospect_identities i JOIN prospects p ON p.id = i.prospect_id
  WHERE true
  ORDER BY julianday(p.created_at) IS NULL, julianday(p.created_at), p.rowid
  ON CONFLICT (tenant_id, kind, value) DO NOTHING;

-- Programs that know nothing of identities go on writing prospects: theirs follow.
CREATE TRIGGER prospects_identities_inserted AFTER INSERT ON prospects
BEGIN
  INSERT OR IGNORE INTO customer_identities (tenant_id, kind, value, prospect_id)
    SELECT tenant_id, kind, value, prospect_id FROM prospect_identities WHERE prospect_id = NEW.id;
END;
CREATE TRIGGER prospects_identities_released BEFORE UPDATE OF phone, email, country, tenant_id ON prospects
WHEN OLD.phone IS NOT NEW.phone OR OLD.email IS NOT NEW.email OR OLD.country IS NOT NEW.country OR OLD.tenant_id IS NOT NEW.tenant_id
BEGIN
  DELETE FROM customer_identities
  WHERE prospect_id = OLD.id
    AND (tenant_id, kind, value) IN (SELECT tenant_id, kind, value FROM prospect_identities WHERE prospect_id = OLD.id);
END;
CREATE TRIGGER prospects_identities_updated AFTER UPDATE OF phone, email, country, tenant_id ON prospects
WHEN OLD.phone IS NOT NEW.phone OR OLD.email IS NOT NEW.email OR OLD.country IS NOT NEW.country OR OLD.tenant_id IS NOT NEW.tenant_id
BEGIN
  INSERT OR IGNORE INTO customer_identities (tenant_id, kind, value, prospect_id)
    SELECT tenant_id, kind, value, prospect_id FROM prospect_identities WHERE prospect_id = NEW.id;
END;

-- Always empty. A batch that was planned on what it had read inserts 1 here where
-- that no longer holds: the named constraint ends the transaction, and the plan is made again.
CREATE TABLE intake_guard (
  stale INTEGER NOT NULL CONSTRAINT plan_is_stale CHECK (stale = 0)
);

-- A tenant's number or other address at a provider. account_id and service_id name the
-- provider's account and messaging service in the clear, so that a request's owner is found.
CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  address TEXT NOT NULL,
  account_id TEXT,
  service_id TEXT,
  credentials TEXT NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX channels_by_tenant ON channels (tenant_id, provider, address);
CREATE INDEX channels_by_address ON channels (provider, address);
CREATE INDEX channels_by_account ON channels (provider, account_id);
CREATE INDEX channels_by_service ON channels (provider, service_id) WHERE service_id IS NOT NULL;

-- Every tenant has the native CRM, from its first customer or channel on.
INSERT INTO crm_integrations (id, tenant_id, system_type, is_active)
  SELECT 'native:' || tenant_id, tenant_id, 'native', 1 FROM prospects GROUP BY tenant_id
  HAVING NOT EXISTS (SELECT 1 FROM crm_integrations c WHERE c.tenant_id = prospects.tenant_id AND c.system_type = 'native');
CREATE TRIGGER prospects_native_integration AFTER INSERT ON prospects
WHEN NOT EXISTS (SELECT 1 FROM crm_integrations WHERE tenant_id = NEW.tenant_id AND system_type = 'native')
BEGIN
  INSERT INTO crm_integrations (id, tenant_id, system_type, is_active) VALUES ('native:' || NEW.tenant_id, NEW.tenant_id, 'native', 1);
END;
CREATE TRIGGER channels_native_integration AFTER INSERT ON channels
WHEN NOT EXISTS (SELECT 1 FROM crm_integrations WHERE tenant_id = NEW.tenant_id AND system_type = 'native')
BEGIN
  INSERT INTO crm_integrations (id, tenant_id, system_type, is_active) VALUES ('native:' || NEW.tenant_id, NEW.tenant_id, 'native', 1);
END;

-- Events that could not be processed, whole, with the reason. tenant_id is null where none could be found.
CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  event_id TEXT,
  tenant_id TEXT,
  provider TEXT,
  reason TEXT NOT NULL,
  error TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'parked',
  first_failed_at TEXT NOT NULL,
  last_failed_at TEXT NOT NULL,
  event TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX dead_letters_by_tenant ON dead_letters (tenant_id, last_failed_at, id);

-- Events that were accepted while the queue refused them.
CREATE TABLE event_outbox (
  id TEXT PRIMARY KEY,
  event TEXT NOT NULL,
  created_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX event_outbox_by_age ON event_outbox (created_at, id);
