#include "engine/activity/review.h"

#include <algorithm>

#include "engine/activity/make_field.h"
#include "engine/activity/review_people.h"
#include "engine/activity/review_view.h"

namespace charter {
namespace {

const Schema& StateSchema() {
  static const Schema schema = [] {
    Field scores = MakeField("scores", FieldType::kObject);
    scores.schema.items = std::make_shared<const Schema>(MakeField("", FieldType::kDecimal).schema);
    return MakeObject(
        {MakeField("complete", FieldType::kBoolean),
         MakeList("reviewers",
                  {MakeField("person", FieldType::kPerson), MakeField("name", FieldType::kString),
                   MakeField("panel", FieldType::kString), MakeField("assigned_by", FieldType::kPerson),
                   MakeField("assigned_at", FieldType::kTimestamp), std::move(scores),
                   MakeField("comment", FieldType::kString), MakeField("scored_at", FieldType::kTimestamp),
                   MakeField("amended", FieldType::kInteger), MakeField("recused", FieldType::kTimestamp),
                   MakeField("reason", FieldType::kString)})});
  }();
  return schema;
}

tl::unexpected<Refusal> Refuse(Code code, Text message, std::vector<std::string> details = {}) {
  return tl::unexpected(Refusal{code, std::move(message), {}, {}, std::move(details)});
}

// The same whatever anybody else has done.
Refusal NotAssigned() {
  return {Code::not_assigned,
          {"您不是本次评审的评委", "you are not a reviewer of this review"},
          {"评委由评审组织者指派", "its organisers assign reviewers"},
          {},
          {}};
}

std::string_view TextOf(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value != nullptr && value->is(Kind::kString) ? value->AsString() : std::string_view();
}

std::string NameOf(const Value& person, std::string_view id) {
  const auto name = person.is(Kind::kMap) ? TextOf(person, "name") : std::string_view();
  return name.empty() ? std::string(id) : std::string(name) + " (" + std::string(id) + ")";
}

// Against one person.
struct Objection {
  Code code;
  Text message;
};

class Review : public ActivityRules {
 public:
  explicit Review(const ActivitySetup& setup) : plan_(PlanOf(setup)) {
    for (const auto& panel : plan_.panels) sheets_.push_back(SheetSchema(panel.sheet));
    MakeForms();
  }

  [[nodiscard]] const Schema& state() const override { return StateSchema(); }

  Outcome<Turn> Start(Surroundings& /*item*/) const override {
    Turn turn;
    turn.state = Value::Map({{"complete", Value::Bool(false)}, {"reviewers", Value::List({})}});
    return turn;
  }

  std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& actor,
                                Surroundings& item) const override {
    const Value& reviewers = *state.Find("reviewers");
    const bool organising = verb == "assign" || verb == "unassign" || verb == "close";
    if (organising) {
      if (auto refusal = WhyNotOrganise(actor, item)) return refusal;
      return verb == "close" ? TooFewScores(reviewers) : std::nullopt;
    }
    if (verb == "score" || verb == "amend") {
      if (auto absent = InPersonOnly(actor)) return absent;
    }
    const Value* own = FindReviewer(reviewers, actor.id.value);
    const bool sits = own != nullptr && !IsRecused(*own);
    if (verb == "recuse") {
      if (sits || !WhyNotOrganise(actor, item)) return std::nullopt;
      return NotAssigned();
    }
    if (!sits) return NotAssigned();
    if (auto why = ConflictOf(actor, item)) {
      return Refusal{Code::in_conflict,
                     {"您须回避：" + why->zh, "you are in conflict of interest: " + why->en},
                     {"请申请回避", "recuse yourself"},
                     {},
                     {}};
    }
    if (verb == "score" && HasScored(*own)) {
      return Refusal{Code::not_allowed,
                     {"您已打分", "you have scored already"},
                     {"评审结束前可以更正打分", "until the review is complete it can be amended"},
                     {},
                     {}};
    }
    if (verb == "amend" && !HasScored(*own))
      return Refusal{Code::not_allowed, {"您尚未打分", "you have not scored yet"}, {}, {}, {}};
    return std::nullopt;
  }

