-- Who is told of changes by being called, how far each has come in the log of changes, and what became of the last
-- ones. `ready_at` is also the claim of the server that sends.

CREATE TABLE webhooks (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  url text COLLATE "C" NOT NULL,
  events text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  org_path text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  former_secret text COLLATE "C" NOT NULL,
  former_until bigint NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  position bigint NOT NULL,
  failures bigint NOT NULL,
  ready_at bigint NOT NULL,
  paused text COLLATE "C" NOT NULL,
  error text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE TABLE webhook_deliveries (
  tenant text COLLATE "C" NOT NULL,
  webhook text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  message text COLLATE "C" NOT NULL,
  event text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  tries bigint NOT NULL,
  outcome bigint NOT NULL,
  error text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, webhook, position)
);
