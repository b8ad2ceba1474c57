#include "engine/activity/ballot.h"

#include "engine/activity/make_field.h"
#include "engine/activity/paper_count.h"
#include "engine/activity/people.h"
#include "engine/activity/votes.h"

namespace charter {
namespace {

constexpr std::int64_t kMostVoters = 1000000;
constexpr std::int64_t kTellers = 2;

const Schema& StateSchema() {
  static const Schema schema = [] {
    Field urn = MakeField("urn", FieldType::kObject);
    urn.schema = Urn::Shape();
    Field tally = MakeField("tally", FieldType::kObject);
    tally.schema =
        MakeObject({MakeField("present", FieldType::kInteger), MakeField("for", FieldType::kInteger),
                    MakeField("against", FieldType::kInteger), MakeField("abstain", FieldType::kInteger),
                    MakeField("invalid", FieldType::kInteger), MakePeople("tellers"),
                    MakeField("record", FieldType::kFile), MakeField("by", FieldType::kPerson),
                    MakeField("at", FieldType::kTimestamp)});
    return MakeObject(
        {MakeField("roster", FieldType::kInteger), MakePeople("voters"),
         MakeField("present", FieldType::kInteger), MakePeople("attending"), MakePeople("voted"),
         std::move(urn),
         MakeList("votes", {MakeField("by", FieldType::kPerson), MakeField("choice", FieldType::kString),
                            MakeField("at", FieldType::kTimestamp)}),
         std::move(tally), MakeField("closed", FieldType::kBoolean)});
  }();
  return schema;
}

Value People(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Value> list;
  for (const auto& id : ids) list.push_back(Value::String(id));
  return Value::List(std::move(list));
}

class Ballot : public ActivityRules {
 public:
  explicit Ballot(const ActivitySetup& setup)
      : rules_{Share::Parse(TextIn(setup.settings, "quorum")).value(),
               Share::Parse(TextIn(setup.settings, "pass")).value()},
        by_(RolesOf(setup.settings, "by")),
        voters_(RolesOf(setup.settings, "voters")) {
    if (const Value* secret = setup.settings.Find("secret")) secret_ = secret->AsBool();
    const Value* least = setup.settings.Find("tellers");
    const std::int64_t tellers = least != nullptr ? least->AsInt() : kTellers;
    if (!voters_.empty()) {
      forms_ = {{"open", {"开始表决", "Open the ballot"}, by_, {}},
                {"attend",
                 {"登记到会", "Record who is present"},
                 by_,
                 {MakePeople("people", {"到会人员", "Present"}),
                  MakePeople("absent", {"更正为未到会", "Not present after all"})}},
                {"vote",
                 {"投票", "Vote"},
                 {},
                 {MakeChoice("choice", {"意见", "Choice"}, {kChoices.begin(), kChoices.end()}, !secret_)}}};
    } else {
      forms_ = {{"attend",
                 {"登记到会人数", "Record how many are present"},
                 by_,
                 {MakeCount("present", {"到会人数", "Present"}, true)}}};
    }
    Field counted_by = MakePeople("tellers", {"计票人、监票人", "Tellers"}, tellers > 0);
    counted_by.schema.min_items = static_cast<std::size_t>(tellers);
    forms_.push_back(
        {"tally",
         {"录入计票结果", "Record the count"},
         by_,
         {MakeCount("present", {"到会人数", "Present"}), MakeCount("for", {"赞成", "For"}, true),
          MakeCount("against", {"反对", "Against"}, true), MakeCount("abstain", {"弃权", "Abstain"}, true),
          MakeCount("invalid", {"废票", "Invalid"}), std::move(counted_by),
          MakeField("record", FieldType::kFile, {"计票记录", "Record of the count"})}});
    forms_.push_back({"close", {"结束表决并公布结果", "Close the ballot"}, by_, {}});
  }

  [[nodiscard]] const Schema& state() const override { return StateSchema(); }

  Outcome<Turn> Start(Surroundings& item) const override {
    Turn turn;
    turn.state = Value::Map({{"closed", Value::Bool(false)}});
    if (!item.Has("roster")) return turn;
    const auto roster = item.Evaluate("roster");
    if (!roster) return tl::unexpected(roster.error());
    if (roster->AsInt() < 1 || roster->AsInt() > kMostVoters) {
      const std::string number = Digits(roster->AsInt());
      return tl::unexpected(DoNotFit({"应到人数不能是 " + number, "a roster of " + number + " cannot vote"},
                                     {"请先填报应到人数", "give the number of those who may vote first"}));
    }
    turn.state = With(turn.state, {{"roster", *roster}});
    return turn;
  }

