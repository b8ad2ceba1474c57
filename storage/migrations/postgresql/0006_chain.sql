-- Each row of history carries a hash over itself and the row before it; an item, that of its last row. The rows
-- that are there get theirs at the step below, the one time that history is written to.

ALTER TABLE items ADD COLUMN head text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN hash text COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE history DISABLE TRIGGER USER;
-- step: chain_history
ALTER TABLE history ENABLE TRIGGER USER;

-- A seal covers what has changed since the one before, and that one: what stood in all items at a time.
CREATE TABLE seals (
  tenant text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  sealed_at bigint NOT NULL,
  items bigint NOT NULL,
  revisions bigint NOT NULL,
  changed bigint NOT NULL,
  root text COLLATE "C" NOT NULL,
  previous text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  signing_key text COLLATE "C" NOT NULL,
  signature text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, number)
);

CREATE TABLE seal_leaves (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  seal bigint NOT NULL,
  before_rev bigint NOT NULL,
  head text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, item, rev)
);
CREATE INDEX seal_leaves_by_seal ON seal_leaves (tenant, seal, item);

CREATE FUNCTION refuse_seal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'seals are append-only';
END
$$;
CREATE TRIGGER seals_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_seal_change();
CREATE TRIGGER seal_leaves_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_leaves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_seal_change();
