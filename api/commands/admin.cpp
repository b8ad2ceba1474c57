// charter admin: who may come in, for those who stand before the server's machine.
#include <ostream>

#include "api/clock.h"
#include "api/commands/commands.h"
#include "api/sign_in.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

struct Place {
  OpenDatabase database;
  TenantId tenant;
  const Surroundings& surroundings;
};

// What `/v1/accounts` does, without a server.
struct Door {
  explicit Door(const Place& place)
      : identity(*place.database.directory, clock),
        trail(*place.database.store, clock),
        sign_in(*place.database.store, *place.database.directory, identity, passwords, trail, clock, Rate{}) {
  }

  SystemClock clock;
  Identity identity;
  AccessTrail trail;
  Passwords passwords;
  SignIn sign_in;
};

bool IsThere(const Place& place, const PersonId& person) {
  if (place.database.directory->FindPerson(place.tenant, person)) return true;
  place.surroundings.err << "charter: there is no person " << person.value << " in " << place.tenant.value
                         << " (--tenant)\n";
  return false;
}

int Reset(const Place& place, const PersonId& person) {
  if (!IsThere(place, person)) return kExitFailed;
  const auto first = Door(place).sign_in.Reset(place.tenant, person);
  if (!first) {
    place.surroundings.err << "charter: somebody else has the name " << AccountName(person.value)
                           << ", or changes the account right now\n";
    return kExitFailed;
  }
  place.surroundings.out << "name      " << first->name << "\npassword  " << first->password
                         << "\nIt is good for signing in once and choosing another; sessions and personal "
                            "tokens of "
                         << person.value << " have ended.\n";
  return kExitOk;
}

int SetLock(const Place& place, const std::string& name, bool locked) {
  // Nobody who is known: whoever stands before the machine.
  const Caller nobody{place.tenant, {}, {}};
  if (const auto set = Door(place).sign_in.SetLock(nobody, name, locked, ""); !set) {
    place.surroundings.err << "charter: " << set.error().detail.en << "\n";
    return kExitFailed;
  }
  place.surroundings.out << AccountName(name)
                         << (locked ? " is locked; its sessions and personal tokens have ended\n"
                                    : " is unlocked\n");
  return kExitOk;
}

int Link(const Place& place, const Subject& subject) {
  if (!subject.person.empty() && !IsThere(place, subject.person)) return kExitFailed;
  place.database.directory->PutSubject(place.tenant, subject);
  place.surroundings.out << subject.subject << " of " << subject.issuer
                         << (subject.person.empty() ? " is nobody here now\n"
                                                    : " is " + subject.person.value + " here now\n");
  return kExitOk;
}

int Run(const Arguments& arguments, const Surroundings& surroundings) {
  const auto& words = arguments.words;
  const std::string verb = words.empty() ? "" : words[0];
  const bool is_known = ((verb == "reset" || verb == "lock" || verb == "unlock") && words.size() == 2) ||
                        (verb == "link" && words.size() == 4) || (verb == "unlink" && words.size() == 3);
  if (!is_known) {
    throw Failure(Code::invalid_parameter,
                  "charter admin takes reset PERSON, lock NAME, unlock NAME, link ISSUER SUBJECT PERSON or "
                  "unlink ISSUER SUBJECT");
  }
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  const Place place{*database, TenantId(arguments.Get("--tenant", "liangzhou")), surroundings};
  if (verb == "reset") return Reset(place, PersonId(words[1]));
  if (verb == "lock" || verb == "unlock") return SetLock(place, words[1], verb == "lock");
  return Link(place, {words[1], words[2], PersonId(verb == "link" ? words[3] : "")});
}

}  // namespace

Command AdminCommand() {
  return {"admin",
          "reset PERSON | lock NAME | unlock NAME | link ISSUER SUBJECT PERSON | unlink ISSUER SUBJECT",
          "give somebody a new password for once, lock an account, or say who a subject of a provider is",
          {DatabaseOption(), {"--tenant", Option::Value::kRequired, "ID", "whose people (liangzhou)"}},
          Run};
}

}  // namespace charter::api
