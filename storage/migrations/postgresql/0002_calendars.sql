-- Editions of the work calendar: those that items were counted with are kept for good, since a replay
-- counts every step as it was counted at its time.

CREATE TABLE calendars (
  edition bigint PRIMARY KEY,
  text text COLLATE "C" NOT NULL,
  loaded_at bigint NOT NULL,
  recounted bigint NOT NULL
);

CREATE FUNCTION refuse_calendar_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'editions of the calendar are append-only';
END
$$;
CREATE TRIGGER calendars_are_never_changed BEFORE UPDATE OF edition, text, loaded_at ON calendars
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_calendar_change();
CREATE TRIGGER calendars_are_never_deleted BEFORE DELETE OR TRUNCATE ON calendars
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_calendar_change();
