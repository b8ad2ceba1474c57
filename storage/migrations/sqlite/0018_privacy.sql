-- What an entry of the record of access was about: which field of which item somebody read in clear. The oldest are
-- removed by a loop, which finds them by their time.
ALTER TABLE access_log ADD COLUMN subject text NOT NULL DEFAULT '';
CREATE INDEX access_log_by_time ON access_log (at) WHERE whom IS NULL AND what = '' AND subject = '';

-- Whose items a personal token is for: a list of workflows as JSON; '' for all.
ALTER TABLE tokens ADD COLUMN workflows text NOT NULL DEFAULT '';

-- The names of people stand apart from all else in a row of history. They are all that may change there: a name that
-- is erased gives way to its digest.
ALTER TABLE history ADD COLUMN names text NOT NULL DEFAULT '';
DROP TRIGGER history_is_never_changed;
CREATE TRIGGER history_is_never_changed
  BEFORE UPDATE OF tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash
  ON history
BEGIN
  SELECT RAISE(ABORT, 'history is append-only');
END;

-- People whose names were erased; each row is chained to the one before. The last three columns say how far.
CREATE TABLE erasures (
  tenant text NOT NULL,
  number integer NOT NULL,
  person text NOT NULL,
  erased_by text NOT NULL,
  reason text NOT NULL,
  at integer NOT NULL,
  hash text NOT NULL,
  swept text NOT NULL,
  done integer NOT NULL,
  kept integer NOT NULL,
  PRIMARY KEY (tenant, number)
);
CREATE UNIQUE INDEX erasures_by_person ON erasures (tenant, person);
CREATE TRIGGER erasures_are_never_changed
  BEFORE UPDATE OF tenant, number, person, erased_by, reason, at, hash ON erasures
BEGIN
  SELECT RAISE(ABORT, 'erasures are append-only');
END;
CREATE TRIGGER erasures_are_never_deleted BEFORE DELETE ON erasures
BEGIN
  SELECT RAISE(ABORT, 'erasures are append-only');
END;
