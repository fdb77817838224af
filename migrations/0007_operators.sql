-- The tables and columns by which operators see what is stuck and replay it.

-- replayable: 0 where the queue's message cannot be rebuilt from the stored text, or where an operator made another
--   event of it.
-- settled_at, settled_reason: when and why the letter was replayed or discarded. Null while it is parked.
-- replay_id: the replay that took the letter last.
-- replay_step: 'waiting' while the letter waits for its turn in that replay, 'sending' while it is sent to the queue.
--   Null where no replay holds it.
-- sent_as: the id of the event that the letter was sent as, where that is another id: a message to an address that
--   nobody had registered is sent as an event of the tenant that has registered it since.
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

-- Each way to filter has one index, so that a page is read in its order and no other row is read. The indexes by status
-- also hold the columns that say what a replay can take, so that no event has to be read for that.
CREATE INDEX dead_letters_by_status
  ON dead_letters (tenant_id, status, last_failed_at, id, replay_step, replayable);
CREATE INDEX dead_letters_by_reason ON dead_letters (tenant_id, reason, last_failed_at, id);
CREATE INDEX dead_letters_by_status_and_reason
  ON dead_letters (tenant_id, status, reason, last_failed_at, id, replay_step, replayable);
CREATE INDEX dead_letters_by_replay ON dead_letters (replay_id, replay_step, id) WHERE replay_id IS NOT NULL;
CREATE INDEX dead_letters_by_sent_as ON dead_letters (sent_as) WHERE sent_as IS NOT NULL;
CREATE INDEX dead_letters_settled ON dead_letters (settled_at) WHERE settled_at IS NOT NULL;

-- The history of each dead letter: what happened to it, who did it and why.
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
  -- The id of the other event, where one event was made of another or sent as another.
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

-- Replays: dead letters on their way back to the queue. tenant_id is null for dead letters of no known tenant.
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
  -- A part of `sent`.
  failed_again INTEGER NOT NULL DEFAULT 0,
  -- Selected dead letters that the replay did not take.
  already_settled INTEGER NOT NULL DEFAULT 0,
  not_replayable INTEGER NOT NULL DEFAULT 0,
  in_other_replay INTEGER NOT NULL DEFAULT 0,
  not_found INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  started_at TEXT NOT NULL,
  -- Null while the replay holds dead letters, also where it is cancelled.
  finished_at TEXT
) WITHOUT ROWID;
CREATE INDEX replays_by_tenant ON replays (tenant_id, started_at, id);
CREATE INDEX replays_unfinished ON replays (id) WHERE finished_at IS NULL;
CREATE INDEX replays_finished ON replays (finished_at) WHERE finished_at IS NOT NULL;

-- This table is always empty. An edit of a dead letter that somebody replayed, discarded or edited meanwhile inserts 1:
-- the named constraint ends the transaction.
CREATE TABLE edit_guard (
  refused INTEGER NOT NULL CONSTRAINT edit_is_refused CHECK (refused = 0)
);

-- This table is always empty. The last statement of a rehearsal inserts 1: the named constraint takes back the whole
-- transaction.
CREATE TABLE rehearsal_guard (
  over INTEGER NOT NULL CONSTRAINT rehearsal_is_over CHECK (over = 0)
);
