-- Roles for a time, roles that one person lends to another, and who changed whose rights. Times of roles are of
-- the clock that items run on.

ALTER TABLE grants ADD COLUMN starts_at bigint;
ALTER TABLE grants ADD COLUMN ends_at bigint;
CREATE INDEX people_by_org ON people (tenant, org, id);
CREATE INDEX grants_by_org ON grants (tenant, org, person);

CREATE TABLE delegations (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  lender text COLLATE "C" NOT NULL,
  receiver text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  org text COLLATE "C" NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  reason text COLLATE "C" NOT NULL,
  made_at bigint NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, lender) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, receiver) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
);
CREATE INDEX delegations_by_receiver ON delegations (tenant, receiver, id);
CREATE INDEX delegations_by_lender ON delegations (tenant, lender, id);

ALTER TABLE access_log ADD COLUMN whom text COLLATE "C";
ALTER TABLE access_log ADD COLUMN what text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE access_log ADD COLUMN place text COLLATE "C" NOT NULL DEFAULT '';
