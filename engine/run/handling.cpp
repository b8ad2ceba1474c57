#include "engine/run/handling.h"

#include <algorithm>
#include <tuple>

#include "engine/run/fact_json.h"
#include "engine/run/objection.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

constexpr std::size_t kNoteLength = 500;
constexpr std::size_t kMostCopies = 100;  // by one event

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

template <typename Range, typename Item>
bool Contains(const Range& range, const Item& item) {
  return std::find(range.begin(), range.end(), item) != range.end();
}

std::string Joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

Field TextField(const char* name, Text title, bool required) {
  Field field;
  field.name = name;
  field.schema.type = FieldType::kString;
  field.schema.min_length = 1;
  field.schema.max_length = kNoteLength;
  field.required = required;
  field.title = std::move(title);
  return field;
}

Field PersonField(Text title) {
  Field field;
  field.name = "to";
  field.schema.type = FieldType::kPerson;
  field.required = true;
  field.title = std::move(title);
  return field;
}

Field PeopleField(Text title) {
  Field field = PersonField(std::move(title));
  field.schema.items = std::make_shared<const Schema>(field.schema);
  field.schema.type = FieldType::kArray;
  field.schema.min_items = 1;
  field.schema.max_items = kMostCopies;
  field.schema.unique_items = true;
  return field;
}

Text TitleOf(const Chart& chart, StateIndex index) {
  const State& state = chart.states[At(index)];
  return state.title.empty() ? Text{state.id, state.id} : state.title;
}

// What a role does in a state.
struct Work {
  StateIndex state = kNone;
  RoleIndex role = kNone;
};

// The work that is awaited of the roles which the actor holds; of all roles without an actor.
std::vector<Work> WorkOf(const Chart& chart, const Snapshot& snapshot, const Actor* actor) {
  std::vector<Work> work;
  for (const auto state : ActiveAtoms(chart, snapshot)) {
    for (const auto role : RolesAwaited(chart, state)) {
      if (actor == nullptr || Contains(actor->roles, chart.roles[At(role)].id)) work.push_back({state, role});
    }
  }
  return work;
}

const Urging* UrgedToday(const Snapshot& snapshot, StateIndex state, const PersonId& person, Timestamp now) {
  const auto found = std::find_if(
      snapshot.dealings->urged.begin(), snapshot.dealings->urged.end(), [&](const Urging& urging) {
        return urging.state == state && urging.by == person && DayOf(urging.at) == DayOf(now);
      });
  return found == snapshot.dealings->urged.end() ? nullptr : &*found;
}

Refusal UrgedAlready(const Chart& chart, const Urging& urging) {
  const std::string at = ToShanghaiString(urging.at);
  const Text title = TitleOf(chart, urging.state);
  return {Code::urged_already,
          {"“" + title.zh + "”今日已催办过（" + at + "）",
           "\"" + title.en + "\" was urged today already, at " + at},
          {"每人每日对同一环节只催办一次", "each person urges a state once a day"},
          {},
          {at}};
}

// The awaited states which the person has not urged today; else why there is none.
Outcome<std::vector<StateIndex>> StatesToUrge(const Chart& chart, const Snapshot& snapshot,
                                              const PersonId& person, Timestamp now) {
  std::vector<StateIndex> states;
  const Urging* urged = nullptr;
  for (const auto& task : TasksOf(chart, snapshot)) {
    const StateIndex state = chart.FindState(task.state);
    if (const Urging* today = UrgedToday(snapshot, state, person, now)) {
      urged = today;
    } else if (!Contains(states, state)) {
      states.push_back(state);
    }
  }
  if (!states.empty()) return states;
  if (urged != nullptr) return tl::unexpected(UrgedAlready(chart, *urged));
  return tl::unexpected(Refusal{
      Code::nobody_awaited, {"现在没有待办可催", "nobody is awaited whom one could urge"}, {}, {}, {}});
}

