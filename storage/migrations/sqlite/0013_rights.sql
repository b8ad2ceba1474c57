-- Roles for a time, roles that one person lends to another, and who changed whose rights. Times of roles are of
-- the clock that items run on.

ALTER TABLE grants ADD COLUMN starts_at integer;
ALTER TABLE grants ADD COLUMN ends_at integer;
CREATE INDEX people_by_org ON people (tenant, org, id);
CREATE INDEX grants_by_org ON grants (tenant, org, person);

CREATE TABLE delegations (
  tenant text NOT NULL,
  id text NOT NULL,
  lender text NOT NULL,
  receiver text NOT NULL,
  role text NOT NULL,
  org text NOT NULL,
  starts_at integer NOT NULL,
  ends_at integer NOT NULL,
  reason text NOT NULL,
  made_at integer NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, lender) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, receiver) REFERENCES people (tenant, id),
  FOREIGN KEY (tenant, org) REFERENCES organizations (tenant, id)
);
CREATE INDEX delegations_by_receiver ON delegations (tenant, receiver, id);
CREATE INDEX delegations_by_lender ON delegations (tenant, lender, id);

ALTER TABLE access_log ADD COLUMN whom text;
ALTER TABLE access_log ADD COLUMN what text NOT NULL DEFAULT '';
ALTER TABLE access_log ADD COLUMN place text NOT NULL DEFAULT '';
