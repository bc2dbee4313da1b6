-- Who may use the appliance. Unlike everything else here these rows are the truth themselves and
-- change; that they did is an entry. Rows are never deleted: a name stands for one person for good.
-- A start that was cut off in here begins again at the top.

CREATE TABLE IF NOT EXISTS account_user (
  name VARCHAR(64) PRIMARY KEY,
  password VARCHAR(255), -- Argon2id, with its parameters and salt; null for who has none
  roles VARCHAR(100) NOT NULL, -- words with a space between
  aws_accounts VARCHAR(20000), -- with a space between; null for all
  disabled BOOLEAN NOT NULL,
  generation BIGINT NOT NULL, -- one more whenever sessions must end
  created BIGINT NOT NULL, -- milliseconds since 1970, as all times
  last_use BIGINT,
  failures INT NOT NULL, -- sign-ins that failed since the last that did not
  locked_until BIGINT
);

CREATE TABLE IF NOT EXISTS account_credential (
  id VARCHAR(32) PRIMARY KEY,
  kind TINYINT NOT NULL, -- 1 token, 2 AWS-style access key
  owner VARCHAR(64) NOT NULL, -- account_user.name
  label VARCHAR(100) NOT NULL, -- what it is for, as its owner says
  secret VARCHAR(255) NOT NULL, -- of a token the SHA-256, of an access key what is sealed
  roles VARCHAR(100) NOT NULL,
  aws_accounts VARCHAR(20000),
  created BIGINT NOT NULL,
  expires BIGINT,
  last_use BIGINT,
  revoked BIGINT
);
