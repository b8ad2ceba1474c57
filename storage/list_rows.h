// The rows beside an item by which lists find it and counters count it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/records.h"

namespace charter::storage {

// A key of the table item_keys: what it tells, and of which value. All items with a key are one range of that
// table, newest last.
namespace key {
std::string Place(std::string_view path);  // the item's organisation or one above it
std::string Workflow(std::string_view workflow);
std::string Status(std::string_view status);
std::string State(std::string_view state);  // one of the active states
std::string Parent(std::string_view parent);
std::string Text(std::string_view text);  // see text_keys.h
}  // namespace key

// "a/", "a/b/" and "a/b/c/" for "a/b/c/".
std::vector<std::string> PlacesAbove(std::string_view path);

// All keys of an item; sorted, each once.
std::vector<std::string> KeysOf(const ItemRecord& item);

struct KeyChanges {
  std::vector<std::string> gone;
  std::vector<std::string> added;
};
// `before`: nothing for a new item.
KeyChanges KeyChangesOf(const ItemRecord* before, const ItemRecord& after);

// Of a row of commit_notes: an item left a state, entered one, both, or neither.
struct CountChange {
  std::string org_path;
  std::string workflow;
  std::string left;     // "": none
  std::string entered;  // "": none
};
// `before`: nothing for a new item.
std::vector<CountChange> CountChangesOf(const ItemRecord* before, const ItemRecord& after);

}  // namespace charter::storage
