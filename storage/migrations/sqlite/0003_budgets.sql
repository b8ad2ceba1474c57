-- Money is counted in fen. The ledger is append-only; a budget's counters are the sums of its entries,
-- kept so that one row answers what is left, and so that those who draw on it queue at that row.

CREATE TABLE budgets (
  tenant text NOT NULL,
  id text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  year integer NOT NULL,
  org text NOT NULL,
  org_path text NOT NULL,
  created_by text NOT NULL,
  created_at integer NOT NULL,
  entries integer NOT NULL,
  pool integer NOT NULL,
  reserved integer NOT NULL,
  paid integer NOT NULL,
  used integer NOT NULL,
  claimed integer NOT NULL,
  repaid integer NOT NULL,
  written_off integer NOT NULL,
  PRIMARY KEY (tenant, id),
  CHECK (reserved <= pool AND paid <= reserved AND used + claimed <= paid AND repaid + written_off <= claimed),
  CHECK (used >= 0 AND repaid >= 0 AND written_off >= 0)
);
CREATE INDEX budgets_by_path ON budgets (tenant, org_path, id);

CREATE TABLE ledger (
  tenant text NOT NULL,
  budget text NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  account text NOT NULL,
  item text NOT NULL,
  rev integer NOT NULL,
  note text NOT NULL,
  actor text NOT NULL,
  at integer NOT NULL,
  PRIMARY KEY (tenant, budget, seq),
  FOREIGN KEY (tenant, budget) REFERENCES budgets (tenant, id)
);
CREATE INDEX ledger_by_account ON ledger (tenant, budget, account);
CREATE INDEX ledger_by_item ON ledger (tenant, item, rev);

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_is_never_deleted BEFORE DELETE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
