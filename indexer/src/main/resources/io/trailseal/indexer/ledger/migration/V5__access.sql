-- Who did what. Derived from entries. A start that was cut off in here begins again at the top.

-- One row for each entry of the access record. It is listed by time, newest first.
CREATE TABLE IF NOT EXISTS access_entry (
  position BIGINT PRIMARY KEY,
  recorded_at BIGINT NOT NULL, -- milliseconds since 1970
  action TINYINT NOT NULL,
  who_key BIGINT NOT NULL -- the first 8 bytes of the hash of the name in lower case
);
CREATE INDEX IF NOT EXISTS access_by_time ON access_entry (recorded_at DESC, position DESC);
CREATE INDEX IF NOT EXISTS access_by_action
  ON access_entry (action, recorded_at DESC, position DESC);
CREATE INDEX IF NOT EXISTS access_by_who
  ON access_entry (who_key, recorded_at DESC, position DESC);

-- Entries of the access record that follow each other without any other between them: whoever
-- follows the ledger passes over a run at once.
CREATE TABLE IF NOT EXISTS access_run (
  first_position BIGINT PRIMARY KEY,
  last_position BIGINT NOT NULL
);
