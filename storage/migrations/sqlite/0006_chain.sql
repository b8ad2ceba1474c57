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
