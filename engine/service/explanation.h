// What an event would do, and why it would not: the answers of Explain, Rehearse and SendToMany.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/data/value.h"
#include "engine/ports/records.h"
#include "engine/service/view.h"

namespace charter {

// What a rule looked at, as far as the caller may see it.
struct SeenView {
  std::string name;   // "data.budget", "actor.id"
  Text title;         // of a field or a parameter; else empty
  std::string value;  // JSON; "" where it is hidden or not set
  bool hidden = false;
};

// Why an event would be refused. Its code is the one that sending the event gives.
struct ReasonView {
  Refusal refusal;  // its hint says whom to ask
  std::vector<SeenView> seen;
};

// What is to be filled in before the event can be sent.
struct MissingInput {
  std::string name;
  Text title;
  bool document = false;
};

enum class Verdict : std::uint8_t {
  kAllowed,     // sent as it is, it is taken
  kNeedsInput,  // nothing stands against it but what is to be filled in
  kRefused,
};

struct ExplainedEvent {
  std::string event;
  Text title;
  Verdict verdict = Verdict::kRefused;
  std::vector<ReasonView> reasons;  // the first one is what sending it without input is told
  std::vector<MissingInput> missing;
  std::vector<std::string> roles;  // that may send it; empty: a rule of the workflow decides
  std::vector<std::pair<std::string, Text>> states;  // in which it is possible; empty: in any
  std::string input_schema;  // JSON Schema; "" where it takes none or is not possible now
};

// Where a role over the item is held.
struct HeldAt {
  std::string role;
  Text title;
  std::vector<std::pair<OrgId, Text>> places;  // the nearest first; empty: nobody holds it
  bool elsewhere = false;                      // the caller holds it, but not over this item
};

struct Explanation {
  ItemRecord item;
  std::vector<ExplainedEvent> events;  // those of the present states first
  std::vector<HeldAt> roles;           // all that the events name
};

// Something that an event would lead to besides its item.
struct EffectView {
  std::string kind;  // "notify", "item", "new_item", "ledger"
  Text text;         // in words
};

struct Rehearsal {
  ItemView item;  // as it would be; as it is where the outcome is secret
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<EffectView> effects;
  // The event would be taken, but what comes of it is not told: it belongs to a ballot or a blind review,
  // whose outcome could be tried out so.
  bool secret = false;
};

// One event of an item's history, for people to read.
struct TimelineEntry {
  std::int64_t rev = 0;
  Timestamp at;
  std::string event;
  std::string who;  // a person's name; "" where nobody acted, or who did does not show
  Text what;
  std::string remark;  // what its sender wrote with it
  Text text;           // all of it in a sentence
};

inline constexpr std::size_t kMostItems = 200;

struct BulkItem {
  ItemId id;
  std::optional<std::int64_t> rev;  // that the caller has seen
};

struct BulkCommand {
  std::string event;
  Value input;
  std::vector<BulkItem> items;
  bool all_or_nothing = true;
  bool rehearsal = false;  // nothing is stored
};

struct BulkResult {
  ItemId id;
  std::optional<Refusal> refused;
  std::string number;  // the rest only where it is not refused
  std::string title;
  std::string status;
  std::vector<std::string> states;
  std::int64_t from_rev = 0;  // as it was
  std::int64_t rev = 0;
};

struct BulkOutcome {
  std::vector<BulkResult> items;  // in the order asked for
  int refused = 0;
  bool done = false;  // false: all or nothing was asked for, and some refuse it
};

}  // namespace charter
