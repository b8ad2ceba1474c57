-- Who is told of changes by being called, how far each has come in the log of changes, and what became of the last
-- ones. `ready_at` is also the claim of the server that sends.

CREATE TABLE webhooks (
  tenant text NOT NULL,
  id text NOT NULL,
  title text NOT NULL,
  url text NOT NULL,
  events text NOT NULL,
  workflow text NOT NULL,
  org text NOT NULL,
  org_path text NOT NULL,
  secret text NOT NULL,
  former_secret text NOT NULL,
  former_until integer NOT NULL,
  created_by text NOT NULL,
  created_at integer NOT NULL,
  position integer NOT NULL,
  failures integer NOT NULL,
  ready_at integer NOT NULL,
  paused text NOT NULL,
  error text NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE TABLE webhook_deliveries (
  tenant text NOT NULL,
  webhook text NOT NULL,
  position integer NOT NULL,
  message text NOT NULL,
  event text NOT NULL,
  at integer NOT NULL,
  tries integer NOT NULL,
  outcome integer NOT NULL,
  error text NOT NULL,
  PRIMARY KEY (tenant, webhook, position)
) WITHOUT ROWID;
