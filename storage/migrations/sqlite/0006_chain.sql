-- Each row of history carries a hash over itself and the row before it; an item, that of its last row. The rows
-- that are there get theirs at the step below, the one time that history is written to.

ALTER TABLE items ADD COLUMN head text NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN hash text NOT NULL DEFAULT '';

DROP TRIGGER history_is_never_changed;
-- step: chain_history
CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN
  SELECT RAISE(ABORT, 'history is append-only');
END;

-- A seal covers what has changed since the one before, and that one: what stood in all items at a time.
CREATE TABLE seals (
  tenant text NOT NULL,
  number integer NOT NULL,
  sealed_at integer NOT NULL,
  items integer NOT NULL,
  revisions integer NOT NULL,
  changed integer NOT NULL,
  root text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  signing_key text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (tenant, number)
);

CREATE TABLE seal_leaves (
  tenant text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  seal integer NOT NULL,
  before_rev integer NOT NULL,
  head text NOT NULL,
  PRIMARY KEY (tenant, item, rev)
) WITHOUT ROWID;
CREATE INDEX seal_leaves_by_seal ON seal_leaves (tenant, seal, item);

CREATE TRIGGER seals_are_never_changed BEFORE UPDATE ON seals
BEGIN
  SELECT RAISE(ABORT, 'seals are append-only');
END;
CREATE TRIGGER seals_are_never_deleted BEFORE DELETE ON seals
BEGIN
  SELECT RAISE(ABORT, 'seals are append-only');
END;
CREATE TRIGGER seal_leaves_are_never_changed BEFORE UPDATE ON seal_leaves
BEGIN
  SELECT RAISE(ABORT, 'seals are append-only');
END;
CREATE TRIGGER seal_leaves_are_never_deleted BEFORE DELETE ON seal_leaves
BEGIN
  SELECT RAISE(ABORT, 'seals are append-only');
END;