Refusal NothingToHandOver() {
  return {Code::nothing_to_hand_over,
          {"这里没有您角色的待办可以转办", "nobody of a role of yours is awaited there"},
          {},
          {},
          {}};
}

}  // namespace

std::optional<Refusal> LacksRightTo(const Chart& chart, Handling handling, const Actor& actor) {
  std::vector<std::string> may;
  for (const auto role : RightsOf(chart, handling)) may.push_back(chart.roles[At(role)].id);
  const bool holds =
      std::any_of(may.begin(), may.end(), [&](const auto& role) { return Contains(actor.roles, role); });
  if (holds) return std::nullopt;
  return Refusal{Code::wrong_role,
                 {"您没有转办、催办或抄送此事项的角色",
                  "you do not hold a role that may hand over, urge or copy this item"},
                 {},
                 {},
                 may};
}

namespace {

FieldError NoSuchPerson(std::string pointer, std::string_view id) {
  const std::string name(id);
  return {std::move(pointer), "person", {"没有此人：" + name, "there is no such person: " + name}};
}

// Of the people that the event names, as the directory knew them when it came.
std::optional<Actor> PersonNamed(const Event& event, std::string_view id) {
  const Value* people = event.facts.is(Kind::kMap) ? event.facts.Find("people") : nullptr;
  if (people == nullptr || !people->is(Kind::kList)) return std::nullopt;
  for (const auto& person : people->AsList()) {
    const Actor actor = ActorFromValue(person);
    if (actor.id.value == id) return actor;
  }
  return std::nullopt;
}

Effect Tell(const PersonId& person, Text message) {
  Effect effect;
  effect.kind = Effect::Kind::kNotify;
  effect.person = person.value;
  effect.message = std::move(message);
  return effect;
}

std::string SenderOf(const Event& event) { return event.actor ? event.actor->name : "Charter"; }

Text WithNote(Text text, const Value& note) {
  if (!note.is(Kind::kString)) return text;
  text.zh += "：" + std::string(note.AsString());
  text.en += ": " + std::string(note.AsString());
  return text;
}

void Give(Draft& snapshot, const Work& work, const Actor& person) {
  auto& handed = snapshot.Edit<&Snapshot::dealings>().Own().handed;
  const auto place =
      std::lower_bound(handed.begin(), handed.end(), work, [](const HandedWork& h, const Work& w) {
        return h.state < w.state || (h.state == w.state && h.role < w.role);
      });
  const bool again = place != handed.end() && place->state == work.state && place->role == work.role;
  const HandedWork entry{work.state, work.role, person.id, person.name};
  again ? void(*place = entry) : void(handed.insert(place, entry));
}

Outcome<void> HandItOver(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                         const std::vector<Value>& input, std::vector<Effect>& effects) {
  const auto to = PersonNamed(event, input[0].AsString());
  if (!to) return tl::unexpected(InvalidInput({NoSuchPerson("/to", input[0].AsString())}));
  auto work = WorkOf(chart, *snapshot, event.actor ? &*event.actor : nullptr);
  if (input[2].is(Kind::kString)) {
    const StateIndex state = chart.FindState(input[2].AsString());
    std::erase_if(work, [&](const Work& w) { return w.state != state; });
  }
  if (work.empty()) return tl::unexpected(NothingToHandOver());
  std::vector<std::string> lacking;
  for (const Work& w : work) {
    const std::string& role = chart.roles[At(w.role)].id;
    if (!Contains(to->roles, role) && !Contains(lacking, role)) lacking.push_back(role);
  }
  if (!lacking.empty()) {
    return tl::unexpected(
        Refusal{Code::receiver_lacks_role,
                {to->name + " 对此事项没有角色：" + Joined(lacking, "、"),
                 to->name + " does not hold over this item: " + Joined(lacking, ", ")},
                {"转给有此角色的人；分别转办时写明 state",
                 "hand it to somebody who does; name the `state` to hand over one at a time"},
                {},
                lacking});
  }
  for (const Work& w : work) Give(snapshot, w, *to);
  effects.push_back(Tell(to->id, WithNote({SenderOf(event) + " 将 " + item.number + " 转您办理",
                                           SenderOf(event) + " hands " + item.number + " over to you"},
                                          input[1])));
  return {};
}

Outcome<void> Urge(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                   const std::vector<Value>& input, std::vector<Effect>& effects) {
  const PersonId by = event.actor ? event.actor->id : PersonId();
  const auto states = StatesToUrge(chart, *snapshot, by, snapshot->at);
  if (!states) return tl::unexpected(states.error());
  const Text message = WithNote(
      {SenderOf(event) + " 催办 " + item.number, SenderOf(event) + " asks you to get on with " + item.number},
      input[0]);
  Effect roles;
  roles.kind = Effect::Kind::kNotify;
  roles.message = message;
  for (const auto& task : TasksOf(chart, *snapshot)) {
    if (!Contains(*states, chart.FindState(task.state))) continue;
    if (!task.person.empty()) {
      effects.push_back(Tell(task.person, message));
    } else if (!Contains(roles.roles, task.role)) {
      roles.roles.push_back(task.role);
    }
  }
  std::sort(roles.roles.begin(), roles.roles.end());
  if (!roles.roles.empty()) effects.push_back(std::move(roles));
  auto& urged = snapshot.Edit<&Snapshot::dealings>().Own().urged;
  for (const auto state : *states) {
    std::erase_if(urged, [&](const Urging& u) { return u.state == state && u.by == by; });
    urged.push_back({state, by, SenderOf(event), snapshot->at});
  }
  std::sort(urged.begin(), urged.end(), [](const Urging& a, const Urging& b) {
    return std::tie(a.state, a.by) < std::tie(b.state, b.by);
  });
  return {};
}

Outcome<void> Copy(const ItemInfo& item, Draft& snapshot, const Event& event, const std::vector<Value>& input,
                   std::vector<Effect>& effects) {
  std::vector<Actor> people;
  std::vector<FieldError> errors;
  for (const auto& id : input[0].AsList()) {
    if (auto person = PersonNamed(event, id.AsString())) {
      people.push_back(*std::move(person));
    } else {
      errors.push_back(NoSuchPerson("/to/" + std::to_string(people.size() + errors.size()), id.AsString()));
    }
  }
  if (!errors.empty()) return tl::unexpected(InvalidInput(errors));
  for (const Actor& person : people) {
    AddCopy(snapshot, person.id, person.name);
    effects.push_back(Tell(person.id, WithNote({SenderOf(event) + " 将 " + item.number + " 抄送给您",
                                                SenderOf(event) + " copies " + item.number + " to you"},
                                               input[1])));
  }
  return {};
}

}  // namespace

