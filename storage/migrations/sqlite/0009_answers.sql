-- Answers to requests that carried an Idempotency-Key, for as long as the key holds. A key belongs to
-- who sent it. Expired rows are removed by the maintenance loop, which finds them by their time.

CREATE TABLE answers (
  tenant text NOT NULL,
  person text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  headers text NOT NULL,
  body text NOT NULL,
  created_at integer NOT NULL,
  expires_at integer NOT NULL,
  PRIMARY KEY (tenant, person, key)
);
CREATE INDEX answers_by_expiry ON answers (expires_at);
