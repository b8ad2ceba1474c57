-- Events that do not show, tasks that wait for one person, and finding who holds a role.

ALTER TABLE items ADD COLUMN sealed integer NOT NULL DEFAULT 0;

ALTER TABLE tasks RENAME TO former_tasks;
DROP INDEX tasks_by_role;
CREATE TABLE tasks (
  tenant text NOT NULL,
  item text NOT NULL,
  state text NOT NULL,
  role text NOT NULL,
  person text NOT NULL,
  org_path text NOT NULL,
  since integer NOT NULL,
  due integer,
  PRIMARY KEY (tenant, item, state, role, person)
) WITHOUT ROWID;
INSERT INTO tasks SELECT tenant, item, state, role, '', org_path, since, due FROM former_tasks;
DROP TABLE former_tasks;
CREATE INDEX tasks_by_role ON tasks (tenant, role, org_path);
CREATE INDEX tasks_by_person ON tasks (tenant, person) WHERE person <> '';

CREATE INDEX grants_by_role ON grants (tenant, role, org);
