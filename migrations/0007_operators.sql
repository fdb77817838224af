-- What operators need to see what is stuck, and to replay it.

-- replayable: 0 where the queue's message cannot be rebuilt from what is kept of it, or another was made of it.
-- settled_at, settled_reason: when and why it was replayed or discarded; null while it is parked.
-- replay_id: the replay that took it last. replay_step: 'waiting' while it waits there for its turn,
-- 'sending' while it is handed to the queue; null where no replay has it in hand.
-- sent_as: the event that it was sent as, where that has another id, such as its tenant's own.
ALTER TABLE dead_letters ADD COLUMN trace_id TEXT;
ALTER TABLE dead_letters ADD COLUMN code_version TEXT;
ALTER TABLE dead_letters ADD COLUMN replayable INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dead_letters ADD COLUMN settled_at TEXT;
ALTER TABLE dead_letters ADD COLUMN settled_reason TEXT;
ALTER TABLE dead_letters ADD COLUMN replay_id TEXT;
ALTER TABLE dead_letters ADD COLUMN replay_step TEXT;
ALTER TABLE dead_letters ADD COLUMN sent_as TEXT;
UPDATE dead_letters SET
  trace_id = CASE WHEN json_valid(event) THEN event ->> '$.traceId' END,
  replayable = NOT (event_id IS NULL AND CASE WHEN json_valid(event)
    THEN json_type(event, '$.shown') IS 'text' AND json_remove(event, '$.shown') = '{}' END IS 1),
  settled_at = CASE WHEN status <> 'parked' THEN last_failed_at END;

-- One for each way to filter, so that a page is read in its order and nothing beside it; those of a status
-- also tell what a replay can take, without a look at the events.
CREATE INDEX dead_letters_by_status
  ON dead_letters (tenant_id, status, last_failed_at, id, replay_step, replayable);
CREATE INDEX dead_letters_by_reason ON dead_letters (tenant_id, reason, last_failed_at, id);
CREATE INDEX dead_letters_by_status_and_reason
  ON dead_letters (tenant_id, status, reason, last_failed_at, id, replay_step, replayable);
CREATE INDEX dead_letters_by_replay ON dead_letters (replay_id, replay_step, id) WHERE replay_id IS NOT NULL;
CREATE INDEX dead_letters_by_sent_as ON dead_letters (sent_as) WHERE sent_as IS NOT NULL;
CREATE INDEX dead_letters_settled ON dead_letters (settled_at) WHERE settled_at IS NOT NULL;

-- What happened to each dead letter, by whom and why.
CREATE TABLE dead_letter_history (
  dead_letter_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  -- Null where the pipeline itself did it.
  actor_id TEXT,
  actor_name TEXT,
  reason TEXT NOT NULL,
  error TEXT,
  replay_id TEXT,
  -- The other event, where an edit made one of another.
  event_id TEXT,
  code_version TEXT,
  PRIMARY KEY (dead_letter_id, position)
) WITHOUT ROWID;
INSERT INTO dead_letter_history (dead_letter_id, position, at, what, reason, error)
  SELECT id, 1, last_failed_at, 'parked', reason, error FROM dead_letters;
CREATE TRIGGER dead_letters_deleted AFTER DELETE ON dead_letters
BEGIN
  DELETE FROM dead_letter_history WHERE dead_letter_id = OLD.id;
END;

-- Dead letters on their way back to the queue. tenant_id is null for those that no tenant could be found for.
CREATE TABLE replays (
  id TEXT PRIMARY KEY,
  tenant_id TEXT,
  actor_id TEXT NOT NULL,
  actor_name TEXT,
  reason TEXT NOT NULL,
  selection TEXT NOT NULL,
  state TEXT NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  -- Of those that were sent.
  failed_again INTEGER NOT NULL DEFAULT 0,
  -- Of the selection, but not of the total.
  already_settled INTEGER NOT NULL DEFAULT 0,
  not_replayable INTEGER NOT NULL DEFAULT 0,
  in_other_replay INTEGER NOT NULL DEFAULT 0,
  not_found INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  started_at TEXT NOT NULL,
  -- Null while it has something in hand, also of one that is cancelled.
  finished_at TEXT
) WITHOUT ROWID;
CREATE INDEX replays_by_tenant ON replays (tenant_id, started_at, id);
CREATE INDEX replays_unfinished ON replays (id) WHERE finished_at IS NULL;
CREATE INDEX replays_finished ON replays (finished_at) WHERE finished_at IS NOT NULL;

-- Always empty. An edit of what somebody else has dealt with inserts 1: the named constraint ends its transaction.
CREATE TABLE edit_guard (
  refused INTEGER NOT NULL CONSTRAINT edit_is_refused CHECK (refused = 0)
);

-- Always empty. A batch that only rehearses inserts 1 here in the end: the named constraint takes back all of it.
CREATE TABLE rehearsal_guard (
  over INTEGER NOT NULL CONSTRAINT rehearsal_is_over CHECK (over = 0)
);
