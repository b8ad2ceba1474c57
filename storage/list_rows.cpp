#include "storage/list_rows.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "storage/text_keys.h"

namespace charter::storage {

namespace key {
namespace {
std::string Of(char kind, std::string_view value) { return kind + std::string(value); }
}  // namespace
std::string Place(std::string_view path) { return Of('p', path); }
std::string Workflow(std::string_view workflow) { return Of('w', workflow); }
std::string Status(std::string_view status) { return Of('s', status); }
std::string State(std::string_view state) { return Of('a', state); }
std::string Parent(std::string_view parent) { return Of('c', parent); }
std::string Text(std::string_view text) { return Of('t', text); }
}  // namespace key

namespace {

std::set<std::string> StatesOf(const ItemRecord& item) { return {item.states.begin(), item.states.end()}; }

template <typename Sorted>
std::vector<std::string> Without(const Sorted& all, const Sorted& others) {
  std::vector<std::string> rest;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(), std::back_inserter(rest));
  return rest;
}

void AddChanges(const ItemRecord& item, const std::vector<std::string>& left,
                const std::vector<std::string>& entered, std::vector<CountChange>& changes) {
  for (std::size_t i = 0; i < std::max(left.size(), entered.size()); ++i) {
    changes.push_back(
        {item.org_path, item.workflow, i < left.size() ? left[i] : "", i < entered.size() ? entered[i] : ""});
  }
}

// Most events change none of what these are made of.
bool HasSameText(const ItemRecord& a, const ItemRecord& b) {
  return a.title == b.title && a.number == b.number;
}

bool HasSamePlace(const ItemRecord& a, const ItemRecord& b) {
  return a.org_path == b.org_path && a.workflow == b.workflow && a.status == b.status && a.parent == b.parent;
}

void AddTextKeys(const ItemRecord& item, std::vector<std::string>& keys) {
  for (const std::string& text : TextKeys(item.title, item.number)) keys.push_back(key::Text(text));
}

std::vector<std::string> KeysWithoutText(const ItemRecord& item) {
  std::vector<std::string> keys;
  for (const std::string& place : PlacesAbove(item.org_path)) keys.push_back(key::Place(place));
  keys.push_back(key::Workflow(item.workflow));
  keys.push_back(key::Status(item.status));
  if (item.parent) keys.push_back(key::Parent(item.parent->value));
  for (const std::string& state : StatesOf(item)) keys.push_back(key::State(state));
  return keys;
}

}  // namespace

std::vector<std::string> PlacesAbove(std::string_view path) {
  std::vector<std::string> places;
  for (auto end = path.find('/'); end != std::string_view::npos; end = path.find('/', end + 1)) {
    places.emplace_back(path.substr(0, end + 1));
  }
  return places;
}

std::vector<std::string> KeysOf(const ItemRecord& item) {
  std::vector<std::string> keys = KeysWithoutText(item);
  AddTextKeys(item, keys);
  std::sort(keys.begin(), keys.end());
  return keys;
}

KeyChanges KeyChangesOf(const ItemRecord* before, const ItemRecord& after) {
  if (before == nullptr) return {{}, KeysOf(after)};
  if (HasSameText(*before, after) && HasSamePlace(*before, after) && before->states == after.states)
    return {};
  std::vector<std::string> old_keys = KeysWithoutText(*before);
  std::vector<std::string> new_keys = KeysWithoutText(after);
  if (!HasSameText(*before, after)) {
    AddTextKeys(*before, old_keys);
    AddTextKeys(after, new_keys);
  }
  std::sort(old_keys.begin(), old_keys.end());
  std::sort(new_keys.begin(), new_keys.end());
  return {Without(old_keys, new_keys), Without(new_keys, old_keys)};
}

std::vector<CountChange> CountChangesOf(const ItemRecord* before, const ItemRecord& after) {
  std::vector<CountChange> changes;
  const std::set<std::string> entered = StatesOf(after);
  if (before == nullptr) {
    AddChanges(after, {}, {entered.begin(), entered.end()}, changes);
    return changes;
  }
  const std::set<std::string> left = StatesOf(*before);
  if (before->org_path == after.org_path && before->workflow == after.workflow) {
    AddChanges(after, Without(left, entered), Without(entered, left), changes);
  } else {
    AddChanges(*before, {left.begin(), left.end()}, {}, changes);
    AddChanges(after, {}, {entered.begin(), entered.end()}, changes);
  }
  return changes;
}

}  // namespace charter::storage
