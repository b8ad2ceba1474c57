// The states that an item is in: SCXML's configuration.
#pragma once

#include <algorithm>
#include <span>

#include <boost/container/small_vector.hpp>

#include "engine/chart/chart.h"
#include "engine/data/time.h"

namespace charter {

struct ActiveState {
  StateIndex state = kNone;
  Timestamp since;
};

// All active states in document order, the root left out. The first four need no memory of their own.
class Configuration {
 public:
  [[nodiscard]] auto begin() const { return states_.begin(); }
  [[nodiscard]] auto end() const { return states_.end(); }
  [[nodiscard]] bool empty() const { return states_.empty(); }

  // Null where the state is not active.
  [[nodiscard]] const ActiveState* Find(StateIndex state) const {
    const auto place = PlaceOf(state);
    return place != states_.end() && place->state == state ? &*place : nullptr;
  }
  [[nodiscard]] bool Has(StateIndex state) const { return Find(state) != nullptr; }
  // Those in (after, last], which for a state and its `last` are its descendants.
  [[nodiscard]] std::span<const ActiveState> Within(StateIndex after, StateIndex last) const {
    const auto first = PlaceOf(after + 1);
    return {states_.data() + (first - states_.begin()), static_cast<std::size_t>(PlaceOf(last + 1) - first)};
  }

  void Enter(StateIndex state, Timestamp at) {
    const auto place = PlaceOf(state);
    if (place != states_.end() && place->state == state) {
      states_[static_cast<std::size_t>(place - states_.begin())].since = at;
    } else {
      states_.insert(place, ActiveState{state, at});
    }
  }
  void Leave(StateIndex state) {
    const auto place = PlaceOf(state);
    if (place != states_.end() && place->state == state) states_.erase(place);
  }

 private:
  using States = boost::container::small_vector<ActiveState, 4>;

  [[nodiscard]] States::const_iterator PlaceOf(StateIndex state) const {
    // A handful, so that looking at each is quickest.
    return std::find_if(states_.begin(), states_.end(),
                        [&](const auto& entry) { return entry.state >= state; });
  }

  States states_;
};

}  // namespace charter
