#include "engine/activity/notice.h"

#include "engine/activity/make_field.h"

namespace charter {
namespace {

constexpr std::string_view kOver = "over";

const Schema& StateSchema() {
  static const Schema schema = MakeObject(
      {MakeField("ends", FieldType::kTimestamp), MakeField("over", FieldType::kBoolean),
       MakeList("objections",
                {MakeField("number", FieldType::kInteger), MakeField("by", FieldType::kPerson),
                 MakeField("at", FieldType::kTimestamp), MakeField("grounds", FieldType::kString),
                 MakeField("evidence", FieldType::kFile), MakeField("decision", FieldType::kString),
                 MakeField("reason", FieldType::kString), MakeField("decided_by", FieldType::kPerson),
                 MakeField("decided_at", FieldType::kTimestamp)})});
  return schema;
}

bool IsOpen(const Value& objection) { return objection.Find("decision") == nullptr; }

std::string Numbered(const Value& objection) { return std::to_string(objection.Find("number")->AsInt()); }

Refusal Refuse(Code code, Text message, Text hint = {}) {
  return {code, std::move(message), std::move(hint), {}, {}};
}

class Notice : public ActivityRules {
 public:
  explicit Notice(const ActivitySetup& setup)
      : period_(*Period::Parse(setup.settings.Find("for")->AsString())),
        decide_(RolesOf(setup.settings, "decide")) {
    Field objection =
        MakeField("objection", FieldType::kInteger, {"第几条异议", "Number of the objection"}, true);
    objection.schema.minimum = Bound{Decimal(1, 0), false};
    forms_ = {{"object",
               {"提出异议", "Object"},
               RolesOf(setup.settings, "object"),
               {MakeReason("grounds", {"异议理由", "Grounds"}),
                MakeField("evidence", FieldType::kFile, {"证据材料", "Evidence"})}},
              {"retract", {"撤回异议", "Retract an objection"}, {}, {objection}},
              {"decide",
               {"处理异议", "Decide an objection"},
               decide_,
               {objection, MakeField("upheld", FieldType::kBoolean, {"异议成立", "Upheld"}, true),
                MakeReason("reason", {"处理理由", "Reason"})}}};
  }

  [[nodiscard]] const Schema& state() const override { return StateSchema(); }

  Outcome<Turn> Start(Surroundings& item) const override {
    const auto end = item.EndOf(period_);
    if (!end) return tl::unexpected(end.error());
    Turn turn;
    turn.state = Value::Map(
        {{"ends", Value::Of(end->at)}, {"over", Value::Bool(false)}, {"objections", Value::List({})}});
    turn.set.push_back({std::string(kOver), period_, {}});
    return turn;
  }

  std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& actor,
                                Surroundings& /*item*/) const override {
    if (verb == "object") {
      if (!state.Find("over")->AsBool()) return InPersonOnly(actor);
      return Refuse(Code::not_allowed,
                    {"公示期已满，不再受理异议", "the notice is over; objections are no longer taken"});
    }
    for (const auto& objection : state.Find("objections")->AsList()) {
      if (IsOpen(objection)) return std::nullopt;
    }
    return Refuse(Code::not_allowed, {"没有待处理的异议", "no objection is open"});
  }

  Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const override {
    if (act.verb == "object") return Object(state, act, item);
    std::vector<Value> objections(state.Find("objections")->AsList().begin(),
                                  state.Find("objections")->AsList().end());
    const std::int64_t number = act.input.Find("objection")->AsInt();
    if (number > static_cast<std::int64_t>(objections.size()) ||
        !IsOpen(objections[static_cast<std::size_t>(number - 1)])) {
      const std::string text = std::to_string(number);
      return tl::unexpected(Refuse(Code::not_allowed, {"第 " + text + " 条异议不存在或已处理",
                                                       "there is no open objection number " + text}));
    }
    Value& objection = objections[static_cast<std::size_t>(number - 1)];
    const PersonId by(std::string(objection.Find("by")->AsString()));
    const bool own = act.actor != nullptr && act.actor->StandsFor(by);
    if (act.verb == "retract") {
      if (!own)
        return tl::unexpected(
            Refuse(Code::not_allowed, {"只能撤回本人提出的异议", "only who objected may retract it"}));
      objection =
          With(objection, {{"decision", Value::String("retracted")}, {"decided_at", Value::Of(item.Now())}});
    } else {
      if (own)
        return tl::unexpected(Refuse(Code::not_allowed, {"不得处理本人提出的异议（经办与审批分离）",
                                                         "nobody decides his own objection (four eyes)"}));
      const bool upheld = act.input.Find("upheld")->AsBool();
      objection =
          With(objection, {{"decision", Value::String(upheld ? "upheld" : "dismissed")},
                           {"reason", *act.input.Find("reason")},
                           {"decided_by", Value::String(act.actor == nullptr ? "" : act.actor->id.value)},
                           {"decided_at", Value::Of(item.Now())}});
    }
    Turn turn;
    turn.state = With(state, {{"objections", Value::List(std::move(objections))}});
    return Settled(std::move(turn));
  }