  std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& actor,
                                Surroundings& /*item*/) const override {
    const bool opened = voters_.empty() || state.Find("voters") != nullptr;
    if (verb == "open") {
      if (!opened) return std::nullopt;
      return MakeRefusal(Code::not_allowed,
                         {"表决已经开始，名册已经固定", "the ballot is open and its roster fixed"});
    }
    if (!opened) {
      return MakeRefusal(
          Code::not_allowed, {"表决尚未开始", "the ballot is not open yet"},
          {"由组织者先开始表决，固定名册", "its organiser opens it first, which fixes the roster"});
    }
    if (verb == "vote") return WhyNotVote(state, actor.id.value);
    if (verb == "tally") return WhyNotTally(state);
    if (verb == "close") return WhyNotClose(state);
    return std::nullopt;
  }

  [[nodiscard]] FactsNeeded Needs(std::string_view verb, const Value& input) const override {
    FactsNeeded needed;
    if (verb == "open") needed.holders = voters_;
    if (verb == "tally") {
      for (const auto& id : Ids(ListIn(input, "tellers"))) needed.people.emplace_back(id);
    }
    return needed;
  }

  Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const override {
    const Actor nobody;
    if (auto refusal = WhyNot(act.verb, state, act.actor == nullptr ? nobody : *act.actor, item))
      return tl::unexpected(std::move(*refusal));
    if (act.verb == "open") return Open(state, act);
    if (act.verb == "attend") return voters_.empty() ? RecordPresent(state, act) : Attend(state, act);
    if (act.verb == "vote") return Vote(state, act, item.Now());
    if (act.verb == "tally") return RecordCount(state, act, item.Now());
    return Close(state, act);
  }

  [[nodiscard]] std::vector<Awaited> AwaitedNow(const Value& state) const override {
    std::vector<Awaited> awaited;
    for (const auto& role : by_) awaited.push_back({role, {}});
    if (state.Find("tally") != nullptr) return awaited;
    for (const auto& person : ListIn(state, "attending")) {
      if (!HasVoted(state, person.AsString()))
        awaited.push_back({{}, PersonId(std::string(person.AsString()))});
    }
    return awaited;
  }

  Value Shown(const Value& state, const Viewer& viewer, Surroundings& /*item*/) const override {
    std::vector<Value::Entry> shown;
    const auto show = [&](std::string_view key, Value value) {
      shown.emplace_back(Value::String(key), std::move(value));
    };
    for (const auto& [key, value] : state.AsMap()) {
      if (key.AsString() != "urn" && key.AsString() != "voted") show(key.AsString(), value);
    }
    show("quorum", Value::String(rules_.quorum.ToString()));
    show("pass", Value::String(rules_.pass.ToString()));
    show("secret", Value::Bool(secret_));
    if (voters_.empty()) return Value::Map(std::move(shown));
    show("own_vote_cast", Value::Bool(HasVoted(state, viewer.actor.id.value)));
    if (secret_ && (viewer.auditor || HoldsAny(viewer.actor, by_)) && state.Find("voted") != nullptr)
      show("voted", *state.Find("voted"));
    return Value::Map(std::move(shown));
  }

  [[nodiscard]] Value AsReplayed(const Value& state) const override {
    const Value* urn = state.is(Kind::kMap) ? state.Find("urn") : nullptr;
    if (urn == nullptr || state.Find("closed")->AsBool()) return state;
    return With(state, {{"urn", Urn(*urn).Sealed().ToValue()}});
  }

 private:
  [[nodiscard]] bool HasVoted(const Value& state, std::string_view person) const {
    if (secret_) return Names(ListIn(state, "voted"), person);
    const auto votes = ListIn(state, "votes");
    return std::any_of(votes.begin(), votes.end(), [&](const Value& v) { return TextIn(v, "by") == person; });
  }

  static std::int64_t VotesIn(const Value& state) {
    return static_cast<std::int64_t>(ListIn(state, "voted").size() + ListIn(state, "votes").size());
  }

