// The kinds of activity: what a workflow file may say of each, what people do in one, and its outcome.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/activity/activity.h"
#include "engine/data/schema.h"
#include "engine/expr/type.h"

namespace charter {

// One key of an activity, and what may stand under it.
struct ActivityKey {
  enum class Shape : std::uint8_t {
    kText,
    kBool,
    kCount,       // a whole number of 0 or more
    kAmount,      // an exact number of 0 or more
    kPeriod,      // "5 workdays"
    kShare,       // "at least 2/3"
    kRoles,       // one role or several
    kWord,        // one of `words`
    kSheet,       // the id of a scoring sheet
    kWorkflow,    // the id of another workflow
    kChildren,    // the id of a `children` activity of the file; its setting is their workflow
    kNumber,      // an exact number of 0 or more, or CEL that gives one
    kExpression,  // CEL of type `type`; `names` may be read in it besides the usual ones
    kGroup,       // a map with `members`
    kGroups,      // a list of such maps; where `type` is a list, also CEL that gives one
  };
  std::string name;
  Shape shape = Shape::kText;
  bool required = false;
  std::vector<std::string> words;                   // kWord
  std::vector<ActivityKey> members;                 // kGroup, kGroups
  Type type;                                        // kExpression
  std::vector<std::pair<std::string, Type>> names;  // kExpression: "reviewer" and what it is
};

struct ActivityKind {
  std::string name;
  Text title;
  std::vector<ActivityKey> keys;   // besides `id`, `type`, `title` and `done`
  std::vector<std::string> verbs;  // what people do in one: the event `<id>.<verb>` of the item
  Schema outcome;                  // an object: `results.<id>`
  // Makes the rules of one activity; null for kinds that people do nothing in.
  std::shared_ptr<const ActivityRules> (*make)(const ActivitySetup&) = nullptr;
  bool runs = false;  // whether this version carries it out
  // What the settings lack together, each right by itself; empty: nothing. Null: they cannot.
  Text (*missing)(const Value& settings) = nullptr;
  // What is wrong with settings that are each right by themselves; null where nothing can be.
  std::vector<ActivityMistake> (*check)(const ActivitySetup&) = nullptr;
};

// All kinds, in the order of the reference; built once, safe for all threads.
const std::vector<ActivityKind>& ActivityKinds();
// Null if there is none of that name.
const ActivityKind* FindActivityKind(std::string_view name);

}  // namespace charter
