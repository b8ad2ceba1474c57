// Who belongs where and may do what: organisations, people, the roles given to them and those that they lend.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/ports/answers.h"
#include "engine/ports/clock.h"
#include "engine/ports/directory.h"
#include "engine/service/caller.h"

namespace charter {

class Service;

// Administers, at his own right, the organisation at `path`.
bool Administers(const Caller& caller, std::string_view path);
// Over the root of the tree, whose path is one id: what concerns all of a tenant.
bool AdministersAll(const Caller& caller);
bool ReadsAll(const Caller& caller);  // also an auditor

// What of an organisation is to be another; nothing: it stays.
struct OrganizationEdit {
  std::optional<std::string> kind = {};
  std::optional<std::string> zh = {};
  std::optional<std::string> en = {};
  std::optional<OrgId> parent = {};
};

struct PersonEdit {
  std::optional<std::string> name = {};
  std::optional<OrgId> org = {};
};

struct PeopleFilter {
  std::optional<std::string> org_path = {};
  std::string text;
  std::string after;  // Page::next of the page before
  int limit = 50;
};

// A person, and the roles that hold now, as far as whoever asks may know them.
struct PersonView {
  Person person;
  std::vector<Grant> roles;
};

// Somebody who may act with a role at a place: by his own right, or for who has lent it to him.
struct Holder {
  Person person;
  Grant grant;
  std::optional<Person> on_behalf_of = {};
};

struct DelegationView {
  Delegation delegation;
  Person by;
  Person to;
};

struct DelegationWish {
  std::string id;
  PersonId to;
  std::string role;
  OrgId org;
  std::optional<Timestamp> from = {};  // nothing: now
  Timestamp until;
  std::string reason;
};

// What of a list of delegations is wanted.
enum class Lending : std::uint8_t { kGiven, kReceived };

// Thread-safe. An administrator acts on his organisation and all below it; who gives himself something is
// refused. `record` has its id, time and address: who did what to whom is filled in and stored with the
// change, and so is what `answer` makes of the result. Who may not see somebody or something named in an
// address is told no_such_resource. Every change counts from the next request on, on other servers a second
// later at most.
class Administration {
 public:
  // `clock`: by which roles begin and end. All outlive this.
  Administration(Directory& directory, Clock& clock, Service& service)
      : directory_(directory), clock_(clock), service_(service) {}

  Outcome<Organization> GetOrganization(const Caller& caller, const OrgId& id);
  // `wanted`: without its path. not_permitted, organization_not_found (its parent), input_invalid.
  Outcome<Organization> AddOrganization(const Caller& caller, Organization wanted, AccessRecord record,
                                        const AnswerTo<Organization>& answer = {});
  // organization_in_use: it is to go below another parent, while items, tasks, counts and budgets carry its
  // path.
  Outcome<Organization> ChangeOrganization(const Caller& caller, const OrgId& id,
                                           const OrganizationEdit& edit, AccessRecord record);

  // People of the caller's places, or with a role there, with their roles there.
  Page<PersonView> ListPeople(const Caller& caller, const PeopleFilter& filter);
  Outcome<PersonView> GetPerson(const Caller& caller, const PersonId& id);
  Outcome<PersonView> AddPerson(const Caller& caller, Person wanted, AccessRecord record,
                                const AnswerTo<PersonView>& answer = {});
  // Nobody moves himself to another organisation: what he must keep out of depends on it.
  Outcome<PersonView> ChangePerson(const Caller& caller, const PersonId& id, const PersonEdit& edit,
                                   AccessRecord record);

  // With those that are over or to come: one's own, and of others those at places that the caller administers
  // or audits.
  Outcome<std::vector<Grant>> ListGrants(const Caller& caller, const PersonId& id);
  // Replaces the times of a role that the person has there already. not_permitted, organization_not_found,
  // input_invalid (a role that no workflow has; times that make no sense).
  Outcome<Grant> Give(const Caller& caller, const PersonId& id, Grant grant, AccessRecord record,
                      const AnswerTo<Grant>& answer = {});
  // Also one's own. not_permitted where no lasting administrator of the topmost organisation would be left.
  Outcome<Grant> Take(const Caller& caller, const PersonId& id, const std::string& role, const OrgId& org,
                      AccessRecord record);
  // Who may act with the role over the organisation now, at places that the caller sees; by id of the holder.
  Outcome<Page<Holder>> ListHolders(const Caller& caller, const OrgId& org, const std::string& role,
                                    const std::string& after, int limit);

  // Those to come and those that go on.
  Page<DelegationView> ListOwnDelegations(const Caller& caller, Lending lending, const std::string& after,
                                          int limit);
  // Those at places that the caller administers or audits.
  Page<DelegationView> ListDelegations(const Caller& caller, const std::optional<std::string>& org_path,
                                       const std::string& after, int limit);
  // person_not_found, organization_not_found, input_invalid, delegation_refused.
  Outcome<DelegationView> Delegate(const Caller& caller, const DelegationWish& wish, AccessRecord record,
                                   const AnswerTo<DelegationView>& answer = {});
  // By who has lent it, who has it, or an administrator of its place.
  Outcome<Delegation> EndDelegation(const Caller& caller, const std::string& id, AccessRecord record);

 private:
  template <typename Result>
  Outcome<Result> Do(const Caller& caller, const RightsChange& change, AccessRecord record, Result result,
                     const AnswerTo<Result>& answer, Refusal not_done);
  Outcome<Organization> PlaceAdministered(const Caller& caller, const OrgId& id);
  // Somebody whom the caller may see.
  std::optional<Person> FindVisible(const Caller& caller, const PersonId& id);
  PersonView ViewOf(const Caller& caller, Person person);
  DelegationView ViewOf(const Caller& caller, Delegation delegation);
  std::optional<Refusal> WhyNotRole(const Caller& caller, const std::string& role);
  std::optional<Refusal> WhyNotDelegate(const Caller& caller, const Delegation& wanted, const Person& to);

  Directory& directory_;
  Clock& clock_;
  Service& service_;
};

}  // namespace charter
