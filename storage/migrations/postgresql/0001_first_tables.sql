-- Times are microseconds since 1970-01-01T00:00:00Z. Text is compared by its bytes (COLLATE "C"), as
-- SQLite does, so that prefixes of paths can use an index and both databases list in one order.
-- Every key starts with the tenant, and nothing refers from one tenant to another: the tables can be
-- distributed by tenant.

CREATE TABLE organizations (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  parent text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  name_zh text COLLATE "C" NOT NULL,
  name_en text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, parent) REFERENCES organizations (tenant, id)
);
CREATE INDEX organizations_by_path ON organizations (tenant, path);

CREATE TABLE people (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
);

CREATE TABLE grants (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, person, role, org),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
);

CREATE TABLE tokens (
  tenant text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (tenant, sha256),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);
CREATE INDEX tokens_by_hash ON tokens (sha256);

CREATE TABLE definitions (
  tenant text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  source text COLLATE "C" NOT NULL,
  published_by text COLLATE "C" NOT NULL,
  published_at bigint NOT NULL,
  PRIMARY KEY (tenant, workflow, version)
);

-- Updated with every event and in none of its indexed columns: room in each page keeps the new row
-- version beside the old one, without touching an index.
CREATE TABLE items (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  org text COLLATE "C" NOT NULL,
  org_path text COLLATE "C" NOT NULL,
  parent text COLLATE "C",
  title text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  rev bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  states text COLLATE "C" NOT NULL,
  snapshot text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX items_by_number ON items (tenant, workflow, number) WHERE number <> '';
CREATE INDEX items_by_workflow ON items (tenant, workflow, id);
CREATE INDEX items_by_path ON items (tenant, org_path, id);
CREATE INDEX items_by_parent ON items (tenant, parent, id) WHERE parent IS NOT NULL;

CREATE TABLE item_states (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, item, state)
);
CREATE INDEX item_states_by_state ON item_states (tenant, state, item);

CREATE TABLE history (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  input text COLLATE "C" NOT NULL,
  from_states text COLLATE "C" NOT NULL,
  to_states text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, item, rev)
);

CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is append-only';
END
$$;
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

CREATE TABLE tasks (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  org_path text COLLATE "C" NOT NULL,
  since bigint NOT NULL,
  due bigint,
  PRIMARY KEY (tenant, item, state, role)
);
CREATE INDEX tasks_by_role ON tasks (tenant, role, org_path);

CREATE TABLE timers (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  id bigint NOT NULL,
  due bigint NOT NULL,
  PRIMARY KEY (tenant, item, id)
);
CREATE INDEX timers_by_due ON timers (due, tenant, item, id);

CREATE TABLE outbox (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  position bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  payload text COLLATE "C" NOT NULL,
  delivered_at bigint,
  PRIMARY KEY (tenant, item, rev, position)
);
CREATE INDEX outbox_pending ON outbox (tenant, item, rev, position) WHERE delivered_at IS NULL;

CREATE TABLE counters (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (tenant, name)
);
