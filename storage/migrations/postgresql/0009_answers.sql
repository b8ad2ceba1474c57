-- Answers to requests that carried an Idempotency-Key, for as long as the key holds. A key belongs to
-- who sent it. Expired rows are removed by the maintenance loop, which finds them by their time.

CREATE TABLE answers (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  status bigint NOT NULL,
  headers text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (tenant, person, key)
);
CREATE INDEX answers_by_expiry ON answers (expires_at);
