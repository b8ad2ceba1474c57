-- What people say about items, beside their events.

CREATE TABLE comments (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  person text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  roles text COLLATE "C" NOT NULL,
  readers text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, item, id)
);
