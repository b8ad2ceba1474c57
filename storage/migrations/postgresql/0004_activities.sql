-- Events that do not show, tasks that wait for one person, and finding who holds a role.

ALTER TABLE items ADD COLUMN sealed bigint NOT NULL DEFAULT 0;

ALTER TABLE tasks ADD COLUMN person text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks DROP CONSTRAINT tasks_pkey;
ALTER TABLE tasks ADD PRIMARY KEY (tenant, item, state, role, person);
CREATE INDEX tasks_by_person ON tasks (tenant, person) WHERE person <> '';

CREATE INDEX grants_by_role ON grants (tenant, role, org);