std::optional<Handling> HandlingOf(std::string_view event) {
  if (event == kHandOverEvent) return Handling::kHandOver;
  if (event == kUrgeEvent) return Handling::kUrge;
  if (event == kCopyEvent) return Handling::kCopy;
  return std::nullopt;
}

std::string_view EventOf(Handling handling) {
  if (handling == Handling::kHandOver) return kHandOverEvent;
  return handling == Handling::kUrge ? kUrgeEvent : kCopyEvent;
}

const std::vector<RoleIndex>& RightsOf(const Chart& chart, Handling handling) {
  if (handling == Handling::kHandOver) return chart.life_cycle.hand_over;
  return handling == Handling::kUrge ? chart.life_cycle.urge : chart.life_cycle.copy;
}

const std::vector<Field>& InputOf(Handling handling) {
  static const std::vector<Field> kHandOverInput{PersonField({"接办人", "To whom"}),
                                                 TextField("reason", {"转办原因", "Reason"}, true),
                                                 TextField("state", {"环节", "In which state"}, false)};
  static const std::vector<Field> kUrgeInput{TextField("message", {"留言", "Message"}, false)};
  static const std::vector<Field> kCopyInput{PeopleField({"抄送人", "To whom"}),
                                             TextField("note", {"说明", "Note"}, false)};
  if (handling == Handling::kHandOver) return kHandOverInput;
  return handling == Handling::kUrge ? kUrgeInput : kCopyInput;
}