  // Who is named, with what the rules ask; who could be drawn, and the lots.
  [[nodiscard]] FactsNeeded Needs(std::string_view verb, const Value& input) const override {
    FactsNeeded needed;
    if (verb != "assign" && verb != "recuse") return needed;
    const auto add = [&](const Value& id) {
      if (id.is(Kind::kString)) needed.people.emplace_back(std::string(id.AsString()));
    };
    const Value* people = input.Find(verb == "assign" ? "people" : "replacement");
    if (people != nullptr && people->is(Kind::kList)) {
      for (const auto& id : people->AsList()) add(id);
    } else if (people != nullptr) {
      add(*people);
    }
    for (const auto& panel : plan_.panels) {
      if (panel.assign == Panel::Assign::kManual) continue;
      needed.seed = true;
      needed.holders.insert(needed.holders.end(), panel.roles.begin(), panel.roles.end());
    }
    return needed;
  }

  Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const override {
    if (act.actor != nullptr) {
      if (auto refusal = WhyNot(act.verb, state, *act.actor, item))
        return tl::unexpected(std::move(*refusal));
    }
    auto turn = Carry(state, act, item);
    if (turn) turn->sealed = plan_.blind && act.verb != "close";
    return turn;
  }

  [[nodiscard]] std::vector<Awaited> AwaitedNow(const Value& state) const override {
    std::vector<Awaited> awaited;
    if (state.Find("complete")->AsBool()) return awaited;
    // To the end, whatever is missing: a task that came and went would tell how far it is.
    for (const auto& role : plan_.organisers) awaited.push_back({role, {}});
    for (const auto& reviewer : state.Find("reviewers")->AsList()) {
      if (!IsRecused(reviewer) && !HasScored(reviewer))
        awaited.push_back({"", PersonId(std::string(TextOf(reviewer, "person")))});
    }
    return awaited;
  }

  Value Shown(const Value& state, const Viewer& viewer, Surroundings& item) const override {
    const bool organises = HoldsAny(viewer.actor, plan_.organisers) && !ConflictOf(viewer.actor, item);
    return ReviewShown(plan_, state, viewer, organises);
  }

 private:
  void MakeForms() {
    std::vector<std::string> reviewing;
    for (const auto& panel : plan_.panels)
      reviewing.insert(reviewing.end(), panel.roles.begin(), panel.roles.end());
    std::vector<std::string> all = plan_.organisers;
    all.insert(all.end(), reviewing.begin(), reviewing.end());
    for (auto* roles : {&reviewing, &all}) {
      std::sort(roles->begin(), roles->end());
      roles->erase(std::unique(roles->begin(), roles->end()), roles->end());
    }
    const Field person = MakeField("person", FieldType::kPerson, {"评委", "Reviewer"}, true);
    forms_ = {{"assign", {"指派评委", "Assign reviewers"}, plan_.organisers, AssignFields()},
              {"unassign",
               {"取消指派", "Take back an assignment"},
               plan_.organisers,
               {person, MakeReason("reason", {"理由", "Reason"})}},
              {"recuse", {"回避", "Recuse"}, all, RecuseFields()},
              {"score", {"打分", "Score"}, reviewing, {ScoresField(), Comment()}},
              {"amend",
               {"更正打分", "Amend a score"},
               reviewing,
               {ScoresField(), Comment(), MakeReason("reason", {"更正理由", "Reason"})}},
              {"close",
               {"结束评审", "Close the review"},
               plan_.organisers,
               {MakeReason("reason", {"结束理由", "Reason"})}}};
  }

  [[nodiscard]] std::vector<Field> AssignFields() const {
    std::vector<Field> fields;
    if (plan_.panels.size() > 1) {
      Field panel = MakeField("panel", FieldType::kString, {"评审组", "Panel"}, true);
      for (const auto& one : plan_.panels) panel.schema.enumeration.push_back(Value::String(one.id));
      fields.push_back(std::move(panel));
    }
    const bool some_named = std::any_of(plan_.panels.begin(), plan_.panels.end(), [](const Panel& panel) {
      return panel.assign == Panel::Assign::kManual;
    });
    if (some_named) {
      Field people = MakeField("people", FieldType::kArray, {"评委", "Reviewers"}, !plan_.Draws());
      people.schema.items = std::make_shared<const Schema>(MakeField("", FieldType::kPerson).schema);
      people.schema.min_items = 1;
      people.schema.unique_items = true;
      fields.push_back(std::move(people));
    }
    return fields;
  }

  [[nodiscard]] static std::vector<Field> RecuseFields() {
    return {MakeField("person", FieldType::kPerson, {"评委（本人可不填）", "Reviewer (else oneself)"}),
            MakeReason("reason", {"回避理由", "Reason"}),
            MakeField("replacement", FieldType::kPerson, {"替补评委", "Replacement"})};
  }

