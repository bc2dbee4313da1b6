-- What came in beside objects, and what is known of objects from the bucket itself. All of it is
-- derived from entries. A start that was cut off in here begins again at the top.

-- Which versions of which objects are here, each under the first entry that says so. A key is 8
-- bytes of the hash of the folder and 16 bytes of a hash of name and version: what is listed
-- together lies together.
CREATE TABLE IF NOT EXISTS version_held (
  version_key BINARY(24) PRIMARY KEY,
  position BIGINT NOT NULL
);

-- One row for each entry of a parked object, also after it was overtaken.
CREATE TABLE IF NOT EXISTS parked (
  position BIGINT PRIMARY KEY,
  name_key BINARY(24) NOT NULL,
  version_key BIGINT NOT NULL, -- the first 8 bytes of the hash of the version id; 0 for none
  until_position BIGINT NOT NULL -- the entry that overtook it; 0 while it is parked
);
CREATE INDEX IF NOT EXISTS parked_by_name ON parked (name_key, until_position);
CREATE INDEX IF NOT EXISTS parked_now ON parked (until_position, position);

-- What is listed newest first.
CREATE TABLE IF NOT EXISTS intake (
  position BIGINT PRIMARY KEY,
  list TINYINT NOT NULL, -- 1 removed, 2 overwritten, 3 Config messages, 4 set aside, 5 comparisons
  same_key BIGINT NOT NULL -- of a hash over what makes two entries the same; 0 where nothing does
);
CREATE INDEX IF NOT EXISTS intake_by_list ON intake (list, position);
CREATE INDEX IF NOT EXISTS intake_by_same ON intake (same_key);

CREATE TABLE IF NOT EXISTS freshness (
  account VARCHAR(12) NOT NULL,
  region VARCHAR(32) NOT NULL,
  newest_log BIGINT, -- milliseconds since 1970
  newest_digest BIGINT,
  PRIMARY KEY (account, region)
);

-- Objects that were overwritten before these tables were there.
DELETE FROM intake;
INSERT INTO intake (position, list, same_key)
  SELECT o.position, 2, 0 FROM object_entry o WHERE EXISTS (
    SELECT 1 FROM object_entry older
    WHERE older.name_key = o.name_key AND older.position < o.position);
DELETE FROM tally WHERE name IN ('overwritten', 'freshness due');
INSERT INTO tally (name, amount) SELECT 'overwritten', COUNT(*) FROM intake;

-- Names are in the entries' bytes, which SQL does not read. The program derives the table freshness
-- up to here and takes this row away in the same transaction.
INSERT INTO tally (name, amount) SELECT 'freshness due', MAX(position) FROM entry HAVING COUNT(*) > 0;
