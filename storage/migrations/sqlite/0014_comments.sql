-- What people say about items, beside their events.

CREATE TABLE comments (
  tenant text NOT NULL,
  item text NOT NULL,
  id text NOT NULL,
  at integer NOT NULL,
  person text NOT NULL,
  name text NOT NULL,
  roles text NOT NULL,
  readers text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (tenant, item, id)
);
