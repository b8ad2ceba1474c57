-- Times are microseconds since 1970-01-01T00:00:00Z. Every key starts with the tenant, as on
-- PostgreSQL. Narrow tables are kept in their primary key alone (WITHOUT ROWID); those with long text
-- are not, where a row of the key's tree would be too wide.

CREATE TABLE organizations (
  tenant text NOT NULL,
  id text NOT NULL,
  parent text,
  kind text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  path text NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, parent) REFERENCES organizations (tenant, id)
) WITHOUT ROWID;
CREATE INDEX organizations_by_path ON organizations (tenant, path);

CREATE TABLE people (
  tenant text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  org text NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
) WITHOUT ROWID;

CREATE TABLE grants (
  tenant text NOT NULL,
  person text NOT NULL,
  role text NOT NULL,
  org text NOT NULL,
  PRIMARY KEY (tenant, person, role, org),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
) WITHOUT ROWID;

CREATE TABLE tokens (
  tenant text NOT NULL,
  sha256 text NOT NULL,
  person text NOT NULL,
  expires_at integer NOT NULL,
  PRIMARY KEY (tenant, sha256),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) WITHOUT ROWID;
CREATE INDEX tokens_by_hash ON tokens (sha256);

CREATE TABLE definitions (
  tenant text NOT NULL,
  workflow text NOT NULL,
  version integer NOT NULL,
  source text NOT NULL,
  published_by text NOT NULL,
  published_at integer NOT NULL,
  PRIMARY KEY (tenant, workflow, version)
);

CREATE TABLE items (
  tenant text NOT NULL,
  id text NOT NULL,
  number text NOT NULL,
  workflow text NOT NULL,
  version integer NOT NULL,
  org text NOT NULL,
  org_path text NOT NULL,
  parent text,
  title text NOT NULL,
  created_by text NOT NULL,
  created_at integer NOT NULL,
  updated_at integer NOT NULL,
  rev integer NOT NULL,
  status text NOT NULL,
  states text NOT NULL,
  snapshot text NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX items_by_number ON items (tenant, workflow, number) WHERE number <> '';
CREATE INDEX items_by_workflow ON items (tenant, workflow, id);
CREATE INDEX items_by_path ON items (tenant, org_path, id);
CREATE INDEX items_by_parent ON items (tenant, parent, id) WHERE parent IS NOT NULL;

CREATE TABLE item_states (
  tenant text NOT NULL,
  item text NOT NULL,
  state text NOT NULL,
  PRIMARY KEY (tenant, item, state)
) WITHOUT ROWID;
CREATE INDEX item_states_by_state ON item_states (tenant, state, item);

CREATE TABLE history (
  tenant text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  at integer NOT NULL,
  recorded_at integer NOT NULL,
  event text NOT NULL,
  source text NOT NULL,
  actor text NOT NULL,
  input text NOT NULL,
  from_states text NOT NULL,
  to_states text NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (tenant, item, rev)
);

CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN
  SELECT RAISE(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN
  SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TABLE tasks (
  tenant text NOT NULL,
  item text NOT NULL,
  state text NOT NULL,
  role text NOT NULL,
  org_path text NOT NULL,
  since integer NOT NULL,
  due integer,
  PRIMARY KEY (tenant, item, state, role)
) WITHOUT ROWID;
CREATE INDEX tasks_by_role ON tasks (tenant, role, org_path);

CREATE TABLE timers (
  tenant text NOT NULL,
  item text NOT NULL,
  id integer NOT NULL,
  due integer NOT NULL,
  PRIMARY KEY (tenant, item, id)
) WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due, tenant, item, id);

CREATE TABLE outbox (
  tenant text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  payload text NOT NULL,
  delivered_at integer,
  PRIMARY KEY (tenant, item, rev, position)
);
CREATE INDEX outbox_pending ON outbox (tenant, item, rev, position) WHERE delivered_at IS NULL;

CREATE TABLE counters (
  tenant text NOT NULL,
  name text NOT NULL,
  value integer NOT NULL,
  PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
