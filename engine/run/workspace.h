// The room that a macrostep works in.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/file_ref.h"
#include "engine/run/draft.h"
#include "engine/run/objection.h"

namespace charter {

// An event within the item. Its name lies in the chart or with whoever runs the macrostep.
struct Internal {
  std::string_view name;
  Value data;
};

class EventQueue {
 public:
  [[nodiscard]] bool empty() const { return next_ == events_.size(); }
  void Push(std::string_view name, Value data) { events_.push_back({name, std::move(data)}); }
  // Precondition: not empty.
  Internal Pop() {
    Internal event = std::move(events_[next_++]);
    if (empty()) Clear();
    return event;
  }
  void Clear() {
    events_.clear();
    next_ = 0;
  }

 private:
  std::vector<Internal> events_;
  std::size_t next_ = 0;
};

// Lent to one macrostep after the other, its memory serves again: once it has grown to what a chart
// needs, an event allocates nothing but what the item keeps.
struct Workspace {
  EventQueue internal;
  EventQueue sent;  // to itself without delay: after all internal events
  // Conformed input of the transitions selected for the event at hand.
  std::vector<std::pair<TransitionIndex, std::vector<Value>>> inputs;
  std::vector<std::pair<std::size_t, Value>> assigned;            // by one action: field and value
  std::vector<std::pair<TransitionIndex, StateIndex>> ways_back;  // settled for the microstep at hand
  std::vector<Objection> objections;
  Draft::Former former;

  // What the macrostep leads to, besides the snapshot.
  std::vector<Effect> effects;
  std::vector<TransitionIndex> taken;  // in order; the same one may stand twice
  Recorded record;

  std::vector<NamedFile> files;  // that were handed in or assigned

  std::vector<ActivityIndex> to_start;  // activities of states entered in this macrostep

  void Clear() {
    record = {};
    to_start.clear();
    internal.Clear();
    sent.Clear();
    inputs.clear();
    ways_back.clear();
    objections.clear();
    effects.clear();
    taken.clear();
    files.clear();
  }
};

}  // namespace charter
