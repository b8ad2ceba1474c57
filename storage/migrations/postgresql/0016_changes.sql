-- A commit notes which event of which item it was, beside what it changes in the counters. The loop that adds notes
-- up takes them away and enters them in the log of changes, one tenant at a time under the lock of its mark: so a
-- position that can be seen has all before it beside it.

ALTER TABLE count_changes RENAME TO commit_notes;
ALTER TABLE commit_notes ADD COLUMN item text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE commit_notes ADD COLUMN rev bigint NOT NULL DEFAULT 0;

CREATE TABLE changes (
  tenant text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  PRIMARY KEY (tenant, position)
);
CREATE TABLE change_marks (
  tenant text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  dropped bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant)
) WITH (fillfactor = 50);
