-- The CRM's own tables: the table `prospects` if there is none yet, the columns that extend it, and the tables and
-- the view beside it. A database in which the original CRM script was run is adopted instead
-- (README, "An existing database").

CREATE TABLE IF NOT EXISTS prospects (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  first_name TEXT,
  last_name TEXT,
  phone TEXT,
  email TEXT,
  status TEXT DEFAULT 'new',
  created_at TEXT DEFAULT (datetime('now'))
);

ALTER TABLE prospects ADD COLUMN preferred_channel TEXT;
ALTER TABLE prospects ADD COLUMN segment TEXT DEFAULT 'prospect';
ALTER TABLE prospects ADD COLUMN total_orders INTEGER DEFAULT 0;
ALTER TABLE prospects ADD COLUMN total_revenue REAL DEFAULT 0;
ALTER TABLE prospects ADD COLUMN currency TEXT DEFAULT 'EUR';
ALTER TABLE prospects ADD COLUMN last_contact_at TEXT;
ALTER TABLE prospects ADD COLUMN last_order_at TEXT;
ALTER TABLE prospects ADD COLUMN address TEXT;
ALTER TABLE prospects ADD COLUMN city TEXT;
ALTER TABLE prospects ADD COLUMN postal_code TEXT;
ALTER TABLE prospects ADD COLUMN country TEXT DEFAULT 'FR';
ALTER TABLE prospects ADD COLUMN metadata TEXT;

CREATE TABLE customer_notes (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  content TEXT NOT NULL,
  created_by TEXT,
  created_at TEXT DEFAULT (datetime('now')),
  metadata TEXT,
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
);

CREATE TABLE customer_activities (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  type TEXT NOT NULL,
  channel TEXT,
  description TEXT,
  metadata TEXT,
  created_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
);

CREATE TABLE customer_tags (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (prospect_id) REFERENCES prospects(id) ON DELETE CASCADE
);

CREATE TABLE crm_integrations (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  system_type TEXT NOT NULL,
  is_active INTEGER DEFAULT 1,
  credentials TEXT,
  settings TEXT,
  last_sync_at TEXT,
  sync_status TEXT DEFAULT 'idle',
  created_at TEXT DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now'))
);

CREATE TABLE crm_sync_mappings (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  prospect_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  external_system TEXT NOT NULL,
  last_synced_at TEXT,
  sync_status TEXT DEFAULT 'synced',
  metadata TEXT
);

CREATE VIEW v_customers AS
SELECT
  p.*,
  (SELECT COUNT(*) FROM customer_notes WHERE prospect_id = p.id) as notes_count,
  (SELECT COUNT(*) FROM customer_activities WHERE prospect_id = p.id) as activities_count,
  (SELECT GROUP_CONCAT(tag, ',') FROM customer_tags WHERE prospect_id = p.id) as tags
FROM prospects p;
