// One macrostep over a snapshot: SCXML's algorithm with Charter's rights, data and clocks.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "engine/chart/plan.h"
#include "engine/run/activation.h"
#include "engine/run/active_activity.h"
#include "engine/run/step.h"
#include "engine/run/workspace.h"

namespace charter {

// Thrown within a step and turned into its refusal at the edge; never leaves engine/run.
struct StepRefused {
  Refusal refusal;
};

// Used for one event, in one thread; changes the draft it is given and leaves effects, the transitions
// taken and objections in the workspace. All that it is given must outlive it, names of events too.
class Interpreter {
 public:
  Interpreter(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
              const WorkCalendar& calendar, Workspace& work);

  // Enters the initial states and settles.
  void Begin();
  // Takes an event from outside and settles. False if no transition took it; the objections then say why.
  bool Take(std::string_view name, const Value& data);
  // Raises an internal event that nothing needs to take, and settles.
  void RaiseAndSettle(std::string_view name, const Value& data);
  // Takes eventless transitions and what is raised until the item is at rest.
  void Settle(int microsteps = 0);
  // Leaves all states, running their exit actions.
  void LeaveAll();
  void FireTimer(std::int64_t id);

  // What stands against the actor's sending, with this data, the event that the transition would take.
  // Changes nothing. kBeforeInput: at most one.
  std::vector<Objection> ObjectionsTo(TransitionIndex index, Asking asking, const Value& data);

 private:
  // Those of one microstep: at most one for each region.
  using Transitions = boost::container::small_vector<TransitionIndex, 8>;
  using States = boost::container::small_vector<StateIndex, 16>;

  // interpreter.cpp
  void RecordOutcome(std::string_view id, const Value& outcome);
  void Microstep(const Transitions& transitions);
  void FinishIfEnded();
  [[nodiscard]] std::string Loop() const;

  // selection.cpp
  Transitions Select(bool from_person);
  Transitions SelectEventless();
  template <typename Enabled>
  Transitions FirstEnabled(std::vector<Plan::Candidate> Plan::OfState::*candidates, Enabled enabled);
  bool IsEnabled(const Plan::Candidate& candidate, bool from_person);
  bool IsFor(const Plan::Candidate& candidate);
  bool IsInWindow(TransitionIndex index);
  bool TakesInput(TransitionIndex index, bool from_person);
  bool RulesHold(TransitionIndex index, bool from_person);
  bool Holds(const Program& rule, TransitionIndex index, Objection::Why why);
  // Without an error of its own, where not only whether is asked.
  bool HoldsForAll(const Program& rule);
  template <typename Check>
  bool Try(TransitionIndex index, Check check);
  [[nodiscard]] bool IsUndecided(const Program& rule, TransitionIndex index) const;
  [[nodiscard]] std::vector<Seen> SeenBy(const Program& rule) const;
  // Why the actor's roles do not let him; nothing if they do.
  [[nodiscard]] std::optional<Objection> RoleMissing(TransitionIndex index) const;
  std::optional<Objection> OutsideWindow(TransitionIndex index);
  bool GuardHolds(TransitionIndex index, bool from_person);
  bool Object(TransitionIndex index, Objection::Why why);
  Transitions RemoveConflicting(const Transitions& enabled);
  [[nodiscard]] std::span<const ActiveState> ExitSet(TransitionIndex index) const;
  // The way of a transition; found anew, in `room`, where it leads to what a history state remembers.
  const Route& RouteOf(TransitionIndex index, Route& room) const;

  // way_back.cpp
  [[nodiscard]] std::optional<Objection> NowhereBack(TransitionIndex index) const;
  bool LeadsSomewhere(TransitionIndex index);
  [[nodiscard]] StateIndex FindWayBack(const WayBack& back, std::string_view wanted) const;
  [[nodiscard]] std::string_view WantedPlace(TransitionIndex index) const;
  // Settled once for each microstep, before the trail changes under it.
  StateIndex WayBackOf(TransitionIndex index) const;
  void CountReturn(const Transition& transition);
  void LeaveTrail(StateIndex index);

  // entry_exit.cpp
  void Exit(const Transitions& transitions);
  void ExitState(StateIndex index);
  void RememberHistory(StateIndex index);
  void Enter(const Transitions& transitions);
  void EnterStates(const Route& route);
  void Complete(StateIndex final_state);
  [[nodiscard]] bool IsInFinal(StateIndex index) const;

  // actions.cpp
  void Run(const std::vector<Action>& actions) {
    for (const auto& action : actions) RunOne(action);
  }
  void RunOne(const Action& action);
  template <typename Act>
  void ForEach(const Action& action, Act act);
  void CopyTo(const Action& action);
  void Send(const Action& action);
  void Create(const Action& action);
  void SendOut(Action::To to, std::string receiver, std::string event, Value data);
  void Assign(const Action& action);
  void EnterInLedger(const Action& action);
  Value Evaluate(const Program& program, Code code);
  std::string EvaluateText(const Program& program, const Text& otherwise);
  Value EvaluatePlain(const Program& program);
  Value BuildPayload(const Payload& payload);

  // activities.cpp
  bool TakeAct(std::string_view name, const Value& data);
  bool StartActivities();
  void RingActivity(const Timer& timer);
  void ForgetActivity(ActivityIndex index);
  void Carry(ActivityIndex index, Outcome<Turn> turn);
  void SetClock(ActivityIndex index, const ActivityClock& clock);
  void StopClocks(ActivityIndex index, const std::string* name);

  // timers.cpp
  void SetStateTimers(StateIndex index);
  void CancelStateTimers(StateIndex index);
  void SetDue(StateIndex index, const Due& due);
  void AddTimer(Timer timer);
  void Remind(StateIndex state, bool overdue);
  // When something ends that is written as in Timeout; `counted` is left as it is for an instant.
  Deadline EndOfCount(const std::optional<Period>& period, const Program& at, bool before,
                      KeptCounting& counted);
  Deadline EvaluateTime(const Program& program);

  const Chart& chart_;
  const Plan& plan_;
  Draft& snapshot_;
  const Event& event_;
  const WorkCalendar& calendar_;
  Workspace& work_;
  ItemActivation activation_;
  Internal current_;
  Asking asking_ = Asking::kWhether;
};

// What a failing expression or timer is told as; shared by the parts of the interpreter.
[[noreturn]] void Refuse(Code code, Text message, Text hint = {});

}  // namespace charter
