// What people do within a state: the interface behind which each kind of activity stands.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/activity/sheet.h"
#include "engine/data/actor.h"
#include "engine/data/period.h"
#include "engine/data/refusal.h"
#include "engine/data/schema.h"

namespace charter {

// The item that an activity belongs to, as far as it may look. Everything it tells is the same on replay.
class Surroundings {
 public:
  virtual ~Surroundings() = default;

  [[nodiscard]] virtual Timestamp Now() const = 0;
  // The organisation that the item is for.
  [[nodiscard]] virtual const OrgId& Org() const = 0;
  // Whether the workflow file has an expression under this key: "roster", "conflict", "order.0.by".
  [[nodiscard]] virtual bool Has(std::string_view key) const = 0;
  // Its value; `named` is what it calls "reviewer", "candidate", ... (a map for a record). Refused with
  // guard_failed where it cannot be evaluated. Precondition: Has(key).
  virtual Outcome<Value> Evaluate(std::string_view key, const Value& named = {}) = 0;
  // The items under this one, as `children` of expressions.
  [[nodiscard]] virtual Value Children() const = 0;
  // When a period that starts now is over.
  virtual Outcome<Deadline> EndOf(const Period& period) = 0;
};

// Something somebody does in an activity: the event `<id>.<verb>` of the item.
struct Act {
  std::string_view verb;
  Value input;         // a map, conformed to the verb's fields with defaults filled in
  const Actor* actor;  // null: nobody, an event of the workflow's own
  Value facts;         // a map or kAbsent: what the step was told besides, see FactsNeeded
};

// What must be known beyond the item before an act can be carried out. It is looked up when the event
// comes in, kept in the history with it, and handed in as Act::facts:
//   people: list of {id, name, org, roles, load}; of those named, only who is known, then all holders.
//           `roles` are those held over the item, sorted; `load` is how many tasks are open for the person
//   seed:   text of 16 hexadecimal digits that nobody could choose
struct FactsNeeded {
  std::vector<PersonId> people;      // these
  std::vector<std::string> holders;  // and all who hold one of these roles over the item
  bool seed = false;
};

// A clock of the activity: rings once, when it is due, unless set anew or stopped before.
struct ActivityClock {
  std::string name;
  std::optional<Period> in;  // from now, or
  Timestamp at;
};

struct ActivityNotice {
  std::vector<std::string> roles;  // people with these roles over the item, and
  std::vector<PersonId> people;    // these
  Text message;
};

// What an act leads to.
struct Turn {
  Value state;                   // the activity's from now on; a map that fits `ActivityRules::state()`
  std::optional<Value> outcome;  // it is complete: `results.<id>`, raised as done.invoke.<id>
  std::vector<ActivityClock> set;
  std::vector<std::string> stop;  // clocks; all stop on completion and when the state is left
  std::vector<ActivityNotice> notices;
  // What the history keeps instead of what was sent and told: for a secret ballot, a vote without its
  // choice. A replay hands in just that.
  std::optional<Value> kept_input;
  std::optional<Value> kept_facts;
  // The event shall not show: nobody but its sender and auditors is shown its row in the history, and
  // neither the revision nor any time that others see moves with it. Where it completes the activity or moves
  // the item, that shows, but not who sent it and what.
  bool sealed = false;
};

// Who is awaited by the activity now: everybody with the role over the item, or one person.
struct Awaited {
  std::string role;
  PersonId person;  // empty: everybody with the role
};

// Somebody who looks at the item.
struct Viewer {
  Actor actor;
  bool auditor = false;  // reads everything
};

// A verb of one activity.
struct ActivityForm {
  std::string verb;
  Text title;
  std::vector<std::string> by;  // roles; empty: WhyNot alone says who may
  std::vector<Field> fields;    // its input
};

// One activity of a workflow file with its settings: a pure reducer over what people do. Immutable, safe
// for all threads; knows neither clock nor store. The caller has checked that the state is active, that the
// activity is not complete, that the actor holds a role of the form's `by`, and that the input conforms.
// A refusal changes nothing.
class ActivityRules {
 public:
  virtual ~ActivityRules() = default;

  [[nodiscard]] const std::vector<ActivityForm>& forms() const { return forms_; }
  // What the state is made of, so that it reads back from JSON as it was written: every member declared.
  [[nodiscard]] virtual const Schema& state() const = 0;

  virtual Outcome<Turn> Start(Surroundings& item) const = 0;
  // Why the actor may not do this now, as far as is known before the input is there. It says the same
  // whatever it is that the actor may not know.
  virtual std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& actor,
                                        Surroundings& item) const = 0;
  [[nodiscard]] virtual FactsNeeded Needs(std::string_view /*verb*/, const Value& /*unchecked map*/) const {
    return {};
  }
  // Checks what WhyNot checks (for an actor) and what depends on the input.
  virtual Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const = 0;
  // A clock rings.
  virtual Outcome<Turn> Ring(const Value& state, std::string_view clock, Surroundings& item) const;
  [[nodiscard]] virtual std::vector<Awaited> AwaitedNow(const Value& state) const = 0;
  // What the viewer is shown of the activity, while it goes on and after: a map, for JSON.
  virtual Value Shown(const Value& state, const Viewer& viewer, Surroundings& item) const = 0;
  // What a replay comes to where the state is this one. Another than this only where the history does not
  // keep all, as of a secret ballot that is open.
  [[nodiscard]] virtual Value AsReplayed(const Value& state) const { return state; }

 protected:
  std::vector<ActivityForm> forms_;
};

// What rules are made from.
struct ActivitySetup {
  std::string id;
  Value settings;                    // a map of the keys of its kind, as written; checked by the loader
  const std::vector<Sheet>* sheets;  // of the file; outlive the making only
};

// What is wrong with the settings of an activity as a whole.
struct ActivityMistake {
  Code code;
  Text message;
};

// A map with some members set anew, or taken out where kAbsent: With(state, {{"open", Value::Int(0)}}).
Value With(const Value& map, std::initializer_list<std::pair<std::string_view, Value>> members);
// A list with one more.
Value Appended(const Value& list, Value item);
// The roles of a setting of shape kRoles; none where it is not given.
std::vector<std::string> RolesOf(const Value& settings, std::string_view key);
bool HoldsAny(const Actor& actor, const std::vector<std::string>& roles);

// Why somebody who acts for another may not do what is for each person himself to do: a score, an objection.
// Nothing where he acts for himself.
std::optional<Refusal> InPersonOnly(const Actor& actor);

}  // namespace charter