  Outcome<Turn> Ring(const Value& state, std::string_view /*clock*/, Surroundings& /*item*/) const override {
    Turn turn;
    turn.state = With(state, {{"over", Value::Bool(true)}});
    return Settled(std::move(turn));
  }

  [[nodiscard]] std::vector<Awaited> AwaitedNow(const Value& state) const override {
    std::vector<Awaited> awaited;
    for (const auto& objection : state.Find("objections")->AsList()) {
      if (!IsOpen(objection)) continue;
      for (const auto& role : decide_) awaited.push_back({role, {}});
      break;
    }
    return awaited;
  }

  // Who objects is known to those who decide: others could make him regret it.
  Value Shown(const Value& state, const Viewer& viewer, Surroundings& /*item*/) const override {
    if (viewer.auditor || HoldsAny(viewer.actor, decide_)) return state;
    std::vector<Value> objections;
    for (const auto& objection : state.Find("objections")->AsList()) {
      if (objection.Find("by")->AsString() == viewer.actor.id.value) {
        objections.push_back(objection);
        continue;
      }
      std::vector<Value::Entry> members;
      for (const auto& member : objection.AsMap()) {
        if (member.first.AsString() != "by") members.push_back(member);
      }
      objections.push_back(Value::Map(std::move(members)));
    }
    return With(state, {{"objections", Value::List(std::move(objections))}});
  }

 private:
  Outcome<Turn> Object(const Value& state, const Act& act, Surroundings& item) const {
    if (auto refusal = WhyNot(act.verb, state, act.actor == nullptr ? Actor{} : *act.actor, item))
      return tl::unexpected(std::move(*refusal));
    const Value& objections = *state.Find("objections");
    Value objection =
        Value::Map({{"number", Value::Int(static_cast<std::int64_t>(objections.AsList().size()) + 1)},
                    {"by", Value::String(act.actor == nullptr ? "" : act.actor->id.value)},
                    {"at", Value::Of(item.Now())},
                    {"grounds", *act.input.Find("grounds")}});
    if (const Value* evidence = act.input.Find("evidence"))
      objection = With(objection, {{"evidence", *evidence}});
    Turn turn;
    turn.notices.push_back({decide_,
                            {},
                            {"公示收到第 " + Numbered(objection) + " 条异议，请处理",
                             "objection number " + Numbered(objection) + " was raised; please decide it"}});
    turn.state = With(state, {{"objections", Appended(objections, std::move(objection))}});
    return turn;
  }

  // Complete once the period is over and nothing is open.
  static Turn Settled(Turn turn) {
    std::int64_t upheld = 0;
    const auto objections = turn.state.Find("objections")->AsList();
    for (const auto& objection : objections) {
      if (IsOpen(objection)) return turn;
      if (objection.Find("decision")->AsString() == "upheld") ++upheld;
    }
    if (turn.state.Find("over")->AsBool()) {
      turn.outcome = Value::Map({{"objections", Value::Int(static_cast<std::int64_t>(objections.size()))},
                                 {"upheld", Value::Int(upheld)}});
    }
    return turn;
  }

  Period period_;
  std::vector<std::string> decide_;
};

}  // namespace

std::shared_ptr<const ActivityRules> MakeNotice(const ActivitySetup& setup) {
  return std::make_shared<const Notice>(setup);
}

}  // namespace charter
