-- Whether a published version takes new items, and who said so last, when and why. All else of it never changes.

ALTER TABLE definitions ADD COLUMN retired integer NOT NULL DEFAULT 0;
ALTER TABLE definitions ADD COLUMN changed_by text NOT NULL DEFAULT '';
ALTER TABLE definitions ADD COLUMN changed_at integer;
ALTER TABLE definitions ADD COLUMN reason text NOT NULL DEFAULT '';
