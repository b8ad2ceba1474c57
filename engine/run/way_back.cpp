// Where a transition that leads back leads: to the one of its states that the item left last.
#include <algorithm>

#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

template <typename Range, typename Item>
bool Contains(const Range& range, const Item& item) {
  return std::find(range.begin(), range.end(), item) != range.end();
}

FieldError NeverThere(std::string_view wanted) {
  const std::string id(wanted);
  return {"/to", "enum", {"事项不曾到过 " + id, "the item has not been in " + id}};
}

bool IsBefore(const Returned& entry, const Transition& transition) {
  return entry.state < transition.source ||
         (entry.state == transition.source && entry.event < transition.event);
}

template <typename List>
auto PlaceOf(List& returned, const Transition& transition) {
  return std::lower_bound(returned.begin(), returned.end(), transition, IsBefore);
}

template <typename List, typename Place>
bool IsThere(const List& returned, Place place, const Transition& transition) {
  return place != returned.end() && place->state == transition.source && place->event == transition.event;
}

}  // namespace

std::optional<Objection> Interpreter::NowhereBack(TransitionIndex index) const {
  const auto& back = chart_.transitions[At(index)].back;
  if (!back) return std::nullopt;
  if (back->max) {
    const Transition& transition = chart_.transitions[At(index)];
    const auto& returned = snapshot_->dealings->returned;
    const auto place = PlaceOf(returned, transition);
    if (IsThere(returned, place, transition) && place->count >= *back->max)
      return Objection{index, Objection::Why::kTooOften};
  }
  if (FindWayBack(*back, {}) == kNone) return Objection{index, Objection::Why::kNoWayBack};
  return std::nullopt;
}

// Notes the objection where it does not.
bool Interpreter::LeadsSomewhere(TransitionIndex index) {
  const auto& back = chart_.transitions[At(index)].back;
  if (!back) return true;
  auto nowhere = NowhereBack(index);
  const std::string_view wanted = WantedPlace(index);
  if (!nowhere && FindWayBack(*back, wanted) == kNone)
    nowhere = Objection{index, Objection::Why::kInput, {NeverThere(wanted)}};
  if (!nowhere) return true;
  work_.objections.push_back(std::move(*nowhere));
  return false;
}

// What the sender of a return named in its `to`.
std::string_view Interpreter::WantedPlace(TransitionIndex index) const {
  const auto input = std::find_if(work_.inputs.begin(), work_.inputs.end(),
                                  [&](const auto& entry) { return entry.first == index; });
  const Transition& transition = chart_.transitions[At(index)];
  if (input == work_.inputs.end() || !transition.back->is_return) return {};
  if (transition.back->to.size() < 2 || !input->second.back().is(Kind::kString)) return {};
  return input->second.back().AsString();
}

StateIndex Interpreter::FindWayBack(const WayBack& back, std::string_view wanted) const {
  const auto& trail = snapshot_->dealings->trail;
  const auto last = std::find_if(trail.rbegin(), trail.rend(), [&](StateIndex state) {
    return Contains(back.to, state) && (wanted.empty() || chart_.states[At(state)].id == wanted);
  });
  return last != trail.rend() ? *last : back.otherwise;
}

StateIndex Interpreter::WayBackOf(TransitionIndex index) const {
  const auto known = std::find_if(work_.ways_back.begin(), work_.ways_back.end(),
                                  [&](const auto& entry) { return entry.first == index; });
  if (known != work_.ways_back.end()) return known->second;
  const StateIndex to = FindWayBack(*chart_.transitions[At(index)].back, WantedPlace(index));
  work_.ways_back.emplace_back(index, to);
  return to;
}

void Interpreter::CountReturn(const Transition& transition) {
  auto& returned = snapshot_.Edit<&Snapshot::dealings>().Own().returned;
  const auto place = PlaceOf(returned, transition);
  if (IsThere(returned, place, transition)) {
    ++place->count;
  } else {
    returned.insert(place, {transition.source, transition.event, 1});
  }
}

void Interpreter::LeaveTrail(StateIndex index) {
  auto& trail = snapshot_.Edit<&Snapshot::dealings>().Own().trail;
  std::erase(trail, index);
  trail.push_back(index);
}

}  // namespace charter
