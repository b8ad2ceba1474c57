// What a chart settles about its own run, worked out once when it is loaded.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/route.h"

namespace charter {

struct Plan {
  // A transition that stands open in an atomic state: its own, or one of a state around it.
  struct Candidate {
    TransitionIndex transition = kNone;
    std::string_view event;  // its descriptor; empty for an eventless one
    bool plain = true;       // the descriptor is one name, without `*` or an end in `.`
    bool sendable = false;   // written as an event, and not as an `after` or `done`
    bool for_people = false;

    // SCXML 3.12.1; of people, who send what is written, letter by letter: a longer name would slip past
    // performed().
    [[nodiscard]] bool Matches(std::string_view name, bool from_person) const {
      if (from_person) return sendable && event == name;
      if (!plain) return charter::Matches(event, name);
      return name.starts_with(event) && (name.size() == event.size() || name[event.size()] == '.');
    }
  };
  struct OfState {
    // Of an atomic state, in the order in which they are asked: from the inside out, and in document order
    // in each state.
    std::vector<Candidate> on;
    std::vector<Candidate> always;
    std::string done;  // the event that it is done
    bool has_history = false;
    bool on_trail = false;  // some transition leads back to it
  };

  std::vector<OfState> states;
  std::vector<Route> routes;             // by transition; one that is not fixed is found when it is taken
  std::vector<std::string> done_invoke;  // by activity: the event that it is complete
  Route initial;
  bool eventless = false;  // any transition is
  // Fields of the item that hold personal numbers; members of the item's data and of inputs that are such
  // numbers, by name, with their format.
  std::vector<int> personal;
  std::map<std::string, std::string, std::less<>> personal_members;
};

// Precondition: the chart is whole. The plan refers to its text.
Plan MakePlan(const Chart& chart);

}  // namespace charter
