// Builds a chart from a file's tree in two passes: first every state by its id, then what refers to them.
#pragma once

#include <string>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/guard_analysis.h"
#include "engine/chart/reader.h"
#include "engine/expr/environment.h"

namespace charter {

class ChartBuilder {
 public:
  ChartBuilder(Reader& reader, Chart& chart) : reader_(reader), chart_(chart) {}

  void Build(const YamlNode& root);
  // Finds out where the ways back lead, and checks what may be taken back. Precondition: the chart was built
  // without errors.
  void SettleWaysBack();

  // The checked trees of the guards, by transition.
  [[nodiscard]] const GuardTrees& guards() const { return guards_; }

 private:
  // builder_header.cpp
  void ReadHeader(const YamlNode& root);
  void ReadRoles(const YamlNode& map);
  void ReadLifeCycle(const YamlNode& map);
  void CheckNumberPattern(const YamlNode& node);
  void CheckReadRoles(const YamlNode& root);
  void CheckGivenOut(const YamlNode& node, const Program& output);
  void ReadReport(const YamlNode& list);
  void DeclareNames();
  void DeclareResults();
  void DeclareParameters();
  [[nodiscard]] std::vector<std::string> StateIds() const;
  [[nodiscard]] std::vector<std::string> EventNames() const;

  // builder_parameters.cpp
  void ReadParameters(const YamlNode& root);
  void ReadPresetRule(const YamlNode& node);
  std::optional<PeriodTerm> ReadPeriodTerm(const YamlNode& node, const Reader::Place& place);
  bool NamesParameter(const YamlNode& node, ParameterType type);
  int FindParameter(const YamlNode& node, ParameterType type);

  // builder_states.cpp
  void CollectStates(const YamlNode& map, StateIndex parent);
  StateIndex AddState(const YamlNode& id, const YamlNode& node, StateIndex parent);
  void ReadKind(const YamlNode& node, State& state);
  void ReadState(StateIndex index, const YamlNode& node);
  void RefuseMisplaced(const State& state, const YamlNode& node, const Reader::Place& place);
  void ReadWayIn(StateIndex index, const YamlNode& node, const std::string& key);
  void ReadInitial(StateIndex index, const YamlNode& node);
  void ReadHistoryDefault(StateIndex index, const YamlNode& node);
  void ReadDue(StateIndex index, const YamlNode& node);
  void CheckTogether(const std::vector<StateIndex>& targets, Position position);
  std::vector<StateIndex> ReadTargets(const YamlNode& node, const Reader::Place& place);

  // builder_edit.cpp
  void ReadEdit(StateIndex index, const YamlNode& node);
  EditRule ReadEditRule(const YamlNode& node);

  // builder_activities.cpp
  void ReadSheets(const YamlNode& map);
  Sheet ReadSheet(const std::string& id, const YamlNode& node);
  Criterion ReadCriterion(const YamlNode& node);
  void CollectActivities();
  void ReadInvoke(StateIndex index, const YamlNode& node);
  void ReadActivity(Activity& activity, const YamlNode& node);
  Value ReadSettings(Activity& activity, const std::vector<ActivityKey>& keys, const YamlNode& map,
                     const Reader::Place& place, std::vector<std::string_view> known,
                     const std::string& path);
  Value ReadSetting(Activity& activity, const ActivityKey& key, const YamlNode& node,
                    const std::string& path);
  Value ReadOwnExpression(Activity& activity, const ActivityKey& key, const YamlNode& node,
                          const std::string& path);
  Value ReadChildrenOf(const YamlNode& node, const Reader::Place& place);
  void CheckNumbers(const Activity& activity);

  // builder_transitions.cpp
  void ReadOn(StateIndex index, const YamlNode& node);
  void ReadAlways(StateIndex index, const YamlNode& node);
  void ReadDone(StateIndex index, const YamlNode& node);
  void ReadAfter(StateIndex index, const YamlNode& node);
  void AddTimeout(StateIndex index, Timeout timeout, const YamlNode& transition, bool listed);
  void ReadWindow(const YamlNode& node, Transition& transition);
  TransitionIndex ReadTransition(StateIndex source, Transition::Trigger trigger, std::string event,
                                 const YamlNode& node, bool listed = false);
  std::string ReadEventName(const YamlNode& node, bool descriptor);
  std::vector<RoleIndex> ReadRoleList(const YamlNode& node);

  // builder_back.cpp
  void ReadReturn(Transition& transition, const YamlNode& map, const YamlNode& node);
  void AddReturnInput(Transition& transition, const YamlNode& node);
  void ReadBackTo(Transition& transition, const YamlNode& node);
  void ReadWithdraw(Transition& transition, const YamlNode& map, const YamlNode& node);
  void CheckWithdraw(const Transition& transition);
  std::vector<StateIndex> ReadPlaces(const YamlNode& node, const Reader::Place& place);

  // builder_actions.cpp
  std::vector<Action> ReadActions(const YamlNode& node, const Environment& names);
  Action ReadAction(const YamlNode& node, const Environment& names);
  void ReadAssign(Action& action, const YamlNode& map, const Environment& names);
  void ReadRaise(Action& action, const YamlNode& node, const Environment& names);
  void ReadSend(Action& action, const YamlNode& node, const Environment& names);
  void ReadCreate(Action& action, const YamlNode& node, const Environment& names);
  Environment ReadEach(Action& action, const YamlNode& node, const Environment& names);
  void ReadNotify(Action& action, const YamlNode& node, const Environment& names);
  void ReadLedger(Action& action, const YamlNode& node, const Environment& names);
  void ReadCopy(Action& action, const YamlNode& node, const Environment& names);
  void RefuseLifeEvent(const std::string& event, Position position);
  Payload ReadPayload(const YamlNode& node, const Environment& names);
  // The keys of a deadline: PERIOD and perhaps `from`, `at_least` and `before`, or `at`.
  void ReadDeadline(const YamlNode& node, const char* period, std::optional<PeriodTerm>& length, Program& at,
                    bool& before);
  Program ReadExpression(const YamlNode& node, const Environment& names, TypeKind expected,
                         std::shared_ptr<const expr::Ast>* tree = nullptr);

  Reader& reader_;
  Chart& chart_;
  Environment names_;
  std::vector<const YamlNode*> nodes_;           // of each state
  std::vector<const YamlNode*> activity_nodes_;  // of each activity
  GuardTrees guards_;
};

}  // namespace charter