std::optional<Refusal> NothingToHandle(const Chart& chart, const Snapshot& snapshot, Handling handling,
                                       const Actor& actor) {
  if (handling == Handling::kHandOver && WorkOf(chart, snapshot, &actor).empty()) return NothingToHandOver();
  if (handling == Handling::kUrge) {
    const auto states = StatesToUrge(chart, snapshot, actor.id, snapshot.at);
    if (!states) return states.error();
  }
  return std::nullopt;
}

std::optional<Refusal> MayHandle(const Chart& chart, const Snapshot& snapshot, Handling handling,
                                 const Actor& actor) {
  auto lacks = LacksRightTo(chart, handling, actor);
  return lacks ? std::move(lacks) : NothingToHandle(chart, snapshot, handling, actor);
}

Outcome<void> Handle(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                     Handling handling, std::vector<Effect>& effects) {
  if (event.source == Event::Source::kPerson && event.actor) {
    if (auto refusal = MayHandle(chart, *snapshot, handling, *event.actor))
      return tl::unexpected(*std::move(refusal));
  }
  std::vector<FieldError> errors;
  const auto input = ConformFields(
      InputOf(handling), event.data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : event.data,
      "", errors);
  if (!errors.empty()) return tl::unexpected(InvalidInput(errors));
  if (handling == Handling::kHandOver) return HandItOver(chart, item, snapshot, event, input, effects);
  if (handling == Handling::kUrge) return Urge(chart, item, snapshot, event, input, effects);
  return Copy(item, snapshot, event, input, effects);
}

const HandedWork* HandedTo(const Snapshot& snapshot, StateIndex state, RoleIndex role) {
  const auto found =
      std::find_if(snapshot.dealings->handed.begin(), snapshot.dealings->handed.end(),
                   [&](const HandedWork& handed) { return handed.state == state && handed.role == role; });
  return found == snapshot.dealings->handed.end() ? nullptr : &*found;
}

void AddCopy(Draft& snapshot, const PersonId& person, const std::string& name) {
  if (!IsCopiedTo(*snapshot, person))
    snapshot.Edit<&Snapshot::dealings>().Own().copied.push_back({person, name, snapshot->at});
}

void ForgetHandling(Draft& snapshot, StateIndex state) {
  const auto here = [&](const auto& entry) { return entry.state == state; };
  const Dealings& now = *snapshot->dealings;
  if (std::none_of(now.handed.begin(), now.handed.end(), here) &&
      std::none_of(now.urged.begin(), now.urged.end(), here)) {
    return;
  }
  Dealings& dealings = snapshot.Edit<&Snapshot::dealings>().Own();
  std::erase_if(dealings.handed, here);
  std::erase_if(dealings.urged, here);
}

bool IsCopiedTo(const Snapshot& snapshot, const PersonId& person) {
  return std::any_of(snapshot.dealings->copied.begin(), snapshot.dealings->copied.end(),
                     [&](const CopiedTo& copy) { return copy.person == person; });
}

std::vector<PersonId> PeopleNamed(Handling handling, const Value& data) {
  std::vector<PersonId> people;
  const Value* to = handling != Handling::kUrge && data.is(Kind::kMap) ? data.Find("to") : nullptr;
  const auto add = [&](const Value& id) {
    if (id.is(Kind::kString)) people.emplace_back(std::string(id.AsString()));
  };
  if (to == nullptr) return people;
  if (!to->is(Kind::kList)) {
    add(*to);
  } else if (to->AsList().size() <= kMostCopies) {
    for (const auto& id : to->AsList()) add(id);
  }
  return people;
}

}  // namespace charter