  [[nodiscard]] std::optional<Refusal> WhyNotVote(const Value& state, std::string_view person) const {
    if (!Names(ListIn(state, "voters"), person))
      return MakeRefusal(Code::not_allowed,
                         {"不在表决名册内", "the roster of this ballot does not name you"});
    if (state.Find("tally") != nullptr)
      return MakeRefusal(Code::not_allowed, {"已录入现场计票结果，不再接受投票",
                                             "votes were counted on paper; none are taken here"});
    if (!Names(ListIn(state, "attending"), person))
      return MakeRefusal(Code::not_allowed, {"尚未登记到会", "you are not recorded as present"},
                         {"请组织者登记到会", "ask the organiser to record it"});
    if (secret_ && HasVoted(state, person))
      return MakeRefusal(Code::acted_already,
                         {"已经投票；无记名投票不能更改", "you have voted; a secret vote cannot be changed"});
    return std::nullopt;
  }

  static std::optional<Refusal> WhyNotTally(const Value& state) {
    if (VotesIn(state) == 0) return std::nullopt;
    const std::string votes = Digits(VotesIn(state));
    return MakeRefusal(Code::not_allowed,
                       {"已有 " + votes + " 人在系统内投票，不能再录入现场计票结果",
                        votes + " people have voted here; a count on paper cannot be added"},
                       {"要改为现场投票，请重新进入此环节", "to vote on paper, enter this state anew"});
  }

  std::optional<Refusal> WhyNotClose(const Value& state) const {
    const auto present = PresentIn(state);
    if (!present)
      return MakeRefusal(Code::not_allowed, {"尚未登记到会人数", "who is present is not recorded yet"});
    if (state.Find("tally") != nullptr || VotesIn(state) > 0) return std::nullopt;
    const Tally tally{IntIn(state, "roster"), *present, 0, 0, 0};
    if (!Decide(rules_, tally).quorate) return std::nullopt;
    return MakeRefusal(Code::not_allowed, {"到会人数符合规定，但尚无投票或计票结果",
                                           "the meeting is quorate, but nothing was voted"});
  }

  [[nodiscard]] Outcome<Turn> Open(const Value& state, const Act& act) const {
    std::vector<std::string> ids;
    for (const auto& person : ListIn(act.facts, "people")) {
      if (HoldsAny(person, voters_)) ids.emplace_back(TextIn(person, "id"));
    }
    const Value voters = People(std::move(ids));
    const auto count = static_cast<std::int64_t>(voters.AsList().size());
    if (count == 0)
      return tl::unexpected(DoNotFit({"名册为空：没有人担任表决人", "nobody holds the role of a voter"},
                                     {"请先任命表决人", "appoint the voters first"}));
    const Value* roster = state.Find("roster");
    if (roster != nullptr && roster->AsInt() < count) {
      return tl::unexpected(DoNotFit(
          {"名册有 " + Digits(count) + " 人，而应到人数为 " + Digits(roster->AsInt()),
           Digits(count) + " people hold the role, but only " + Digits(roster->AsInt()) + " may vote"},
          {"请更正应到人数或任命", "correct the number or the appointments"}));
    }
    Turn turn;
    turn.state = With(state, {{"voters", voters},
                              {"roster", roster != nullptr ? *roster : Value::Int(count)},
                              {secret_ ? "voted" : "votes", Value::List({})}});
    if (secret_) turn.state = With(turn.state, {{"urn", Urn().ToValue()}});
    ActivityNotice notice;
    for (const auto& id : Ids(voters.AsList())) notice.people.emplace_back(id);
    notice.message = {"表决已经开始", "a ballot has opened"};
    turn.notices.push_back(std::move(notice));
    return turn;
  }

