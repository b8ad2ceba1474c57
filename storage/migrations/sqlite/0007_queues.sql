-- Timers and effects are taken by many servers. Claims are real time in microseconds, as are the times of the
-- outbox; when a timer is due is a time of the items' clock.

ALTER TABLE timers ADD COLUMN claimed_until integer NOT NULL DEFAULT 0;

-- What was delivered is not kept. `ready_at` says when a row may be taken: later while it is claimed or has
-- failed, never (NULL) while a dead letter of its item waits for a person.
ALTER TABLE outbox RENAME TO outbox_before;
DROP INDEX outbox_pending;
CREATE TABLE outbox (
  tenant text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  payload text NOT NULL,
  ready_at integer DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000000 AS integer)),
  failures integer NOT NULL DEFAULT 0,
  error text,
  dead_since integer,
  PRIMARY KEY (tenant, item, rev, position)
);
INSERT INTO outbox (tenant, item, rev, position, kind, payload)
SELECT tenant, item, rev, position, kind, payload FROM outbox_before WHERE delivered_at IS NULL;
DROP TABLE outbox_before;
CREATE INDEX outbox_ready ON outbox (ready_at, tenant) WHERE ready_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (tenant, item) WHERE dead_since IS NOT NULL;

-- Dead letters that a person gave up, and why.
CREATE TABLE outbox_dropped (
  tenant text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  payload text NOT NULL,
  error text NOT NULL,
  reason text NOT NULL,
  dropped_by text NOT NULL,
  dropped_at integer NOT NULL,
  PRIMARY KEY (tenant, item, rev, position)
);
