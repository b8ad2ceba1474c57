// One macrostep over a snapshot: SCXML's algorithm with Charter's rights, data and clocks.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/run/activation.h"
#include "engine/run/step.h"

namespace charter {

// Thrown within a step and turned into its refusal at the edge; never leaves engine/run.
struct StepRefused {
  Refusal refusal;
};

// Why a transition for the event at hand was not taken.
struct Objection {
  TransitionIndex transition = kNone;
  Refusal refusal;
};

// Used for one event, in one thread; changes the snapshot it is given.
class Interpreter {
 public:
  Interpreter(const Chart& chart, const ItemInfo& item, Snapshot& snapshot, const Event& event,
              const WorkCalendar& calendar);

  // Enters the initial states and settles.
  void Begin();
  // Takes an event from outside and settles. False if no transition took it; `objections` then says why.
  bool Take(const std::string& name, const Value& data);
  // Raises an internal event that nothing needs to take, and settles.
  void RaiseAndSettle(const std::string& name, const Value& data);
  // Takes eventless transitions and what is raised until the item is at rest.
  void Settle();
  // Leaves all states, running their exit actions.
  void LeaveAll();
  void FireTimer(std::int64_t id);

  // The first enabled transition of each region for an event, in document order of the atomic states.
  std::vector<TransitionIndex> Select(const std::string& name, const Value& data, bool from_person);

  // Why the actor could not take this transition now, as far as is known without its input.
  std::optional<Refusal> WhyNot(TransitionIndex index);

  [[nodiscard]] const std::vector<Objection>& objections() const { return objections_; }
  std::vector<Effect>& effects() { return effects_; }
  std::vector<TransitionIndex>& taken() { return taken_; }

 private:
  struct Internal {
    std::string name;
    Value data;
  };
  struct EntrySet {
    StateSet states;
    StateSet by_default;
    std::map<StateIndex, StateIndex> by_history;  // a state, and the history whose default it is entered by
  };

  // interpreter.cpp
  void RecordOutcome(const std::string& id, const Value& outcome);
  void Microstep(const std::vector<TransitionIndex>& transitions);
  void FinishIfEnded();
  [[nodiscard]] std::string Loop() const;

  // selection.cpp
  std::vector<TransitionIndex> SelectFrom(const std::function<bool(TransitionIndex)>& enabled,
                                          bool eventless);
  std::vector<TransitionIndex> SelectEventless();
  bool IsEnabled(TransitionIndex index, const std::string& name, const Value& data, bool from_person);
  bool MayTake(const Transition& transition, Refusal& refusal);
  bool GuardHolds(TransitionIndex index, bool from_person);
  std::vector<TransitionIndex> RemoveConflicting(const std::vector<TransitionIndex>& enabled);
  std::vector<StateIndex> EffectiveTargets(const Transition& transition) const;
  void AddEffectiveTargets(const std::vector<StateIndex>& targets, std::vector<StateIndex>& out) const;
  StateIndex Domain(const Transition& transition) const;
  StateIndex CommonCompoundAncestor(const std::vector<StateIndex>& states) const;
  StateSet ExitSet(const Transition& transition) const;

  // entry_exit.cpp
  void Exit(const std::vector<TransitionIndex>& transitions);
  void ExitState(StateIndex index);
  void RememberHistory(StateIndex index, const StateSet& leaving);
  void Enter(const std::vector<TransitionIndex>& transitions);
  void EnterInitial();
  void EnterStates(const EntrySet& entry);
  void AddDescendants(StateIndex index, EntrySet& entry) const;
  void AddAncestors(StateIndex index, StateIndex ancestor, EntrySet& entry) const;
  void Complete(StateIndex final_state);
  [[nodiscard]] bool IsInFinal(StateIndex index) const;

  // actions.cpp
  void Run(const std::vector<Action>& actions);
  void RunOne(const Action& action);
  void Send(const Action& action);
  void SendOut(Action::To to, std::string receiver, std::string event, Value data);
  void Assign(const Action& action);
  Value Evaluate(const Program& program, Code code);
  Value EvaluatePlain(const Program& program);
  Value BuildPayload(const Payload& payload);

  // timers.cpp
  void SetStateTimers(StateIndex index);
  void CancelStateTimers(StateIndex index);
  void SetDue(StateIndex index, const Due& due);
  void AddTimer(Timer timer);
  void Remind(StateIndex state, bool overdue);
  Deadline EndOfPeriod(const Period& period) const;
  Timestamp EvaluateTime(const Program& program);

  const Chart& chart_;
  const ItemInfo& item_;
  Snapshot& snapshot_;
  const Event& event_;
  const WorkCalendar& calendar_;
  ItemActivation activation_;
  std::deque<Internal> queue_;
  std::deque<Internal> sent_;  // to itself without delay: after all internal events
  Internal current_;
  // Conformed input of the transitions selected for the event at hand.
  std::vector<std::pair<TransitionIndex, std::vector<Value>>> inputs_;
  std::vector<Effect> effects_;
  std::vector<TransitionIndex> taken_;
  std::vector<Objection> objections_;
};

// What a failing expression or timer is told as; shared by the parts of the interpreter.
[[noreturn]] void Refuse(Code code, Text message, Text hint = {});

}  // namespace charter