  // With one sheet for all the form says its criteria; else each reviewer's own sheet is checked later.
  [[nodiscard]] Field ScoresField() const {
    Field scores = MakeField("scores", FieldType::kObject, {"各项得分", "Scores"}, true);
    const bool one = std::all_of(plan_.panels.begin(), plan_.panels.end(), [&](const Panel& panel) {
      return panel.sheet.id == plan_.panels.front().sheet.id;
    });
    if (one) {
      scores.schema.properties = sheets_.front().properties;
    } else {
      scores.schema.items = std::make_shared<const Schema>(MakeField("", FieldType::kDecimal).schema);
    }
    return scores;
  }

  static Field Comment() {
    Field comment = MakeField("comment", FieldType::kString, {"评语", "Comment"});
    comment.schema.max_length = 4000;
    return comment;
  }

  [[nodiscard]] std::optional<Refusal> WhyNotOrganise(const Actor& actor, Surroundings& item) const {
    if (HoldsAny(actor, plan_.organisers) && !ConflictOf(actor, item)) return std::nullopt;
    return Refusal{Code::in_conflict,
                   {"您与该事项有利害关系，不能组织其评审",
                    "you are in conflict of interest with this item and cannot organise its review"},
                   {},
                   {},
                   {}};
  }

  [[nodiscard]] std::optional<Refusal> TooFewScores(const Value& reviewers) const {
    for (const auto& panel : plan_.panels) {
      const auto valid = static_cast<std::int64_t>(ValidScores(reviewers, panel.id).size());
      if (valid >= panel.min) continue;
      const std::string there = std::to_string(valid);
      const std::string needed = std::to_string(panel.min);
      return Refusal{Code::too_few_scores,
                     {"有效评分 " + there + " 个，至少需要 " + needed + " 个",
                      "there are " + there + " valid scores; " + needed + " are needed"},
                     {},
                     {},
                     {}};
    }
    return std::nullopt;
  }

  Outcome<Turn> Carry(const Value& state, const Act& act, Surroundings& item) const {
    if (act.verb == "assign") return Assign(state, act, item);
    if (act.verb == "unassign") return Unassign(state, act);
    if (act.verb == "recuse") return Recuse(state, act, item);
    if (act.verb == "close") {
      if (auto refusal = TooFewScores(*state.Find("reviewers"))) return tl::unexpected(std::move(*refusal));
      return Completed(state);
    }
    return Score(state, act, item);
  }

  Outcome<Turn> Assign(const Value& state, const Act& act, Surroundings& item) const {
    const Value* id = act.input.Find("panel");
    const Panel& panel = id == nullptr ? plan_.panels.front() : *plan_.Find(id->AsString());
    const Value& reviewers = *state.Find("reviewers");
    const Value* named = act.input.Find("people");
    if (panel.assign == Panel::Assign::kManual && named == nullptr)
      return Refuse(Code::not_allowed, {"须指明评委", "name whom to assign in `people`"});
    if (panel.assign != Panel::Assign::kManual && named != nullptr)
      return Refuse(Code::not_allowed,
                    {"本组评委由抽取产生，不能指定", "this panel's reviewers are drawn, not named"});
    auto joining = named != nullptr ? Named(panel, *named, reviewers, act.facts, item)
                                    : Drawn(panel, reviewers, act.facts, item);
    if (!joining) return tl::unexpected(std::move(joining.error()));
    Turn turn;
    turn.state = state;
    Seat(turn, panel, *joining, act, item);
    return turn;
  }

  Outcome<std::vector<Value>> Named(const Panel& panel, const Value& ids, const Value& reviewers,
                                    const Value& facts, Surroundings& item) const {
    const std::int64_t room = panel.max - SeatsTaken(reviewers, panel.id);
    if (static_cast<std::int64_t>(ids.AsList().size()) > room) {
      const std::string max = std::to_string(panel.max);
      return Refuse(Code::not_allowed,
                    {"评委最多 " + max + " 人", "there are at most " + max + " reviewers at a time"});
    }
    std::vector<Value> people;
    Text objections;
    std::vector<std::string> barred;
    bool conflict = false;
    for (const auto& id : ids.AsList()) {
      const Value* person = FindPerson(facts, id.AsString());
      const auto objection = WhyNotReviewer(panel, id.AsString(), person, reviewers, item);
      if (objection) {
        const std::string name = NameOf(person == nullptr ? Value() : *person, id.AsString());
        objections.zh += (objections.zh.empty() ? "" : "；") + name + "：" + objection->message.zh;
        objections.en += (objections.en.empty() ? "" : "; ") + name + ": " + objection->message.en;
        barred.emplace_back(id.AsString());
        conflict = conflict || objection->code == Code::in_conflict;
      } else {
        people.push_back(*person);
      }
    }
    if (barred.empty()) return people;
    return Refuse(conflict ? Code::in_conflict : Code::not_allowed,
                  {"不能指派：" + objections.zh, "cannot be assigned: " + objections.en}, std::move(barred));
  }

