-- What lists and counters are read from. The items that are there are entered at the step below.

-- All by which an item is found: its places (its organisation and those above), workflow, status, states,
-- parent, and the words of its title and number; see storage/list_rows.h. Items of a key lie in the order of
-- lists. Places, words and the like are written with the item and hardly ever again, a state as it changes.
CREATE TABLE item_keys (
  tenant text NOT NULL,
  key text NOT NULL,
  item text NOT NULL,
  PRIMARY KEY (tenant, key, item)
) WITHOUT ROWID;
DROP TABLE item_states;
DROP INDEX items_by_workflow;
DROP INDEX items_by_path;
DROP INDEX items_by_parent;

-- Tasks in the order of lists, where those without a date come last: theirs is the end of time. And by place, for
-- a place with few.
ALTER TABLE tasks RENAME TO former_tasks;
CREATE TABLE tasks (
  tenant text NOT NULL,
  item text NOT NULL,
  state text NOT NULL,
  role text NOT NULL,
  person text NOT NULL,
  org_path text NOT NULL,
  since integer NOT NULL,
  due integer NOT NULL,
  PRIMARY KEY (tenant, item, state, role, person)
) WITHOUT ROWID;
INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due)
  SELECT tenant, item, state, role, person, org_path, since, COALESCE(due, 9223372036854775807) FROM former_tasks;
DROP TABLE former_tasks;
CREATE INDEX tasks_in_order ON tasks (tenant, role, due, since, item, state, person, org_path);
CREATE INDEX tasks_by_place ON tasks (tenant, role, org_path, due, since, item, state, person);
CREATE INDEX tasks_by_person ON tasks (tenant, person, due, since, item, state, role) WHERE person <> '';

-- Each commit notes which states items left and entered, and a loop adds that up: no two commits wait for each
-- other at a counter. Without a key: rows are only added, read and taken away all together.
CREATE TABLE count_changes (
  tenant text NOT NULL,
  org_path text NOT NULL,
  workflow text NOT NULL,
  left_state text NOT NULL,
  entered_state text NOT NULL
);
CREATE TABLE count_sums (
  tenant text NOT NULL,
  place text NOT NULL,
  workflow text NOT NULL,
  state text NOT NULL,
  items integer NOT NULL,
  PRIMARY KEY (tenant, place, workflow, state)
) WITHOUT ROWID;

CREATE INDEX organizations_by_parent ON organizations (tenant, parent, path);
-- step: fill_lists
