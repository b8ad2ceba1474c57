-- Files, kept by what is in them: a tenant has one row for one content, and its bytes are the parts of the
-- upload that brought it first. An upload has a row of its own only until it is finished or given up.

CREATE TABLE files (
  tenant text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  upload text COLLATE "C" NOT NULL,
  added_at bigint NOT NULL,
  PRIMARY KEY (tenant, sha256)
);
CREATE UNIQUE INDEX files_by_upload ON files (tenant, upload);

CREATE TABLE uploads (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  begun_at bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX uploads_by_time ON uploads (begun_at);

-- A part carries a sum of its own, so that any piece of a file can be checked when it is read.
CREATE TABLE file_parts (
  tenant text COLLATE "C" NOT NULL,
  upload text COLLATE "C" NOT NULL,
  part bigint NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant, upload, part)
);
-- Pictures and PDF are compressed already.
ALTER TABLE file_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
