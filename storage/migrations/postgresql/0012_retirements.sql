-- Whether a published version takes new items, and who said so last, when and why. All else of it never changes.

ALTER TABLE definitions ADD COLUMN retired bigint NOT NULL DEFAULT 0;
ALTER TABLE definitions ADD COLUMN changed_by text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE definitions ADD COLUMN changed_at bigint;
ALTER TABLE definitions ADD COLUMN reason text COLLATE "C" NOT NULL DEFAULT '';