  // Attendance by name. A count on paper that went by another attendance must be recorded anew.
  [[nodiscard]] Outcome<Turn> Attend(const Value& state, const Act& act) const {
    const auto coming = ListIn(act.input, "people");
    const auto leaving = ListIn(act.input, "absent");
    if (coming.empty() && leaving.empty())
      return tl::unexpected(
          RefuseField("people", "required", {"请选择到会人员", "name those who are present"}));
    for (const auto& person : coming) {
      const std::string id(person.AsString());
      if (!Names(ListIn(state, "voters"), id))
        return tl::unexpected(RefuseField(
            "people", "person", {"不在表决名册内：" + id, "the roster does not name `" + id + "`"}));
      if (Names(leaving, id))
        return tl::unexpected(RefuseField(
            "absent", "person", {"同时登记为到会和未到会：" + id, "`" + id + "` is named as both"}));
    }
    for (const auto& person : leaving) {
      const std::string id(person.AsString());
      if (HasVoted(state, id))
        return tl::unexpected(RefuseField("absent", "person", {"已经投票：" + id, "`" + id + "` has voted"}));
    }
    std::vector<std::string> ids = Ids(ListIn(state, "attending"));
    for (const auto& id : Ids(coming)) ids.push_back(id);
    std::erase_if(ids, [&](const std::string& id) { return Names(leaving, id); });
    Turn turn;
    turn.state = With(state, {{"attending", People(std::move(ids))}, {"tally", Value()}});
    return turn;
  }

  Outcome<Turn> Vote(const Value& state, const Act& act, Timestamp now) const {
    const std::string& person = act.actor->id.value;
    const Value* choice = act.input.Find("choice");
    Turn turn;
    if (!secret_) {
      turn.state = With(state, {{"votes", WithVote(*state.Find("votes"), person, choice->AsString(), now)}});
      return turn;
    }
    // Only a replay knows a vote without its choice.
    if (choice == nullptr && !(act.facts.is(Kind::kMap) && act.facts.Find("sealed") != nullptr))
      return tl::unexpected(RefuseField("choice", "required", {"请选择意见", "a choice is needed"}));
    Urn urn(*state.Find("urn"));
    urn.Add(choice == nullptr ? std::nullopt : std::optional(choice->AsString()));
    std::vector<std::string> voted = Ids(ListIn(state, "voted"));
    voted.push_back(person);
    turn.state = With(state, {{"urn", urn.ToValue()}, {"voted", People(std::move(voted))}});
    turn.kept_input = Value::Map(std::vector<Value::Entry>{});
    turn.kept_facts = Value::Map({{"sealed", Value::Bool(true)}});
    turn.sealed = true;
    return turn;
  }

  [[nodiscard]] Outcome<Turn> Close(const Value& state, const Act& act) const {
    Turn turn;
    turn.state = With(state, {{"closed", Value::Bool(true)}});
    Tally tally;
    tally.roster = IntIn(state, "roster");
    tally.present = *PresentIn(state);
    std::int64_t invalid = 0;
    if (const Value* count = state.Find("tally")) {
      tally.in_favour = IntIn(*count, "for");
      tally.against = IntIn(*count, "against");
      tally.abstain = IntIn(*count, "abstain");
      invalid = IntIn(*count, "invalid");
    }
    for (const auto& vote : ListIn(state, "votes")) AddTo(tally, TextIn(vote, "choice"));
    if (VotesIn(state) > 0 && state.Find("urn") != nullptr) {
      // The sums become part of the history now; a replay has them from there.
      const Value* told = act.facts.is(Kind::kMap) ? act.facts.Find("urn") : nullptr;
      const Urn urn(told != nullptr ? *told : *state.Find("urn"));
      if (urn.Votes() != VotesIn(state))
        return tl::unexpected(DoNotFit(
            {"票数与投票人数不符", "the votes in the urn are not as many as the people who voted"}, {}));
      urn.AddTo(tally);
      turn.state = With(turn.state, {{"urn", urn.ToValue()}});
      turn.kept_facts = Value::Map({{"urn", urn.ToValue()}});
    }
    const Verdict verdict = Decide(rules_, tally);
    turn.outcome = Value::Map({{"roster", Value::Int(tally.roster)},
                               {"present", Value::Int(tally.present)},
                               {"for", Value::Int(tally.in_favour)},
                               {"against", Value::Int(tally.against)},
                               {"abstain", Value::Int(tally.abstain)},
                               {"invalid", Value::Int(invalid)},
                               {"quorate", Value::Bool(verdict.quorate)},
                               {"passed", Value::Bool(verdict.passed)}});
    return turn;
  }

  BallotRules rules_;
  std::vector<std::string> by_;
  std::vector<std::string> voters_;
  bool secret_ = true;
};

}  // namespace

std::shared_ptr<const ActivityRules> MakeBallot(const ActivitySetup& setup) {
  return std::make_shared<const Ballot>(setup);
}

}  // namespace charter
