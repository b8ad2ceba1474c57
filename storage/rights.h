// All SQL that changes rights one by one, and of what people lend; and the list of people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ports/directory.h"
#include "storage/session.h"

namespace charter::storage {

// See Rights and Directory for each.
Changed Change(Session& session, const TenantId& tenant, const RightsChange& change,
               const AccessRecord& record, const AnswerRecord* answer);
std::optional<Delegation> FindDelegation(Session& session, const TenantId& tenant, const std::string& id);
std::vector<Delegation> DelegationsTo(Session& session, const TenantId& tenant, const PersonId& person);
Page<Delegation> ListDelegations(Session& session, const TenantId& tenant, const DelegationQuery& query);
Page<Person> ListPeople(Session& session, const TenantId& tenant, const PeopleQuery& query);

}  // namespace charter::storage
