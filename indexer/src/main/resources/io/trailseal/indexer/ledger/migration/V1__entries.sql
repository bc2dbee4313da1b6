-- The truth. A body is the entry's canonical bytes, specified in the package comment; the other
-- columns repeat what is in it.
CREATE TABLE entry (
  position BIGINT PRIMARY KEY,
  recorded_at BIGINT NOT NULL, -- milliseconds since 1970
  kind TINYINT NOT NULL, -- 1 object, 2 verdict, 3 key
  leaf_hash BINARY(32) NOT NULL,
  body VARBINARY(1048576) NOT NULL
);

-- Everything below is derived from entries and from custody's steps, written in the same
-- transactions. The check re-derives it.

-- A name key is 8 bytes of the hash of the folder and 16 bytes of the hash of the whole name:
-- short, and objects of one folder, which come in together, lie together.
CREATE TABLE object_entry (
  position BIGINT PRIMARY KEY,
  name_key BINARY(24) NOT NULL,
  delivered_run INT NOT NULL, -- position divided by 4096
  delivered_key BIGINT NOT NULL, -- the first 8 bytes of the hash
  kind TINYINT NOT NULL,
  events INT NOT NULL,
  delivered_bytes BIGINT NOT NULL,
  quarantined BOOLEAN NOT NULL
);
CREATE INDEX object_by_name ON object_entry (name_key);
-- Hashes come in no order. In runs, an append touches the pages of one run instead of one page for
-- each object; who asks looks into each run, 2,500 of them for ten million objects.
CREATE INDEX object_by_delivered ON object_entry (delivered_run, delivered_key);

CREATE TABLE quarantined (
  position BIGINT PRIMARY KEY
);

CREATE TABLE key_entry (
  position BIGINT PRIMARY KEY
);

CREATE TABLE verdict_current (
  object_position BIGINT PRIMARY KEY,
  verdict_position BIGINT NOT NULL,
  code TINYINT NOT NULL
);

CREATE TABLE absent_current (
  name_key BINARY(24) PRIMARY KEY,
  verdict_position BIGINT NOT NULL,
  code TINYINT NOT NULL
);

-- Current verdicts that are not intact.
CREATE TABLE open_verdict (
  verdict_position BIGINT PRIMARY KEY,
  object_position BIGINT, -- null for an absent object
  code TINYINT NOT NULL,
  finding BOOLEAN NOT NULL
);
CREATE INDEX open_by_finding ON open_verdict (finding, verdict_position);

CREATE TABLE digest (
  position BIGINT PRIMARY KEY,
  name_key BINARY(24) NOT NULL,
  previous_key BINARY(24),
  span_key BIGINT NOT NULL, -- hash of bucket, account and region
  chain_key BIGINT NOT NULL, -- hash of the chain
  start_at BIGINT NOT NULL, -- milliseconds since 1970
  end_at BIGINT NOT NULL,
  fingerprint VARCHAR(1000) NOT NULL,
  verified BOOLEAN NOT NULL,
  facts VARBINARY(1048576) NOT NULL
);
CREATE INDEX digest_by_name ON digest (name_key);
CREATE INDEX digest_by_previous ON digest (previous_key);
CREATE INDEX digest_by_span ON digest (span_key, start_at);
CREATE INDEX digest_by_chain ON digest (chain_key, verified, start_at);
CREATE INDEX digest_by_fingerprint ON digest (fingerprint, verified);

-- What digests list, 64 to a row: position of the digest times 2^20, plus the number of the part.
CREATE TABLE digest_part (
  id BIGINT PRIMARY KEY,
  listed VARBINARY(1048576) NOT NULL
);

-- Where a name is listed: position of the digest times 2^26, plus its place in the list.
CREATE TABLE listed (
  id BIGINT PRIMARY KEY,
  name_key BINARY(24) NOT NULL
);
CREATE INDEX listed_by_name ON listed (name_key);

CREATE TABLE tally (
  name VARCHAR(100) PRIMARY KEY,
  amount BIGINT NOT NULL
);
