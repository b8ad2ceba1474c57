-- Money is counted in fen. The ledger is append-only; a budget's counters are the sums of its entries,
-- kept so that one row answers what is left, and so that those who draw on it queue at that row.

CREATE TABLE budgets (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  title_zh text COLLATE "C" NOT NULL,
  title_en text COLLATE "C" NOT NULL,
  year bigint NOT NULL,
  org text COLLATE "C" NOT NULL,
  org_path text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  entries bigint NOT NULL,
  pool bigint NOT NULL,
  reserved bigint NOT NULL,
  paid bigint NOT NULL,
  used bigint NOT NULL,
  claimed bigint NOT NULL,
  repaid bigint NOT NULL,
  written_off bigint NOT NULL,
  PRIMARY KEY (tenant, id),
  CHECK (reserved <= pool AND paid <= reserved AND used + claimed <= paid AND repaid + written_off <= claimed),
  CHECK (used >= 0 AND repaid >= 0 AND written_off >= 0)
);
CREATE INDEX budgets_by_path ON budgets (tenant, org_path, id);

CREATE TABLE ledger (
  tenant text COLLATE "C" NOT NULL,
  budget text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  account text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  note text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (tenant, budget, seq),
  FOREIGN KEY (tenant, budget) REFERENCES budgets (tenant, id)
);
CREATE INDEX ledger_by_account ON ledger (tenant, budget, account);
CREATE INDEX ledger_by_item ON ledger (tenant, item, rev);

CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only';
END
$$;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