  static std::optional<Objection> WhyNotReviewer(const Panel& panel, std::string_view id, const Value* person,
                                                 const Value& reviewers, Surroundings& item) {
    if (const Value* known = FindReviewer(reviewers, id)) {
      if (IsRecused(*known)) return Objection{Code::in_conflict, {"已申报回避", "has declared a conflict"}};
      return Objection{Code::not_allowed, {"已是本次评审的评委", "is a reviewer already"}};
    }
    if (auto why = ConflictOf(person == nullptr ? Value() : *person, item))
      return Objection{Code::in_conflict, std::move(*why)};
    if (!HoldsRoleOf(panel, *person))
      return Objection{Code::not_allowed, {"没有评委角色", "does not hold the reviewers' role"}};
    return std::nullopt;
  }

  [[nodiscard]] static Outcome<std::vector<Value>> Drawn(const Panel& panel, const Value& reviewers,
                                                         const Value& facts, Surroundings& item) {
    const std::int64_t missing = panel.count - SeatsTaken(reviewers, panel.id);
    if (missing <= 0)
      return Refuse(Code::not_allowed, {"评委已足额", "as many reviewers as are drawn are assigned already"});
    const auto free = FreeFor(panel, reviewers, facts, item);
    if (static_cast<std::int64_t>(free.size()) < missing) {
      const std::string there = std::to_string(free.size());
      const std::string needed = std::to_string(missing);
      return Refuse(Code::too_few_reviewers,
                    {"还需 " + needed + " 名评委，无须回避的只有 " + there + " 人",
                     needed + " more reviewers are needed, but only " + there + " are free of conflict"});
    }
    return DrawFrom(panel, free, static_cast<std::size_t>(missing), facts);
  }

  // Lets people sit on the panel, and tells them.
  static void Seat(Turn& turn, const Panel& panel, const std::vector<Value>& people, const Act& act,
                   Surroundings& item) {
    Value reviewers = *turn.state.Find("reviewers");
    ActivityNotice notice{
        {}, {}, {"您被指派为评委，请打分", "you have been assigned as a reviewer; please score"}};
    for (const auto& person : people) {
      Value reviewer = Value::Map({{"person", *person.Find("id")},
                                   {"name", Value::String(TextOf(person, "name"))},
                                   {"panel", Value::String(panel.id)},
                                   {"assigned_at", Value::Of(item.Now())}});
      if (act.actor != nullptr)
        reviewer = With(reviewer, {{"assigned_by", Value::String(act.actor->id.value)}});
      reviewers = Appended(reviewers, std::move(reviewer));
      notice.people.emplace_back(std::string(TextOf(person, "id")));
    }
    turn.state = With(turn.state, {{"reviewers", std::move(reviewers)}});
    if (!notice.people.empty()) turn.notices.push_back(std::move(notice));
  }

  [[nodiscard]] Outcome<Turn> Unassign(const Value& state, const Act& act) const {
    const auto person = act.input.Find("person")->AsString();
    const Value* reviewer = FindReviewer(*state.Find("reviewers"), person);
    if (reviewer == nullptr || IsRecused(*reviewer)) return NoReviewer(person);
    if (HasScored(*reviewer))
      return Refuse(Code::not_allowed,
                    {"该评委已打分，只能回避", "the reviewer has scored and can only be recused"});
    std::vector<Value> left;
    for (const auto& other : state.Find("reviewers")->AsList()) {
      if (TextOf(other, "person") != person) left.push_back(other);
    }
    Turn turn;
    turn.state = With(state, {{"reviewers", Value::List(std::move(left))}});
    turn.notices.push_back({{},
                            {PersonId(std::string(person))},
                            {"您不再担任评委", "you are no longer assigned as a reviewer"}});
    return Settled(std::move(turn));
  }

