-- A commit notes which event of which item it was, beside what it changes in the counters. The loop that adds notes
-- up takes them away and enters them in the log of changes, one tenant at a time under the lock of its mark: so a
-- position that can be seen has all before it beside it.

ALTER TABLE count_changes RENAME TO commit_notes;
ALTER TABLE commit_notes ADD COLUMN item text NOT NULL DEFAULT '';
ALTER TABLE commit_notes ADD COLUMN rev integer NOT NULL DEFAULT 0;

CREATE TABLE changes (
  tenant text NOT NULL,
  position integer NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  PRIMARY KEY (tenant, position)
) WITHOUT ROWID;
CREATE TABLE change_marks (
  tenant text NOT NULL,
  position integer NOT NULL,
  dropped integer NOT NULL,
  key text NOT NULL,
  PRIMARY KEY (tenant)
) WITHOUT ROWID;
