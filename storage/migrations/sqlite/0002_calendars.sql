-- Editions of the work calendar: those that items were counted with are kept for good, since a replay
-- counts every step as it was counted at its time.

CREATE TABLE calendars (
  edition integer PRIMARY KEY,
  text text NOT NULL,
  loaded_at integer NOT NULL,
  recounted integer NOT NULL
);

CREATE TRIGGER calendars_are_never_changed BEFORE UPDATE OF edition, text, loaded_at ON calendars
BEGIN
  SELECT RAISE(ABORT, 'editions of the calendar are append-only');
END;
CREATE TRIGGER calendars_are_never_deleted BEFORE DELETE ON calendars
BEGIN
  SELECT RAISE(ABORT, 'editions of the calendar are append-only');
END;
