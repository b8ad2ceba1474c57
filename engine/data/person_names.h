// The names of people that a row of history tells, apart from all else in it: so a name can be taken out
// later while everything else in the row stays what it was, and says so (engine/decisions/0027_privacy.md).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace charter {

// What stands where somebody's name was erased.
inline constexpr std::string_view kErasedName = "已注销人员 (erased person)";

struct PersonName {
  std::string salt;  // random, so that the digest of a name that is gone cannot be guessed
  std::string name;
  std::string digest;  // instead of both, once the name is erased: 64 digits of lower-case hex

  [[nodiscard]] bool is_erased() const { return !digest.empty(); }
};

using PersonNames = std::map<std::string, PersonName>;  // by the person's id

// {"p7": ["salt", "name"], "p8": "digest"}; "" for none.
std::string WritePersonNames(const PersonNames& names);
// Nothing where the text is not one that was written so.
std::optional<PersonNames> ReadPersonNames(const std::string& text);
// The name, or kErasedName; "" where the id is not among them.
std::string NameIn(const PersonNames& names, const std::string& id);

// What a hash is made over: who is named, and a digest of each name, the same before and after it is erased.
// Of a text that was not written so, a digest that no other has.
std::string DigestOf(const std::string& names);
// With something random to each name that has nothing yet.
std::string Salted(const std::string& names, const std::function<std::string()>& random);
// With the person's name given way to its digest; the same text where it is not there, or is erased already.
std::string WithoutName(const std::string& names, const std::string& person);

}  // namespace charter
