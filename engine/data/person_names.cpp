#include "engine/data/person_names.h"

#include <vector>

#include "engine/data/canonical.h"
#include "engine/data/json.h"
#include "engine/data/sha256.h"

namespace charter {
namespace {

std::string DigestOf(const PersonName& name) {
  if (name.is_erased()) return name.digest;
  return Sha256(Canonical().Add(name.salt).Add(name.name).text());
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string WritePersonNames(const PersonNames& names) {
  if (names.empty()) return {};
  std::vector<Value::Entry> entries;
  for (const auto& [id, name] : names) {
    entries.emplace_back(Value::String(id), name.is_erased() ? Value::String(name.digest)
                                                             : Value::List({Value::String(name.salt),
                                                                            Value::String(name.name)}));
  }
  return WriteJson(Value::Map(std::move(entries)));
}

std::optional<PersonNames> ReadPersonNames(const std::string& text) {
  PersonNames names;
  if (text.empty()) return names;
  const auto map = ParseJson(text);
  if (!map || !map->is(Kind::kMap)) return std::nullopt;
  for (const auto& [id, value] : map->AsMap()) {
    PersonName& name = names[std::string(id.AsString())];
    if (value.is(Kind::kString) && IsDigest(value.AsString())) {
      name.digest = value.AsString();
      continue;
    }
    const bool is_pair = value.is(Kind::kList) && value.AsList().size() == 2 &&
                         value.AsList()[0].is(Kind::kString) && value.AsList()[1].is(Kind::kString);
    if (!is_pair) return std::nullopt;
    name.salt = value.AsList()[0].AsString();
    name.name = value.AsList()[1].AsString();
  }
  return names;
}

std::string NameIn(const PersonNames& names, const std::string& id) {
  const auto found = names.find(id);
  if (found == names.end()) return {};
  return found->second.is_erased() ? std::string(kErasedName) : found->second.name;
}

std::string DigestOf(const std::string& names) {
  const auto read = ReadPersonNames(names);
  if (!read) return Sha256(Canonical().Add("charter.no_names").Add(names).text());
  Canonical all;
  for (const auto& [id, name] : *read) all.Add(id).Add(DigestOf(name));
  return Sha256(all.text());
}

std::string Salted(const std::string& names, const std::function<std::string()>& random) {
  auto read = ReadPersonNames(names);
  if (!read) return names;
  for (auto& [id, name] : *read) {
    if (!name.is_erased() && name.salt.empty()) name.salt = random();
  }
  return WritePersonNames(*read);
}

std::string WithoutName(const std::string& names, const std::string& person) {
  auto read = ReadPersonNames(names);
  const auto found = read ? read->find(person) : PersonNames::iterator();
  if (!read || found == read->end() || found->second.is_erased()) return names;
  found->second = {{}, {}, DigestOf(found->second)};
  return WritePersonNames(*read);
}

}  // namespace charter