  [[nodiscard]] Outcome<Turn> Recuse(const Value& state, const Act& act, Surroundings& item) const {
    const Value& reviewers = *state.Find("reviewers");
    const Value* given = act.input.Find("person");
    const std::string self = act.actor == nullptr ? "" : act.actor->id.value;
    const std::string person = given == nullptr ? self : std::string(given->AsString());
    const bool organises = act.actor == nullptr || !WhyNotOrganise(*act.actor, item);
    if (person != self && !organises) return tl::unexpected(NotAssigned());
    const Value* reviewer = FindReviewer(reviewers, person);
    if (reviewer == nullptr || IsRecused(*reviewer)) return NoReviewer(person);
    const Panel& panel = *plan_.Find(TextOf(*reviewer, "panel"));
    Turn turn;
    turn.state =
        Changed(state, person,
                With(*reviewer, {{"recused", Value::Of(item.Now())}, {"reason", *act.input.Find("reason")}}));
    std::vector<Value> joining;
    if (const Value* replacement = act.input.Find("replacement")) {
      if (!organises || panel.assign != Panel::Assign::kManual)
        return Refuse(Code::not_allowed, {"您不能指定替补评委", "you cannot name the replacement"});
      auto named = Named(panel, Value::List({*replacement}), *turn.state.Find("reviewers"), act.facts, item);
      if (!named) return tl::unexpected(std::move(named.error()));
      joining = std::move(*named);
    } else if (panel.assign != Panel::Assign::kManual) {
      // With nobody left to draw he goes all the same: a conflict never waits.
      joining = DrawFrom(panel, FreeFor(panel, *turn.state.Find("reviewers"), act.facts, item), 1, act.facts);
    }
    Seat(turn, panel, joining, act, item);
    if (joining.empty()) {
      const auto organiser = TextOf(*reviewer, "assigned_by");
      if (!organiser.empty() && organiser != self)
        turn.notices.push_back(
            {{}, {PersonId(std::string(organiser))}, {"一名评委已回避", "a reviewer has been recused"}});
    }
    return Settled(std::move(turn));
  }

  [[nodiscard]] Outcome<Turn> Score(const Value& state, const Act& act, Surroundings& item) const {
    const Value* own =
        act.actor == nullptr ? nullptr : FindReviewer(*state.Find("reviewers"), act.actor->id.value);
    if (own == nullptr) return tl::unexpected(NotAssigned());
    const auto panel = static_cast<std::size_t>(plan_.Find(TextOf(*own, "panel")) - plan_.panels.data());
    std::vector<FieldError> errors;
    Value scores = Conform(sheets_[panel], *act.input.Find("scores"), "/scores", errors);
    if (!errors.empty()) {
      return tl::unexpected(Refusal{
          Code::input_invalid,
          {"打分有 " + std::to_string(errors.size()) + " 处不符合要求：" + errors.front().message.zh,
           "the scores have " + std::to_string(errors.size()) + " mistake(s): " + errors.front().message.en},
          {},
          std::move(errors),
          {}});
    }
    Value scored = With(*own, {{"scores", std::move(scores)}, {"scored_at", Value::Of(item.Now())}});
    if (const Value* comment = act.input.Find("comment")) scored = With(scored, {{"comment", *comment}});
    if (act.verb == "amend") {
      const Value* before = own->Find("amended");
      scored = With(scored, {{"amended", Value::Int(before == nullptr ? 1 : before->AsInt() + 1)}});
    }
    Turn turn;
    turn.state = Changed(state, act.actor->id.value, scored);
    return Settled(std::move(turn));
  }

  static tl::unexpected<Refusal> NoReviewer(std::string_view person) {
    const std::string id(person);
    return Refuse(Code::not_allowed,
                  {id + " 不是本次评审的评委", "`" + id + "` is not a reviewer of this review"});
  }

  static Value Changed(const Value& state, std::string_view person, const Value& changed) {
    std::vector<Value> reviewers;
    for (const auto& reviewer : state.Find("reviewers")->AsList())
      reviewers.push_back(TextOf(reviewer, "person") == person ? changed : reviewer);
    return With(state, {{"reviewers", Value::List(std::move(reviewers))}});
  }

  // Complete once everybody who is not recused has scored, and enough have.
  [[nodiscard]] Turn Settled(Turn turn) const {
    const Value& reviewers = *turn.state.Find("reviewers");
    for (const auto& panel : plan_.panels) {
      const auto valid = static_cast<std::int64_t>(ValidScores(reviewers, panel.id).size());
      if (valid < panel.min || valid < SeatsTaken(reviewers, panel.id)) return turn;
    }
    Turn done = Completed(turn.state);
    done.notices = std::move(turn.notices);
    return done;
  }

  [[nodiscard]] Turn Completed(const Value& state) const {
    Turn turn;
    turn.state = With(state, {{"complete", Value::Bool(true)}});
    turn.outcome = OutcomeOf(plan_, *state.Find("reviewers"));
    return turn;
  }

  ReviewPlan plan_;
  std::vector<Schema> sheets_;  // by panel
};

}  // namespace

std::shared_ptr<const ActivityRules> MakeReview(const ActivitySetup& setup) {
  return std::make_shared<const Review>(setup);
}

}  // namespace charter
