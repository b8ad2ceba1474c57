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

bool IsThere(const Place& place, const PersonId& person) {
  if (place.database.directory->FindPerson(place.tenant, person)) return true;
  place.surroundings.err << "charter: there is no person " << person.value << " in " << place.tenant.value
                         << " (--tenant)\n";
  return false;
}

int Reset(const Place& place, const PersonId& person) {
  if (!IsThere(place, person)) return kExitFailed;
  SystemClock clock;
  Identity identity(*place.database.directory, clock);
  AccessTrail trail(*place.database.store, clock);
  Passwords passwords;
  SignIn sign_in(*place.database.store, *place.database.directory, identity, passwords, trail, clock, Rate{});
  const auto first = sign_in.Reset(place.tenant, person);
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
  const bool is_known = (verb == "reset" && words.size() == 2) || (verb == "link" && words.size() == 4) ||
                        (verb == "unlink" && words.size() == 3);
  if (!is_known) {
    throw Failure(Code::invalid_parameter,
                  "charter admin takes reset PERSON, link ISSUER SUBJECT PERSON or unlink ISSUER SUBJECT");
  }
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  const Place place{*database, TenantId(arguments.Get("--tenant", "liangzhou")), surroundings};
  if (verb == "reset") return Reset(place, PersonId(words[1]));
  return Link(place, {words[1], words[2], PersonId(verb == "link" ? words[3] : "")});
}

}  // namespace

Command AdminCommand() {
  return {"admin",
          "reset PERSON | link ISSUER SUBJECT PERSON | unlink ISSUER SUBJECT",
          "give somebody a new password for once, or say who a subject of an identity provider is",
          {DatabaseOption(), {"--tenant", Option::Value::kRequired, "ID", "whose people (liangzhou)"}},
          Run};
}

}  // namespace charter::api
