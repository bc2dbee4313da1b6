-- Verified digests about whose log files and neighbours custody has not concluded yet. Written with
-- the digest, deleted with the conclusions.
CREATE TABLE unconcluded (
  position BIGINT PRIMARY KEY
);

-- What was concluded before this table was there is concluded once more, which changes nothing
-- where nothing is to be added.
INSERT INTO unconcluded (position) SELECT position FROM digest WHERE verified = TRUE;
