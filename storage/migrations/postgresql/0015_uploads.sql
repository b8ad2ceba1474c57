-- Who brought a file, under which name and as what type: it is his to give and to read. What an item names is read by
-- whoever may read the item, and needs no row.

CREATE TABLE file_owners (
  tenant text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (tenant, sha256, person)
);
CREATE INDEX file_owners_by_person ON file_owners (tenant, person, sha256);

-- What the sender says of a file that is on its way.
ALTER TABLE uploads ADD COLUMN person text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN name text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN size bigint NOT NULL DEFAULT 0;
ALTER TABLE uploads ADD COLUMN type text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN sha256 text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX uploads_by_person ON uploads (tenant, person);
