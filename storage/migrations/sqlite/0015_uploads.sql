-- Who brought a file, under which name and as what type: it is his to give and to read. What an item names is read by
-- whoever may read the item, and needs no row.

CREATE TABLE file_owners (
  tenant text NOT NULL,
  sha256 text NOT NULL,
  person text NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  at integer NOT NULL,
  PRIMARY KEY (tenant, sha256, person)
) WITHOUT ROWID;
CREATE INDEX file_owners_by_person ON file_owners (tenant, person, sha256);

-- What the sender says of a file that is on its way.
ALTER TABLE uploads ADD COLUMN person text NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN name text NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN size integer NOT NULL DEFAULT 0;
ALTER TABLE uploads ADD COLUMN type text NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN sha256 text NOT NULL DEFAULT '';
CREATE INDEX uploads_by_person ON uploads (tenant, person);
