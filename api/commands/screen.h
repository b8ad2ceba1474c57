// Where an item is, shown to the person who plays it.
#pragma once

#include "api/commands/conversation.h"
#include "engine/run/simulation.h"

namespace charter::api {

// "2026-01-12 09:00"; midnight is 24:00 of the day that ends.
std::string ClockText(Timestamp time);

class Screen {
 public:
  explicit Screen(Conversation& talk) : talk_(talk) {}

  // The active states with those around them, the time, and what is out of the ordinary.
  void ShowPlace(const Simulation& simulation, const std::optional<Actor>& actor);
  void ShowTimers(const Simulation& simulation);
  // All states, the active ones marked.
  void ShowMap(const Simulation& simulation);
  void ShowData(const Simulation& simulation);

 private:
  [[nodiscard]] std::string PathOf(const Chart& chart, StateIndex index) const;
  [[nodiscard]] std::string TimerText(const Chart& chart, const Timer& timer) const;

  Conversation& talk_;
};

}  // namespace charter::api
