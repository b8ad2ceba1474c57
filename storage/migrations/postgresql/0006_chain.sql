-- Each row of history carries a hash over itself and the row before it; an item, that of its last row. The rows
-- that are there get theirs at the step below, the one time that history is written to.

ALTER TABLE items ADD COLUMN head text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE history ADD COLUMN hash text COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE history DISABLE TRIGGER USER;
-- step: chain_history
ALTER TABLE history ENABLE TRIGGER USER;
