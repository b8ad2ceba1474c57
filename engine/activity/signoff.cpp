#include "engine/activity/signoff.h"

#include "engine/activity/make_field.h"
#include "engine/activity/people.h"
#include "engine/activity/seats.h"

namespace charter {
namespace {

const Schema& StateSchema() {
  static const Schema schema =
      MakeObject({MakeList("seats", SeatFields()), MakeList("before", SeatFields()),
                  MakeField("last_by", FieldType::kPerson), MakeField("last", FieldType::kString)});
  return schema;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Refusal NotASigner() {
  return MakeRefusal(Code::not_allowed, {"不在会签人之列", "your signature is not asked for"});
}

class Signoff : public ActivityRules {
 public:
  explicit Signoff(const ActivitySetup& setup)
      : by_(RolesOf(setup.settings, "by")),
        named_by_(RolesOf(setup.settings, "named_by")),
        add_(RolesOf(setup.settings, "add")),
        delegate_(RolesOf(setup.settings, "delegate")) {
    const auto need = TextIn(setup.settings, "need");
    need_ = need.empty() ? Need{} : Need::Parse(need).value();
    // Who is named need not hold a role of `by`; WhyNot knows them.
    const bool by_role_alone = named_by_.empty() && add_.empty() && delegate_.empty();
    const std::vector<std::string> signers = by_role_alone ? by_ : std::vector<std::string>{};
    const auto with_role = [&](std::vector<Field> fields) {
      if (by_.size() > 1 && named_by_.empty())
        fields.push_back(MakeChoice("as", {"以何角色", "In which role"}, by_));
      return fields;
    };
    const Field person = MakeField("person", FieldType::kPerson, {"人员", "Person"}, true);
    Field opinion = MakeField("opinion", FieldType::kString, {"意见", "Opinion"});
    opinion.schema.max_length = 4000;
    if (!named_by_.empty()) {
      Field people = MakePeople("people", {"会签人（依次）", "Signers, in their order"}, true);
      people.schema.min_items = 1;
      people.schema.max_items = 1000;
      forms_.push_back({"assign", {"指定会签人", "Name the signers"}, named_by_, {std::move(people)}});
    }
    forms_.push_back(
        {"sign",
         {"签署", "Sign"},
         signers,
         with_role({std::move(opinion), MakeField("file", FieldType::kFile, {"附件", "File"})})});
    forms_.push_back({"refuse",
                      {"拒签", "Refuse to sign"},
                      signers,
                      with_role({MakeReason("reason", {"理由", "Reason"})})});
    if (!add_.empty()) {
      Field when = MakeChoice("place", {"签署顺序", "When"}, {"after", "parallel"});
      when.schema.default_value = Value::String("after");
      forms_.push_back({"add",
                        {"加签", "Add a signer"},
                        {},
                        with_role({person, MakeReason("reason", {"理由", "Reason"}), std::move(when)})});
    }
    if (!delegate_.empty()) {
      forms_.push_back({"delegate",
                        {"转签", "Hand the signature over"},
                        {},
                        with_role({person, MakeReason("reason", {"理由", "Reason"})})});
    }
    forms_.push_back({"withdraw", {"撤回", "Withdraw what you did last"}, {}, {}});
  }

  [[nodiscard]] const Schema& state() const override { return StateSchema(); }

  Outcome<Turn> Start(Surroundings& /*item*/) const override {
    std::vector<Seat> seats;
    if (named_by_.empty()) {
      const bool many = by_.size() == 1 && need_.kind == Need::Kind::kSome;
      const auto count = many ? static_cast<std::size_t>(need_.of) : by_.size();
      for (std::size_t i = 0; i < count; ++i) seats.push_back(Another(seats, by_[many ? 0 : i], ""));
    }
    Turn turn;
    turn.state = Value::Map({{"seats", ToValue(seats)}});
    return turn;
  }

  std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& actor,
                                Surroundings& /*item*/) const override {
    const Seats seats = SeatsOf(state);
    if (verb == "assign") {
      if (seats.Untouched()) return std::nullopt;
      return MakeRefusal(Code::not_allowed,
                         {"已开始会签，不能再指定会签人", "signing has begun; the signers are settled"});
    }
    if (verb == "withdraw") {
      if (state.Find("last_by") != nullptr && TextIn(state, "last_by") == actor.id.value) return std::nullopt;
      return MakeRefusal(Code::not_allowed,
                         {"没有可撤回的操作，或其后已有他人办理",
                          "there is nothing of yours to withdraw, or somebody has acted since"});
    }
    return WhyNotSeat(seats, actor, "", verb != "sign" && verb != "refuse");
  }

  [[nodiscard]] FactsNeeded Needs(std::string_view verb, const Value& input) const override {
    FactsNeeded needed;
    if (verb == "assign") {
      for (const auto& id : Ids(ListIn(input, "people"))) needed.people.emplace_back(id);
    }
    if (verb == "add" || verb == "delegate") needed.people.emplace_back(std::string(TextIn(input, "person")));
    return needed;
  }

  Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const override {
    if (act.actor == nullptr && act.verb != "assign")
      return tl::unexpected(MakeRefusal(Code::not_allowed, {"须由本人办理", "only a person can do this"}));
    const Actor nobody;
    const Actor& actor = act.actor == nullptr ? nobody : *act.actor;
    if (auto refusal = WhyNot(act.verb, state, actor, item)) return tl::unexpected(std::move(*refusal));
    if (act.verb == "assign") return Assign(act);
    Turn turn;
    if (act.verb == "withdraw") {
      turn.state = With(
          state,
          {{"seats", *state.Find("before")}, {"before", Value()}, {"last_by", Value()}, {"last", Value()}});
      return turn;
    }
    Seats seats = SeatsOf(state);
    const auto role = TextIn(act.input, "as");
    if (auto refusal = WhyNotSeat(seats, actor, role, act.verb != "sign" && act.verb != "refuse"))
      return tl::unexpected(std::move(*refusal));
    const std::size_t place = *seats.Of(actor, role);
    if (act.verb == "add" || act.verb == "delegate") {
      if (auto refusal = Bring(seats, place, act, item.Now())) return tl::unexpected(std::move(*refusal));
      ActivityNotice notice;
      notice.people.emplace_back(std::string(TextIn(act.input, "person")));
      notice.message = {"请您会签", "your signature is asked for"};
      turn.notices.push_back(std::move(notice));
    } else {
      Seat& seat = seats[place];
      seat.decision = act.verb == "sign" ? "signed" : "refused";
      seat.by = actor.id.value;
      if (!actor.on_behalf_of.empty()) seat.on_behalf_of = actor.on_behalf_of.front().id.value;
      seat.at = item.Now();
      seat.opinion = TextIn(act.input, act.verb == "sign" ? "opinion" : "reason");
      seat.file = TextIn(act.input, "file");
    }
    turn.state = Value::Map({{"seats", ToValue(seats.all())},
                             {"before", *state.Find("seats")},
                             {"last_by", Value::String(actor.id.value)},
                             {"last", Value::String(act.verb)}});
    if (seats.Passed() || seats.Lost()) turn.outcome = OutcomeOf(seats);
    return turn;
  }

  [[nodiscard]] std::vector<Awaited> AwaitedNow(const Value& state) const override {
    const Seats seats = SeatsOf(state);
    std::vector<Awaited> awaited;
    if (seats.all().empty()) {
      for (const auto& role : named_by_) awaited.push_back({role, {}});
    }
    for (const auto& seat : seats.all()) {
      if (!seats.Awaits(seat)) continue;
      awaited.push_back(seat.person.empty() ? Awaited{seat.role, {}} : Awaited{{}, PersonId(seat.person)});
    }
    return awaited;
  }

  Value Shown(const Value& state, const Viewer& /*viewer*/, Surroundings& /*item*/) const override {
    const Seats seats = SeatsOf(state);
    std::vector<Value> shown;
    const auto list = ListIn(state, "seats");
    for (std::size_t i = 0; i < list.size(); ++i)
      shown.push_back(With(list[i], {{"awaited", Value::Bool(seats.Awaits(seats[i]))}}));
    return Value::Map({{"seats", Value::List(std::move(shown))}});
  }

 private:
  [[nodiscard]] Seats SeatsOf(const Value& state) const { return {need_, SeatsFrom(ListIn(state, "seats"))}; }

  // One more at the end, which in a sequence waits for the one before.
  [[nodiscard]] Seat Another(const std::vector<Seat>& seats, std::string role, std::string person) const {
    Seat seat;
    seat.number = static_cast<std::int64_t>(seats.size()) + 1;
    seat.role = std::move(role);
    seat.person = std::move(person);
    if (need_.kind == Need::Kind::kSequence && !seats.empty()) seat.after.push_back(seat.number - 1);
    return seat;
  }

  // `ahead`: also before it is his turn.
  [[nodiscard]] static std::optional<Refusal> WhyNotSeat(const Seats& seats, const Actor& actor,
                                                         std::string_view role, bool ahead) {
    if (seats.all().empty())
      return MakeRefusal(Code::not_allowed, {"尚未指定会签人", "the signers are not named yet"});
    const bool has_acted =
        seats.HasActed(actor.id.value) ||
        std::any_of(actor.on_behalf_of.begin(), actor.on_behalf_of.end(),
                    [&](const Represented& other) { return seats.HasActed(other.id.value); });
    if (has_acted)
      return MakeRefusal(Code::acted_already, {"您已签署或拒签，一人只办理一次",
                                               "you have signed or refused; nobody does so twice"});
    const auto place = seats.Of(actor, role);
    if (!place) return NotASigner();
    if (ahead || seats.Awaits(seats[*place])) return std::nullopt;
    return MakeRefusal(Code::not_allowed, {"尚未轮到，或已无须签署",
                                           "it is not your turn yet, or your signature is no longer needed"});
  }

  [[nodiscard]] Outcome<Turn> Assign(const Act& act) const {
    const auto people = ListIn(act.input, "people");
    if (need_.kind == Need::Kind::kSome && static_cast<std::int64_t>(people.size()) != need_.of) {
      const std::string of = std::to_string(need_.of);
      return tl::unexpected(
          RefuseField("people", "minItems", {"应指定 " + of + " 人", "name " + of + " people"}));
    }
    std::vector<Seat> seats;
    ActivityNotice notice;
    for (const auto& person : people) {
      const std::string id(person.AsString());
      const Value* known = KnownPerson(act.facts, id);
      if (known == nullptr) return tl::unexpected(UnknownPerson("people", id));
      if (!charter::HoldsAny(*known, by_)) return tl::unexpected(WithoutRole("people", id, by_));
      seats.push_back(Another(seats, "", id));
      notice.people.emplace_back(id);
    }
    notice.message = {"请您会签", "your signature is asked for"};
    Turn turn;
    turn.state = Value::Map({{"seats", ToValue(seats)}});
    turn.notices.push_back(std::move(notice));
    return turn;
  }

  static Refusal WithoutRole(const std::string& field, const std::string& id,
                             const std::vector<std::string>& roles) {
    return RefuseField(field, "role",
                       {id + " 不担任所需角色（" + Joined(roles) + "）",
                        "`" + id + "` holds none of the roles that may: " + Joined(roles)});
  }

  // Adds a signer, or puts another in a signer's place.
  std::optional<Refusal> Bring(Seats& seats, std::size_t place, const Act& act, Timestamp now) const {
    const std::string id(TextIn(act.input, "person"));
    const std::string reason(TextIn(act.input, "reason"));
    const bool adds = act.verb == "add";
    if (id == act.actor->id.value)
      return RefuseField("person", "person", {"不能选择本人", "this must be somebody else"});
    const Value* known = KnownPerson(act.facts, id);
    if (known == nullptr) return UnknownPerson("person", id);
    if (seats.Asks(*known, adds ? 0 : seats[place].number)) {
      return RefuseField(
          "person", "person",
          {id + " 已是会签人，或属于会签另一方", "`" + id + "` signs already, or stands on another side"});
    }
    const auto& roles = adds ? add_ : delegate_;
    if (!charter::HoldsAny(*known, roles)) return WithoutRole("person", id, roles);
    if (adds) {
      Seat seat;
      seat.person = id;
      seat.added_by = act.actor->id.value;
      seat.added_because = reason;
      seats.Add(place, TextIn(act.input, "place") == "after", std::move(seat));
    } else {
      seats[place].person = id;
      seats[place].handed.push_back({act.actor->id.value, id, reason, now});
    }
    return std::nullopt;
  }

  static Value OutcomeOf(const Seats& seats) {
    std::vector<Value> signatures;
    for (const auto& seat : seats.all()) {
      if (seat.Open()) continue;
      Value row = Value::Map({{"person", Value::String(seat.by)},
                              {"signed", Value::Bool(seat.decision == "signed")},
                              {"at", Value::Of(seat.at)}});
      if (!seat.role.empty()) row = With(row, {{"role", Value::String(seat.role)}});
      const std::string& lender = seat.on_behalf_of;
      if (!lender.empty() || !seat.handed.empty()) {
        row =
            With(row, {{"on_behalf_of", Value::String(lender.empty() ? seat.handed.front().from : lender)}});
      }
      if (!seat.opinion.empty()) row = With(row, {{"opinion", Value::String(seat.opinion)}});
      if (!seat.file.empty()) row = With(row, {{"file", Value::String(seat.file)}});
      signatures.push_back(std::move(row));
    }
    return Value::Map({{"passed", Value::Bool(seats.Passed())},
                       {"signed", Value::Int(seats.Decided("signed"))},
                       {"refused", Value::Int(seats.Decided("refused"))},
                       {"signatures", Value::List(std::move(signatures))}});
  }

  Need need_;
  std::vector<std::string> by_;
  std::vector<std::string> named_by_;
  std::vector<std::string> add_;
  std::vector<std::string> delegate_;
};

}  // namespace

std::shared_ptr<const ActivityRules> MakeSignoff(const ActivitySetup& setup) {
  return std::make_shared<const Signoff>(setup);
}

std::vector<Field> SignatureFields() {
  return {MakeField("person", FieldType::kPerson, {"签署人", "Person"}),
          MakeField("role", FieldType::kString, {"角色", "Role"}),
          MakeField("on_behalf_of", FieldType::kPerson, {"代签", "On behalf of"}),
          MakeField("signed", FieldType::kBoolean, {"同意", "Signed"}),
          MakeField("at", FieldType::kTimestamp, {"时间", "At"}),
          MakeField("opinion", FieldType::kString, {"意见", "Opinion"}),
          MakeField("file", FieldType::kFile, {"附件", "File"})};
}

}  // namespace charter
