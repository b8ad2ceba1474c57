// The files of the sample city.
#include <algorithm>
#include <map>

#include "api/commands/commands.h"
#include "api/sample_city.h"
#include "engine/data/failure.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

[[noreturn]] void Wrong(const std::string& file, const std::string& what) {
  throw Failure(Code::invalid_parameter, file + ": " + what);
}

// A JSON array of objects.
class Rows {
 public:
  explicit Rows(std::string file) : file_(std::move(file)) {
    const auto text = ReadFile(file_);
    if (!text) Wrong(file_, "cannot be read");
    auto parsed = ParseJson(*text);
    if (!parsed)
      Wrong(file_, "byte " + std::to_string(parsed.error().offset) + ": " + parsed.error().message.en);
    rows_ = *std::move(parsed);
    const bool right =
        rows_.is(Kind::kList) && std::all_of(rows_.AsList().begin(), rows_.AsList().end(),
                                             [](const Value& row) { return row.is(Kind::kMap); });
    if (!right) Wrong(file_, "an array of objects was expected");
  }

  [[nodiscard]] std::span<const Value> all() const { return rows_.AsList(); }
  [[nodiscard]] const std::string& file() const { return file_; }

  [[nodiscard]] std::string Text(const Value& row, std::string_view member) const {
    const Value* value = row.Find(member);
    if (value == nullptr || !value->is(Kind::kString))
      Wrong(file_, "an entry has no text \"" + std::string(member) + "\"");
    return std::string(value->AsString());
  }
  [[nodiscard]] const Value& Member(const Value& row, std::string_view member, Kind kind) const {
    const Value* value = row.Find(member);
    if (value == nullptr || !value->is(kind))
      Wrong(file_, "an entry has no right \"" + std::string(member) + "\"");
    return *value;
  }

 private:
  std::string file_;
  Value rows_;
};

std::vector<Organization> ReadOrganizations(const Rows& rows) {
  std::vector<Organization> organizations;
  std::map<std::string, std::string> paths;
  for (const Value& row : rows.all()) {
    Organization organization;
    organization.id = OrgId(rows.Text(row, "id"));
    organization.kind = rows.Text(row, "kind");
    const Value& name = rows.Member(row, "name", Kind::kMap);
    organization.name = {rows.Text(name, "zh"), rows.Text(name, "en")};
    std::string above;
    if (row.Find("parent") != nullptr) {
      organization.parent = OrgId(rows.Text(row, "parent"));
      if (!paths.contains(organization.parent->value))
        Wrong(rows.file(), organization.id.value + " stands before its parent");
      above = paths[organization.parent->value];
    }
    organization.path = above + organization.id.value + "/";
    paths[organization.id.value] = organization.path;
    organizations.push_back(std::move(organization));
  }
  if (organizations.empty()) Wrong(rows.file(), "there are no organisations");
  return organizations;
}

std::vector<SamplePerson> ReadPeople(const Rows& rows, const std::vector<Organization>& organizations) {
  const auto known = [&](const std::string& id) {
    const bool there = std::any_of(organizations.begin(), organizations.end(),
                                   [&](const Organization& each) { return each.id.value == id; });
    if (!there) Wrong(rows.file(), "there is no organisation " + id);
    return OrgId(id);
  };
  std::vector<SamplePerson> people;
  for (const Value& row : rows.all()) {
    SamplePerson person;
    person.person = {PersonId(rows.Text(row, "id")), rows.Text(row, "name"), known(rows.Text(row, "org"))};
    person.token_name = "TOKEN_" + rows.Text(row, "token");
    for (const Value& grant : rows.Member(row, "grants", Kind::kList).AsList()) {
      person.grants.push_back({rows.Text(grant, "role"), known(rows.Text(grant, "org")), {}});
    }
    people.push_back(std::move(person));
  }
  return people;
}

std::vector<SampleInitiative> ReadInitiatives(const Rows& rows,
                                              const std::vector<Organization>& organizations) {
  std::vector<SampleInitiative> initiatives;
  for (const Value& row : rows.all()) {
    SampleInitiative initiative;
    initiative.code = rows.Text(row, "code");
    const std::string lead = rows.Text(row, "lead_org");
    const auto org = std::find_if(organizations.begin(), organizations.end(),
                                  [&](const Organization& each) { return each.name.zh == lead; });
    if (org == organizations.end())
      Wrong(rows.file(), initiative.code + ": there is no organisation " + lead);
    initiative.org = org->id;
    std::vector<Value::Entry> data;
    for (const auto& entry : row.AsMap()) {
      // The number is Charter's to give, and the expected end is for tests.
      if (entry.first.AsString() != "code" && entry.first.AsString() != "expected") data.push_back(entry);
    }
    initiative.data = Value::Map(std::move(data));
    initiatives.push_back(std::move(initiative));
  }
  return initiatives;
}

}  // namespace

SampleCity ReadSampleCity(const std::string& folder) {
  SampleCity city;
  city.organizations = ReadOrganizations(Rows(folder + "/organizations.json"));
  city.tenant = TenantId(city.organizations.front().id.value);
  city.people = ReadPeople(Rows(folder + "/people.json"), city.organizations);
  city.initiatives = ReadInitiatives(Rows(folder + "/initiatives_2026.json"), city.organizations);
  return city;
}

}  // namespace charter::api
