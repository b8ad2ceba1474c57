// The fictional city of examples/liangzhou: who is there, and what they have under way.
#pragma once

#include <string>
#include <vector>

#include "engine/data/value.h"
#include "engine/ports/directory.h"
#include "engine/service/service.h"

namespace charter::api {

struct SamplePerson {
  Person person;
  std::vector<Grant> grants;
  std::string token_name;  // "TOKEN_LEAD_TAIHU"
};

struct SampleInitiative {
  std::string code;  // "PJ-2026-001"
  OrgId org;
  Value data;  // the fields of a draft
};

struct SampleCity {
  TenantId tenant;
  std::vector<Organization> organizations;  // parents before children
  std::vector<SamplePerson> people;
  std::vector<SampleInitiative> initiatives;
};

// Reads organizations.json, people.json and initiatives_2026.json. Throws Failure(invalid_parameter)
// whose text names the file and what is wrong in it.
SampleCity ReadSampleCity(const std::string& folder);

struct SampleReport {
  int workflows = 0;  // published now
  int items = 0;      // created now
  std::vector<std::string> warnings;
};

// Puts the city into the directory, publishes every workflow of the folder and creates the
// initiatives as drafts. What is there already stays as it is, so that it can be called again.
// Throws Failure where a workflow or an initiative is refused.
SampleReport LoadSampleCity(const SampleCity& city, const std::string& workflows, Service& service,
                            Store& store, Directory& directory);

// The time of the last event of any item of the tenant, if there is one.
std::optional<Timestamp> LastEventOf(Store& store, const TenantId& tenant);

}  // namespace charter::api
