-- Who may come in, and who came. Tokens say what they are for; people of an identity provider and people with a
-- password of their own stand beside them. Revision and time of a lock decide between two who try at once.

ALTER TABLE tokens ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'service';
ALTER TABLE tokens ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT 'all';
ALTER TABLE tokens ADD COLUMN title text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN created_at bigint NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN used_at bigint;
CREATE INDEX tokens_by_person ON tokens (tenant, person);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE subjects (
  tenant text COLLATE "C" NOT NULL,
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, issuer, subject),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);

CREATE TABLE accounts (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  must_change bigint NOT NULL,
  failures bigint NOT NULL,
  locked_until bigint,
  changed_at bigint NOT NULL,
  rev bigint NOT NULL,
  PRIMARY KEY (tenant, name)
);
CREATE UNIQUE INDEX accounts_by_person ON accounts (tenant, person);

-- Only ever added to. The id begins with the time.
CREATE TABLE access_log (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  person text COLLATE "C",
  name_hash text COLLATE "C" NOT NULL,
  address text COLLATE "C" NOT NULL,
  route text COLLATE "C" NOT NULL,
  code bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
