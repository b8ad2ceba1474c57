#include "engine/chart/scxml_import_names.h"

namespace charter {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string AsIdentifier(std::string_view name, const std::string& stem) {
  std::string out;
  for (const char c : name.substr(0, 60)) {
    const bool word = IsLetter(c) || IsDigit(c) || c == '_';
    if (word || (!out.empty() && out.back() != '_')) out += word ? c : '_';
  }
  while (!out.empty() && out.back() == '_' && name.back() != '_') out.pop_back();
  if (out.empty()) return stem;
  return IsLetter(out.front()) ? out : stem + "_" + out;
}

void ScxmlNames::Add(const std::set<std::string>& names) {
  for (const bool unchanged : {true, false}) {
    for (const auto& name : names) {
      if (names_.contains(name) || (AsIdentifier(name, "x") == name) != unchanged) continue;
      names_[name] = Fresh(AsIdentifier(name, "x"));
    }
  }
}

std::string ScxmlNames::Of(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::string() : found->second;
}

std::string ScxmlNames::Fresh(const std::string& stem) {
  std::string name = stem;
  for (int i = 2; !taken_.insert(name).second; ++i) name = stem.substr(0, 58) + "_" + std::to_string(i);
  return name;
}

}  // namespace charter
