-- What an entry of the record of access was about: which field of which item somebody read in clear. The oldest are
-- removed by a loop, which finds them by their time.
ALTER TABLE access_log ADD COLUMN subject text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX access_log_by_time ON access_log (at) WHERE whom IS NULL AND what = '' AND subject = '';

-- Whose items a personal token is for: a list of workflows as JSON; '' for all.
ALTER TABLE tokens ADD COLUMN workflows text COLLATE "C" NOT NULL DEFAULT '';

-- The names of people stand apart from all else in a row of history. They are all that may change there: a name that
-- is erased gives way to its digest.
ALTER TABLE history ADD COLUMN names text COLLATE "C" NOT NULL DEFAULT '';
DROP TRIGGER history_is_append_only ON history;
CREATE TRIGGER history_is_append_only BEFORE DELETE OR TRUNCATE ON history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER history_is_never_changed
  BEFORE UPDATE OF tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash
  ON history FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

-- People whose names were erased; each row is chained to the one before. The last three columns say how far.
CREATE TABLE erasures (
  tenant text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  person text COLLATE "C" NOT NULL,
  erased_by text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  swept text COLLATE "C" NOT NULL,
  done bigint NOT NULL,
  kept bigint NOT NULL,
  PRIMARY KEY (tenant, number)
);
CREATE UNIQUE INDEX erasures_by_person ON erasures (tenant, person);
CREATE FUNCTION refuse_erasure_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'erasures are append-only';
END
$$;
CREATE TRIGGER erasures_are_never_deleted BEFORE DELETE OR TRUNCATE ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_erasure_change();
CREATE TRIGGER erasures_are_never_changed
  BEFORE UPDATE OF tenant, number, person, erased_by, reason, at, hash ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_erasure_change();
