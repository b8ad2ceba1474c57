// What every part of the loader needs: telling mistakes, and reading the small things.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/yaml.h"

namespace charter {

// Collects diagnostics; reading something that is wrong reports it and gives a harmless value, so
// that the rest of the file is read all the same.
class Reader {
 public:
  explicit Reader(std::vector<Diagnostic>& diagnostics) : diagnostics_(diagnostics) {}

  void Error(Code code, Position position, std::string message, std::string hint = {});
  void Warn(Code code, Position position, std::string message, std::string hint = {});
  // "did you mean `x`?" for the nearest candidate, or "".
  static std::string Suggest(std::string_view word, const std::vector<std::string>& candidates);

  // Whether the node is a map; else reports what `place` should have held.
  bool IsMap(const YamlNode& node, std::string_view place);
  // Reports members of a map that are not among `keys`.
  void CheckKeys(const YamlNode& map, std::string_view place, const std::vector<std::string_view>& keys);

  std::string ReadText(const YamlNode& node, std::string_view place);
  Text ReadTitle(const YamlNode& node);
  // [a-zA-Z][a-zA-Z0-9_]*; lower-case only where `lower`.
  std::string ReadIdentifier(const YamlNode& node, std::string_view place, bool lower = false);
  bool ReadBool(const YamlNode& node, std::string_view place);
  std::optional<std::int64_t> ReadInteger(const YamlNode& node, std::string_view place);
  std::optional<Decimal> ReadDecimal(const YamlNode& node, std::string_view place);
  std::optional<Period> ReadPeriod(const YamlNode& node, std::string_view place);
  // Any YAML as JSON would have it: plain true, false, null and numbers by their text.
  Value ReadValue(const YamlNode& node);

  // A node or the items of a sequence: "one or a list".
  static std::vector<const YamlNode*> OneOrMany(const YamlNode& node);

 private:
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace charter
