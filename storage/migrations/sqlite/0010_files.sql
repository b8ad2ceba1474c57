-- Files, kept by what is in them: a tenant has one row for one content, and its bytes are the parts of the
-- upload that brought it first. An upload has a row of its own only until it is finished or given up.

CREATE TABLE files (
  tenant text NOT NULL,
  sha256 text NOT NULL,
  size integer NOT NULL,
  type text NOT NULL,
  upload text NOT NULL,
  added_at integer NOT NULL,
  PRIMARY KEY (tenant, sha256)
) WITHOUT ROWID;
CREATE UNIQUE INDEX files_by_upload ON files (tenant, upload);

CREATE TABLE uploads (
  tenant text NOT NULL,
  id text NOT NULL,
  begun_at integer NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX uploads_by_time ON uploads (begun_at);

-- A part carries a sum of its own, so that any piece of a file can be checked when it is read.
CREATE TABLE file_parts (
  tenant text NOT NULL,
  upload text NOT NULL,
  part integer NOT NULL,
  sha256 text NOT NULL,
  bytes blob NOT NULL,
  PRIMARY KEY (tenant, upload, part)
);
