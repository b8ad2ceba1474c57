-- What lists and counters are read from. The items that are there are entered at the step below.

-- All by which an item is found: its places (its organisation and those above), workflow, status, states,
-- parent, and the words of its title and number; see storage/list_rows.h. Items of a key lie in the order of
-- lists. Places, words and the like are written with the item and hardly ever again, a state as it changes.
CREATE TABLE item_keys (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, key, item)
);
DROP TABLE item_states;
DROP INDEX items_by_workflow;
DROP INDEX items_by_path;
DROP INDEX items_by_parent;

-- Tasks in the order of lists, where those without a date come last: theirs is the end of time. And by place, for
-- a place with few.
UPDATE tasks SET due = 9223372036854775807 WHERE due IS NULL;
ALTER TABLE tasks ALTER COLUMN due SET NOT NULL;
DROP INDEX tasks_by_role;
DROP INDEX tasks_by_person;
CREATE INDEX tasks_in_order ON tasks (tenant, role, due, since, item, state, person) INCLUDE (org_path);
CREATE INDEX tasks_by_place ON tasks (tenant, role, org_path) INCLUDE (due, since, item, state, person);
CREATE INDEX tasks_by_person ON tasks (tenant, person, due, since, item, state, role) WHERE person <> '';

-- Each commit notes which states items left and entered, and a loop adds that up: no two commits wait for each
-- other at a counter. Without a key: rows are only added, read and taken away all together.
CREATE TABLE count_changes (
  tenant text COLLATE "C" NOT NULL,
  org_path text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  left_state text COLLATE "C" NOT NULL,
  entered_state text COLLATE "C" NOT NULL
);
CREATE TABLE count_sums (
  tenant text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  items bigint NOT NULL,
  PRIMARY KEY (tenant, place, workflow, state)
) WITH (fillfactor = 70);

CREATE INDEX organizations_by_parent ON organizations (tenant, parent, path);
-- step: fill_lists
