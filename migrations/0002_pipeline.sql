-- The pipeline's additions to the CRM's tables.

-- Activities and tags are WITHOUT ROWID, so each one writes one row less. Rows of an adopted database are carried
-- over, and a row without an id gets one. A tag that a customer has twice becomes one tag.
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
  SELECT coalesce(id, 'rowid:' || rowid), tenant_id, prospect_id, type, channel, description, metadata, created_at
  FROM customer_activities;
DROP TABLE customer_activities;
ALTER TABLE activities_without_rowid RENAME TO customer_activities;
-- This is the only index on activities, since each index costs one written row per message. It serves a customer's
-- timeline and the cascade. Rows of other programs may have no time, and a page of a list cannot end at a null.
CREATE INDEX customer_activities_by_prospect ON customer_activities (prospect_id, coalesce(created_at, ''));

CREATE TABLE tags_without_rowid (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO tags_without_rowid (id, tenant_id, prospect_id, tag, created_at)
  SELECT coalesce(id, 'rowid:' || position), tenant_id, prospect_id, tag, created_at FROM (
    SELECT *, rowid AS position, row_number() OVER (PARTITION BY prospect_id, tag ORDER BY created_at, id) AS occurrence
    FROM customer_tags
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

-- The index is partial, so a customer without an order has no row in it.
CREATE INDEX prospects_by_orders ON prospects (tenant_id, segment, total_revenue) WHERE total_orders > 0;
CREATE INDEX customer_notes_by_prospect ON customer_notes (prospect_id, coalesce(created_at, ''), id);
CREATE INDEX crm_integrations_by_tenant ON crm_integrations (tenant_id, system_type);
CREATE INDEX crm_sync_mappings_by_prospect ON crm_sync_mappings (prospect_id);

-- The identities of customers: the phones, WhatsApp ids and e-mail addresses by which a sender is known. A value
-- belongs to one customer, while the rows of `prospects` may repeat a phone. The foreign key is deferred, so that
-- the identities of a new customer can be inserted before its row: an identity that another customer has ends the
-- transaction.
CREATE TABLE customer_identities (
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  prospect_id TEXT NOT NULL REFERENCES prospects(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (tenant_id, kind, value)
) WITHOUT ROWID;
CREATE INDEX customer_identities_by_prospect ON customer_identities (prospect_id);

-- Prospects whose columns name a value that is assigned to another prospect. When the other prospect loses the value,
-- it is assigned to the oldest of these. So a sender whom some prospect names never becomes a new customer.
CREATE TABLE contested_identities (
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  prospect_id TEXT NOT NULL REFERENCES prospects(id) ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, kind, value, prospect_id)
) WITHOUT ROWID;
CREATE INDEX contested_identities_by_prospect ON contested_identities (prospect_id);

-- The phone numbers of each calling code: the fewest and the most digits after the code, a GLOB pattern for the first
-- of these digits, and the trunk prefix that people write after the code and that nobody dials from abroad. A country
-- whose numbers cannot be described by these five columns has no row.
CREATE TABLE calling_codes (
  code TEXT NOT NULL,
  shortest INTEGER NOT NULL,
  longest INTEGER NOT NULL,
  begins TEXT NOT NULL DEFAULT '[1-9]*',
  trunk TEXT,
  PRIMARY KEY (code, begins)
) WITHOUT ROWID;
INSERT INTO calling_codes (code, shortest, longest, trunk) VALUES
  ('20', 8, 10, '0'), ('211', 9, 9, '0'), ('212', 9, 9, '0'), ('213', 8, 9, '0'), ('218', 9, 9, '0'),
  ('231', 7, 9, '0'), ('232', 8, 8, '0'), ('233', 8, 9, '0'), ('234', 10, 12, '0'), ('243', 7, 10, '0'),
  ('249', 9, 9, '0'), ('250', 8, 9, '0'), ('251', 9, 9, '0'), ('252', 6, 9, '0'), ('254', 7, 10, '0'),
  ('255', 9, 9, '0'), ('256', 9, 9, '0'), ('260', 9, 9, '0'), ('261', 9, 9, '0'), ('262', 9, 9, '0'),
  ('263', 9, 10, '0'), ('264', 8, 9, '0'), ('265', 9, 9, '0'), ('27', 5, 10, '0'), ('291', 7, 7, '0'),
  ('31', 5, 11, '0'), ('32', 8, 9, '0'), ('33', 9, 9, '0'), ('353', 7, 10, '0'), ('355', 6, 9, '0'),
  ('358', 5, 12, '0'), ('359', 6, 9, '0'), ('370', 8, 8, '0'), ('373', 8, 8, '0'), ('374', 8, 8, '0'),
  ('377', 8, 9, '0'), ('380', 9, 10, '0'), ('381', 6, 12, '0'), ('382', 8, 9, '0'), ('383', 8, 12, '0'),
  ('385', 7, 9, '0'), ('386', 5, 8, '0'), ('387', 8, 9, '0'), ('389', 8, 8, '0'), ('40', 9, 9, '0'),
  ('41', 9, 9, '0'), ('421', 9, 9, '0'), ('423', 9, 9, '0'), ('43', 5, 13, '0'), ('44', 10, 10, '0'),
  ('46', 6, 10, '0'), ('49', 5, 13, '0'), ('508', 6, 6, '0'), ('51', 8, 9, '0'), ('53', 6, 8, '0'),
  ('58', 10, 10, '0'), ('590', 9, 9, '0'), ('593', 8, 11, '0'), ('594', 9, 9, '0'), ('595', 6, 11, '0'),
  ('596', 9, 9, '0'), ('598', 4, 12, '0'), ('60', 8, 10, '0'), ('61', 5, 10, '0'), ('62', 7, 13, '0'),
  ('63', 8, 13, '0'), ('64', 5, 10, '0'), ('66', 8, 10, '0'), ('686', 8, 8, '0'), ('81', 8, 13, '0'),
  ('84', 7, 10, '0'), ('850', 10, 10, '0'), ('855', 8, 10, '0'), ('856', 8, 10, '0'), ('880', 6, 10, '0'),
  ('886', 7, 11, '0'), ('90', 10, 10, '0'), ('91', 8, 13, '0'), ('92', 8, 12, '0'), ('93', 9, 9, '0'),
  ('94', 9, 9, '0'), ('95', 6, 10, '0'), ('961', 7, 8, '0'), ('962', 8, 9, '0'), ('963', 8, 9, '0'),
  ('964', 8, 10, '0'), ('966', 9, 10, '0'), ('967', 7, 9, '0'), ('970', 8, 10, '0'), ('971', 5, 12, '0'),
  ('972', 7, 12, '0'), ('976', 8, 10, '0'), ('977', 10, 11, '0'), ('98', 10, 10, '0'), ('994', 9, 9, '0'),
  ('995', 9, 9, '0'), ('996', 9, 10, '0');
INSERT INTO calling_codes (code, shortest, longest) VALUES
  ('1', 10, 10), ('216', 8, 8), ('220', 7, 7), ('221', 9, 9), ('222', 8, 8), ('223', 8, 8), ('224', 8, 9),
  ('226', 8, 8), ('227', 8, 8), ('228', 8, 8), ('230', 7, 8), ('235', 8, 8), ('236', 8, 8), ('237', 8, 9),
  ('238', 7, 7), ('239', 7, 7), ('240', 9, 9), ('241', 8, 8), ('244', 9, 9), ('245', 9, 9), ('246', 7, 7),
  ('247', 5, 6), ('248', 7, 7), ('253', 8, 8), ('257', 8, 8), ('258', 8, 9), ('266', 8, 8), ('267', 7, 8),
  ('268', 8, 9), ('269', 7, 7), ('297', 7, 7), ('298', 6, 6), ('299', 6, 6), ('30', 10, 12), ('34', 9, 9),
  ('350', 8, 8), ('351', 9, 9), ('354', 7, 7), ('356', 8, 8), ('357', 8, 8), ('36', 8, 9), ('371', 8, 8),
  ('372', 7, 8), ('376', 6, 6), ('378', 8, 8), ('39', 6, 12), ('420', 9, 12), ('45', 8, 8), ('47', 8, 8),
  ('48', 6, 10), ('500', 5, 5), ('501', 7, 7), ('502', 8, 8), ('503', 7, 8), ('504', 8, 8), ('505', 8, 8),
  ('506', 8, 8), ('507', 7, 8), ('509', 8, 8), ('56', 9, 11), ('57', 10, 11), ('591', 8, 9),
  ('592', 7, 7), ('597', 6, 7), ('65', 8, 8), ('670', 7, 8), ('672', 6, 6), ('673', 7, 7), ('674', 7, 7),
  ('675', 7, 8), ('676', 7, 7), ('677', 7, 7), ('678', 7, 7), ('679', 7, 7), ('680', 7, 7), ('681', 6, 6),
  ('682', 5, 5), ('683', 7, 7), ('685', 5, 7), ('687', 6, 6), ('688', 5, 7), ('689', 8, 9), ('690', 4, 7),
  ('691', 7, 7), ('692', 7, 7), ('7', 10, 10), ('82', 8, 13), ('852', 5, 9), ('853', 7, 8), ('86', 7, 11),
  ('960', 7, 7), ('965', 7, 8), ('968', 7, 9), ('973', 8, 8), ('974', 7, 9), ('975', 7, 8), ('992', 9, 9),
  ('993', 8, 8), ('998', 9, 9);
INSERT INTO calling_codes (code, shortest, longest, begins, trunk) VALUES
  ('225', 10, 10, '0[157]*', NULL), ('225', 10, 10, '2[157]*', NULL), ('229', 10, 10, '01[24569]*', NULL),
  ('242', 9, 9, '0[456]*', NULL), ('352', 6, 11, '[2-9]*', NULL), ('375', 9, 9, '[1-79]*', NULL),
  ('52', 10, 10, '[2-9]*', '1'), ('54', 10, 10, '[1-3]*', NULL), ('54', 11, 11, '9*', NULL),
  ('55', 10, 11, '[1-9][1-9]*', NULL), ('599', 7, 8, '9*', NULL);

-- The identities that a prospect's own columns name, whichever program wrote the row. Only values that can be read
-- without doubt have a row in this view, with the same result as the rules for senders of messages in packages/core.
-- These are international phones, national French phones where the country is France, and former forms of Mexican,
-- Argentine and Brazilian numbers, which become the present form. json_each() of one value gives the value a name,
-- so that SQLite computes it once.
CREATE VIEW prospect_identities AS
SELECT p.id AS prospect_id, p.tenant_id, 'phone' AS kind,
  CASE
    WHEN plan.code = '54' AND plan.begins <> '9*' THEN '+549' || subscriber.value
    WHEN plan.code = '55' AND length(subscriber.value) = 10 AND subscriber.value GLOB '??[6-9]*'
      THEN '+55' || substr(subscriber.value, 1, 2) || '9' || substr(subscriber.value, 3)
    ELSE '+' || plan.code || subscriber.value
  END AS value
FROM prospects p
JOIN json_each(json_quote(trim(
  replace(replace(replace(replace(coalesce(p.phone, ''), char(160), ' '), char(8239), ' '), char(8234), ''), char(8236), ''),
  ' ' || char(9, 10, 13)))) AS trimmed
JOIN json_each(json_quote(CASE
  WHEN lower(substr(trimmed.value, 1, 9)) = 'whatsapp:' THEN substr(trimmed.value, 10)
  WHEN lower(substr(trimmed.value, 1, 4)) = 'tel:' THEN substr(trimmed.value, 5)
  WHEN trimmed.value LIKE '__/__/__/__/__' THEN replace(trimmed.value, '/', ' ')
  ELSE trimmed.value END)) AS written
-- A double space, or a hyphen between spaces, may separate two numbers.
JOIN json_each(json_quote(CASE
  WHEN instr(written.value, '  ') = 0 AND instr(written.value, ' - ') = 0
  THEN replace(replace(replace(replace(replace(written.value, ' ', ''), '.', ''), '-', ''), '(', ''), ')', '')
  ELSE '' END)) AS compact
-- French numbers are also read without their leading 0, since spreadsheets drop it, and without their plus sign.
JOIN json_each(json_quote(CASE
  WHEN upper(trim(coalesce(p.country, 'FR'))) <> 'FR' THEN ''
  WHEN length(compact.value) = 11 AND compact.value GLOB '33[1-9]*' THEN '0' || substr(compact.value, 3)
  WHEN length(compact.value) = 9 AND compact.value GLOB '[1-9]*' THEN '0' || compact.value
  WHEN length(compact.value) = 10 THEN compact.value
  ELSE '' END)) AS french
JOIN json_each(json_quote(CASE
  WHEN compact.value GLOB '+*' THEN substr(compact.value, 2)
  WHEN compact.value GLOB '00[1-9]*' THEN substr(compact.value, 3)
  WHEN french.value GLOB '0[139]*' OR french.value GLOB '02[0-57-9]*' OR french.value GLOB '04[1-9]*'
    OR french.value GLOB '05[0-8]*' OR french.value GLOB '06[0-24-8]*' OR french.value GLOB '063[0-8]*'
    OR french.value GLOB '07[3-9]*' OR french.value GLOB '080*' THEN '33' || substr(french.value, 2)
  ELSE '' END)) AS digits
JOIN calling_codes plan ON plan.code IN (substr(digits.value, 1, 1), substr(digits.value, 1, 2), substr(digits.value, 1, 3))
JOIN json_each(json_quote(substr(digits.value,
  length(plan.code) + 1 + (substr(digits.value, length(plan.code) + 1, 1) IS plan.trunk)))) AS subscriber
-- SQLite's text functions stop at a null byte, so a text with one is not read.
WHERE p.id IS NOT NULL AND p.tenant_id IS NOT NULL AND instr(p.phone, char(0)) = 0
  AND digits.value NOT GLOB '*[^0-9]*'
  AND subscriber.value GLOB plan.begins
  AND length(subscriber.value) BETWEEN plan.shortest AND plan.longest
UNION ALL
SELECT p.id, p.tenant_id, 'email', email.value
FROM prospects p
JOIN json_each(json_quote(lower(trim(coalesce(p.email, ''), ' ' || char(9, 10, 13))))) AS email
JOIN json_each(json_quote(substr(email.value, instr(email.value, '@') + 1))) AS domain
WHERE p.id IS NOT NULL AND p.tenant_id IS NOT NULL AND instr(p.email, char(0)) = 0
  AND email.value GLOB '?*@?*' AND length(email.value) <= 254
  AND email.value NOT GLOB '*[^!-~]*' AND email.value NOT GLOB '*[][<>(),;:\"]*'
  AND domain.value GLOB '?*.?*' AND domain.value NOT GLOB '*[^a-z0-9.-]*'
  AND domain.value NOT GLOB '.*' AND domain.value NOT GLOB '*.' AND domain.value NOT GLOB '*..*';

-- The age of a prospect. Its time of creation may be a text, or seconds or milliseconds since 1970.
CREATE VIEW prospect_ages AS
SELECT id AS prospect_id, rowid AS position, julianday(
  CASE WHEN created_at NOT GLOB '*[^0-9.]*' AND created_at + 0 >= 100000000000 THEN created_at / 1000 ELSE created_at END,
  'auto') AS created
FROM prospects;

-- Inserting a row into the view assigns the value to the prospect. Where another prospect has the value, it becomes a
-- contested identity. The trigger says ON CONFLICT and not OR IGNORE, because a program's INSERT OR REPLACE on
-- `prospects` would override OR IGNORE in the trigger and take the identity from its owner.
CREATE TRIGGER prospect_identities_inserted INSTEAD OF INSERT ON prospect_identities
BEGIN
  INSERT INTO customer_identities (tenant_id, kind, value, prospect_id)
    VALUES (NEW.tenant_id, NEW.kind, NEW.value, NEW.prospect_id)
    ON CONFLICT DO NOTHING;
  INSERT INTO contested_identities (tenant_id, kind, value, prospect_id)
    SELECT tenant_id, kind, value, NEW.prospect_id FROM customer_identities
    WHERE tenant_id = NEW.tenant_id AND kind = NEW.kind AND value = NEW.value AND prospect_id <> NEW.prospect_id
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER customer_identities_deleted AFTER DELETE ON customer_identities
BEGIN
  INSERT INTO customer_identities (tenant_id, kind, value, prospect_id)
    SELECT c.tenant_id, c.kind, c.value, c.prospect_id
    FROM contested_identities c JOIN prospect_ages a ON a.prospect_id = c.prospect_id
    WHERE c.tenant_id = OLD.tenant_id AND c.kind = OLD.kind AND c.value = OLD.value AND c.prospect_id <> OLD.prospect_id
    ORDER BY a.created NULLS LAST, a.position LIMIT 1
    ON CONFLICT DO NOTHING;
  DELETE FROM contested_identities
  WHERE (tenant_id, kind, value, prospect_id) IN (
    SELECT tenant_id, kind, value, prospect_id FROM customer_identities
    WHERE tenant_id = OLD.tenant_id AND kind = OLD.kind AND value = OLD.value
  );
END;

-- Each value is assigned to the oldest prospect that names it.
INSERT INTO prospect_identities (prospect_id, tenant_id, kind, value)
  SELECT i.prospect_id, i.tenant_id, i.kind, i.value
  FROM prospect_identities i JOIN prospect_ages a ON a.prospect_id = i.prospect_id
  ORDER BY a.created NULLS LAST, a.position;

-- Programs that know nothing of identities go on writing `prospects`. These triggers keep the identities up to date.
CREATE TRIGGER prospects_identities_inserted AFTER INSERT ON prospects
BEGIN
  INSERT INTO prospect_identities (prospect_id, tenant_id, kind, value)
    SELECT prospect_id, tenant_id, kind, value FROM prospect_identities WHERE prospect_id = NEW.id;
END;
-- Before an update, the values of the old row are stored as contested. After the update, only the values that the new
-- row does not name any more are taken away. If all were taken away and assigned anew, a value that stays could go
-- to another prospect in between.
CREATE TRIGGER prospects_identities_noted BEFORE UPDATE OF phone, email, country, tenant_id ON prospects
WHEN OLD.phone IS NOT NEW.phone OR OLD.email IS NOT NEW.email OR OLD.country IS NOT NEW.country OR OLD.tenant_id IS NOT NEW.tenant_id
BEGIN
  INSERT INTO contested_identities (tenant_id, kind, value, prospect_id)
    SELECT tenant_id, kind, value, prospect_id FROM prospect_identities WHERE prospect_id = OLD.id
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER prospects_identities_updated AFTER UPDATE OF phone, email, country, tenant_id ON prospects
WHEN OLD.phone IS NOT NEW.phone OR OLD.email IS NOT NEW.email OR OLD.country IS NOT NEW.country OR OLD.tenant_id IS NOT NEW.tenant_id
BEGIN
  DELETE FROM customer_identities
  WHERE prospect_id = NEW.id
    AND (tenant_id, kind, value) IN (SELECT tenant_id, kind, value FROM contested_identities WHERE prospect_id = NEW.id)
    AND (tenant_id, kind, value) NOT IN (SELECT tenant_id, kind, value FROM prospect_identities WHERE prospect_id = NEW.id);
  DELETE FROM contested_identities WHERE prospect_id = NEW.id;
  INSERT INTO prospect_identities (prospect_id, tenant_id, kind, value)
    SELECT prospect_id, tenant_id, kind, value FROM prospect_identities WHERE prospect_id = NEW.id;
END;

-- This table is always empty. A batch is planned from rows that were read before. Where these rows have changed, the
-- batch inserts 1: the named constraint ends the transaction, and the plan is made again.
CREATE TABLE plan_guard (
  stale INTEGER NOT NULL CONSTRAINT plan_is_stale CHECK (stale = 0)
);

-- A tenant's numbers and other addresses at providers. account_id and service_id name the provider's account and
-- messaging service unencrypted, so that the owner of a request can be found.
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

-- Every tenant has an integration with the native CRM from its first customer or channel on.
INSERT INTO crm_integrations (id, tenant_id, system_type, is_active)
  SELECT 'native:' || tenant_id, tenant_id, 'native', 1 FROM prospects WHERE tenant_id IS NOT NULL GROUP BY tenant_id
  HAVING NOT EXISTS (SELECT 1 FROM crm_integrations c WHERE c.tenant_id = prospects.tenant_id AND c.system_type = 'native');
CREATE TRIGGER prospects_native_integration AFTER INSERT ON prospects
WHEN NEW.tenant_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM crm_integrations WHERE tenant_id = NEW.tenant_id AND system_type = 'native')
BEGIN
  INSERT INTO crm_integrations (id, tenant_id, system_type, is_active) VALUES ('native:' || NEW.tenant_id, NEW.tenant_id, 'native', 1);
END;
CREATE TRIGGER channels_native_integration AFTER INSERT ON channels
WHEN NOT EXISTS (SELECT 1 FROM crm_integrations WHERE tenant_id = NEW.tenant_id AND system_type = 'native')
BEGIN
  INSERT INTO crm_integrations (id, tenant_id, system_type, is_active) VALUES ('native:' || NEW.tenant_id, NEW.tenant_id, 'native', 1);
END;

-- Events that could not be processed, with the reason. tenant_id is null where no tenant could be found.
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
