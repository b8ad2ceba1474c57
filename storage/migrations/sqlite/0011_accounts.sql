-- Who may come in, and who came. Tokens say what they are for; people of an identity provider and people with a
-- password of their own stand beside them. Revision and time of a lock decide between two who try at once.

ALTER TABLE tokens ADD COLUMN kind text NOT NULL DEFAULT 'service';
ALTER TABLE tokens ADD COLUMN scope text NOT NULL DEFAULT 'all';
ALTER TABLE tokens ADD COLUMN title text NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN created_at integer NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN used_at integer;
CREATE INDEX tokens_by_person ON tokens (tenant, person);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE subjects (
  tenant text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (tenant, issuer, subject),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);

CREATE TABLE accounts (
  tenant text NOT NULL,
  name text NOT NULL,
  person text NOT NULL,
  hash text NOT NULL,
  must_change integer NOT NULL,
  failures integer NOT NULL,
  locked_until integer,
  changed_at integer NOT NULL,
  rev integer NOT NULL,
  PRIMARY KEY (tenant, name)
);
CREATE UNIQUE INDEX accounts_by_person ON accounts (tenant, person);

-- Only ever added to. The id begins with the time.
CREATE TABLE access_log (
  tenant text NOT NULL,
  id text NOT NULL,
  at integer NOT NULL,
  kind text NOT NULL,
  person text,
  name_hash text NOT NULL,
  address text NOT NULL,
  route text NOT NULL,
  code integer NOT NULL,
  PRIMARY KEY (tenant, id)
);
