-- Timers and effects are taken by many servers. Claims are real time in microseconds, as are the times of the
-- outbox; when a timer is due is a time of the items' clock.

ALTER TABLE timers ADD COLUMN claimed_until bigint NOT NULL DEFAULT 0;
-- Claimed, then removed: there is room beside each row for its claim, and what is gone is swept up early, since
-- it lies at the very end of the index that is read first.
ALTER TABLE timers SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);

-- What was delivered is not kept. `ready_at` says when a row may be taken: later while it is claimed or has
-- failed, never (NULL) while a dead letter of its item waits for a person.
DROP INDEX outbox_pending;
DELETE FROM outbox WHERE delivered_at IS NOT NULL;
ALTER TABLE outbox DROP COLUMN delivered_at;
ALTER TABLE outbox ADD COLUMN ready_at bigint DEFAULT CAST(extract(epoch FROM now()) * 1000000 AS bigint);
ALTER TABLE outbox ADD COLUMN failures bigint NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN error text COLLATE "C";
ALTER TABLE outbox ADD COLUMN dead_since bigint;
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX outbox_ready ON outbox (ready_at, tenant) WHERE ready_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (tenant, item) WHERE dead_since IS NOT NULL;

-- Dead letters that a person gave up, and why.
CREATE TABLE outbox_dropped (
  tenant text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  position bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  payload text COLLATE "C" NOT NULL,
  error text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  dropped_by text COLLATE "C" NOT NULL,
  dropped_at bigint NOT NULL,
  PRIMARY KEY (tenant, item, rev, position)
);
