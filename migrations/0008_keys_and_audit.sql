-- The keys of the operators' API, the audit of the changes made by it, and the counts for its overview.

-- A tenant's keys. The secret itself is not stored, only its SHA-256. A slow hash would protect nothing, since nobody
-- can guess 256 random bits. Revoked keys stay, because the audit names them.
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT,
  secret_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  last_used_at TEXT,
  revoked_at TEXT
) WITHOUT ROWID;
CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, created_at, id);

-- The changes that somebody made by the API. An entry is written before its change, and its status after the change. So
-- an entry without a status belongs to a change that may or may not have happened.
CREATE TABLE operator_audit (
  id TEXT PRIMARY KEY,
  -- Null where the change belongs to no tenant.
  tenant_id TEXT,
  at TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT,
  -- Method and route pattern.
  action TEXT NOT NULL,
  target TEXT,
  reason TEXT,
  count INTEGER,
  status INTEGER
) WITHOUT ROWID;
CREATE INDEX operator_audit_by_tenant ON operator_audit (tenant_id, at, id);
CREATE INDEX operator_audit_by_actor ON operator_audit (tenant_id, actor_id, at, id);
CREATE INDEX operator_audit_by_action ON operator_audit (tenant_id, action, at, id);
CREATE INDEX operator_audit_by_actor_and_action ON operator_audit (tenant_id, actor_id, action, at, id);

-- An entry that is written stays. Only an outcome may be added, and only once. INSERT OR REPLACE would delete an entry
-- without running a DELETE trigger, so inserting an id that exists is refused, too.
CREATE TRIGGER operator_audit_inserted BEFORE INSERT ON operator_audit
WHEN EXISTS (SELECT 1 FROM operator_audit WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'audit_is_append_only');
END;
CREATE TRIGGER operator_audit_updated BEFORE UPDATE ON operator_audit
WHEN OLD.status IS NOT NULL OR NEW.status IS NULL
  OR (OLD.id, OLD.tenant_id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.actor_name, OLD.action)
    IS NOT (NEW.id, NEW.tenant_id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.actor_name, NEW.action)
BEGIN
  SELECT RAISE(ABORT, 'audit_is_append_only');
END;
CREATE TRIGGER operator_audit_deleted BEFORE DELETE ON operator_audit
BEGIN
  SELECT RAISE(ABORT, 'audit_is_append_only');
END;

-- The number of messages by hour (`YYYY-MM-DD HH`, UTC, of the message's own time) and channel. Each message is counted
-- as it is recorded, since counting activities would read all of them.
CREATE TABLE message_counts (
  tenant_id TEXT NOT NULL,
  hour TEXT NOT NULL,
  channel TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, hour, channel)
) WITHOUT ROWID;
-- The messages that came in before this migration. Those with a time in another form than SQLite's own stay uncounted.
INSERT INTO message_counts (tenant_id, hour, channel, count)
  SELECT tenant_id, substr(created_at, 1, 13), channel, count(*) FROM customer_activities
  WHERE type IN ('message_received', 'call') AND channel IS NOT NULL
    AND strftime('%Y-%m-%d %H', created_at) = substr(created_at, 1, 13)
  GROUP BY 1, 2, 3;
