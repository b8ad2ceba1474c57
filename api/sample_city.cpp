#include "api/sample_city.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr const char* kInitiative = "grassroots_initiative";

Caller CallerOf(Directory& directory, const TenantId& tenant, const PersonId& id) {
  Caller caller;
  caller.tenant = tenant;
  caller.person = directory.FindPerson(tenant, id).value_or(Person{});
  caller.grants = directory.ListGrants(tenant, id);
  return caller;
}

// The first person of the city who holds the role at that place; anywhere for an empty place.
const PersonId& Holder(const SampleCity& city, std::string_view role, const OrgId& org) {
  for (const SamplePerson& person : city.people) {
    for (const Grant& grant : person.grants) {
      if (grant.role == role && (org.empty() || grant.org == org)) return person.person.id;
    }
  }
  throw Failure(Code::invalid_parameter,
                "people.json: nobody holds the role " + std::string(role) + " at " + org.value);
}

std::string Explain(const Refusal& refusal) {
  std::string text = Label(refusal.code) + " " + refusal.message.In(Language::kEn);
  for (const FieldError& field : refusal.fields)
    text += "; " + field.pointer + ": " + field.message.In(Language::kEn);
  return text;
}

void PutPeople(const SampleCity& city, Directory& directory) {
  directory.PutOrganizations(city.tenant, city.organizations);
  for (const SamplePerson& person : city.people) {
    directory.PutPerson(city.tenant, person.person);
    for (const Grant& grant : person.grants) directory.AddGrant(city.tenant, person.person.id, grant);
  }
}

std::vector<std::filesystem::path> WorkflowFiles(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error) throw Failure(Code::invalid_parameter, "no folder of workflows at " + folder);
  std::sort(files.begin(), files.end());
  return files;
}

void PublishAll(const SampleCity& city, const std::string& folder, Service& service, Directory& directory,
                SampleReport& report) {
  const Caller administrator = CallerOf(directory, city.tenant, Holder(city, kAdministrator, {}));
  for (const auto& file : WorkflowFiles(folder)) {
    std::vector<Diagnostic> diagnostics;
    const std::string source = ReadFile(file.string()).value_or("");
    const auto published = service.Publish(administrator, source, diagnostics);
    if (published) {
      report.workflows += published->created ? 1 : 0;
    } else if (published.error().code == Code::version_exists) {
      report.warnings.push_back(file.string() + " has changed but not its version; the published text stays");
    } else {
      std::string text = file.string() + ": " + Explain(published.error());
      for (const Diagnostic& diagnostic : diagnostics)
        text += "\n" + Format(diagnostic, file.string(), source);
      throw Failure(Code::definition_invalid, text);
    }
  }
}

// The running numbers ("001") of the initiatives that are there.
std::set<std::string> NumbersOf(Store& store, const TenantId& tenant) {
  std::set<std::string> numbers;
  ItemQuery query;
  query.scopes = {""};
  query.workflow = kInitiative;
  do {
    const auto page = store.ListItems(tenant, query);
    for (const ItemRecord& item : page.rows) numbers.insert(item.number.substr(item.number.rfind('-') + 1));
    query.after = page.next;
  } while (!query.after.empty());
  return numbers;
}

void CreateInitiatives(const SampleCity& city, Service& service, Store& store, Directory& directory,
                       SampleReport& report) {
  const std::set<std::string> present = NumbersOf(store, city.tenant);
  for (const SampleInitiative& initiative : city.initiatives) {
    if (present.contains(initiative.code.substr(initiative.code.rfind('-') + 1))) continue;
    CreateCommand command;
    command.workflow = kInitiative;
    command.org = initiative.org;
    command.data = initiative.data;
    const Caller lead = CallerOf(directory, city.tenant, Holder(city, "lead", initiative.org));
    const auto created = service.Create(lead, command);
    if (!created) throw Failure(Code::invalid_parameter, initiative.code + ": " + Explain(created.error()));
    ++report.items;
  }
}

}  // namespace

SampleReport LoadSampleCity(const SampleCity& city, const std::string& workflows, Service& service,
                            Store& store, Directory& directory) {
  SampleReport report;
  PutPeople(city, directory);
  PublishAll(city, workflows, service, directory, report);
  CreateInitiatives(city, service, store, directory, report);
  return report;
}

std::optional<Timestamp> LastEventOf(Store& store, const TenantId& tenant) {
  std::optional<Timestamp> last;
  ItemQuery query;
  query.scopes = {""};
  do {
    const auto page = store.ListItems(tenant, query);
    for (const ItemRecord& item : page.rows) last = std::max(last.value_or(item.updated_at), item.updated_at);
    query.after = page.next;
  } while (!query.after.empty());
  return last;
}

}  // namespace charter::api
