// What a caller is shown of an item. Plain values; the API turns them into JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/chart/parameter.h"
#include "engine/data/refusal.h"
#include "engine/ports/files.h"
#include "engine/ports/store.h"

namespace charter {

struct StateView {
  std::string id;
  Text title;
  Timestamp since;
  std::optional<Timestamp> due;
  bool provisional = false;  // the due date crosses a year whose calendar is not published
};

// An event the item could take now, or the reasons why the caller cannot send it.
struct EventView {
  std::string event;
  Text title;
  bool allowed = false;
  PersonId on_behalf_of;           // as whose substitute the caller may send it; empty: as himself
  std::vector<Refusal> reasons;    // empty where allowed
  std::vector<std::string> roles;  // that may send it; empty: a rule of the workflow decides
  std::string input_schema;        // JSON Schema of its input; "" where it takes none
};

struct TaskView {
  std::string state;
  Text title;
  std::string role;  // "" where a person is awaited whatever the role
  Text role_title;
  PersonId person;  // empty: everybody with the role
  Timestamp since;
  std::optional<Timestamp> due;
};

struct TimerView {
  std::string name;  // "after.public_notice.0", or the id of a delayed send
  Timestamp due;
  bool provisional = false;
};

// An activity that goes on or went on last, as the caller may see it.
struct ActivityView {
  std::string id;
  std::string type;
  Text title;
  std::string state;    // whose activity it is
  bool open = false;    // people may still act in it
  std::string outcome;  // canonical JSON; "" until it is complete
  std::string shown;    // canonical JSON, an object by its type; see the reference
};

struct UrgingView {
  std::string state;
  Text title;  // of the state
  std::string by;
  Timestamp at;  // the last time
};

struct CopyView {
  PersonId person;
  std::string name;  // "" where a rule of the workflow named the person
  Timestamp at;
};

// A parameter that the item was bound to when it began.
struct ParameterView {
  Text title;
  ParameterValue value;
};

struct ItemView {
  ItemRecord record;
  Text workflow_title;
  std::vector<StateView> states;          // active atomic states in document order
  std::string data;                       // canonical JSON of the fields the caller may read
  std::vector<std::string> editable;      // the fields that the caller may change now
  std::string output;                     // canonical JSON; "" until the item has ended with one
  std::string preset;                     // of its jurisdiction; "" for a workflow without parameters
  std::vector<ParameterView> parameters;  // in the order of the workflow
  std::vector<TaskView> tasks;
  std::vector<ActivityView> activities;
  std::vector<TimerView> timers;
  std::vector<EventView> events;
  std::vector<UrgingView> urged;  // of the active states
  std::vector<CopyView> copied;   // who sees it besides those with a role
};

// A file, and the name that it goes under in an item; "" where none was given.
struct ItemFile {
  FileRecord file;
  std::string name;
};

struct FieldView {
  std::string name;
  Text title;
  std::string value;      // canonical JSON; "" where it is not set
  bool personal = false;  // it holds numbers that are masked elsewhere
};

// What an item keeps of a person.
struct PersonItem {
  ItemId id;
  std::string number;
  std::string workflow;
  std::string title;                // "" where he may not see the item
  bool made = false;                // by him
  std::vector<std::string> fields;  // that name him, of those he may read
  std::vector<HistoryRecord> rows;  // what he did in it
  std::vector<CommentRecord> said;
};

struct WorkflowView {
  DefinitionRecord record;
  Text title;
  std::string data_schema;  // JSON Schema of an item's fields
  std::vector<std::pair<std::string, Text>> roles;
  std::vector<std::pair<std::string, Text>> states;
};

}  // namespace charter
