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
  // How a place of the file is called in a message; refers to its parts, composed only when told.
  struct Place {
    std::string_view zh;
    std::string_view en;
    std::string_view name;  // "" for none

    Place(std::string_view in_zh, std::string_view in_en, std::string_view its_name = {})
        : zh(in_zh), en(in_en), name(its_name) {}
    // A key of the file: "`after`".
    static Place Key(std::string_view key) { return {{}, {}, key}; }
    [[nodiscard]] Text ToText() const;
  };

  explicit Reader(std::vector<Diagnostic>& diagnostics, bool has_calendar = true)
      : diagnostics_(diagnostics), has_calendar_(has_calendar) {}

  // Thrown by Error past 200 errors: more would help nobody, and finding hints for them takes long.
  struct Enough {};

  void Error(Code code, Position position, const Text& message, Text hint = {});
  // How many errors were reported so far.
  [[nodiscard]] std::size_t errors() const { return errors_; }
  void Warn(Code code, Position position, const Text& message, Text hint = {});
  // Counts the size of the regular expressions of a file; one past the limit for all ends the reading.
  void SpendOnPatterns(int instructions, Position position);
  // "did you mean `x`?" for the nearest candidate, or nothing.
  static Text Suggest(std::string_view word, const std::vector<std::string>& candidates);

  // Whether the node is a map; else reports what `place` should have held.
  bool IsMap(const YamlNode& node, const Place& place);
  // Reports members of a map that are not among `keys`.
  void CheckKeys(const YamlNode& map, const Place& place, const std::vector<std::string_view>& keys);

  std::string ReadText(const YamlNode& node, const Place& place);
  // A text for both languages, or {zh, en}.
  Text ReadTitle(const YamlNode& node, const Place& place = {"标题", "a title"});
  // [a-zA-Z][a-zA-Z0-9_]*; lower-case only where `lower`.
  std::string ReadIdentifier(const YamlNode& node, const Place& place, bool lower = false);
  bool ReadBool(const YamlNode& node, const Place& place);
  std::optional<std::int64_t> ReadInteger(const YamlNode& node, const Place& place);
  std::optional<Decimal> ReadDecimal(const YamlNode& node, const Place& place);
  std::optional<Period> ReadPeriod(const YamlNode& node, const Place& place);
  // Any YAML as JSON would have it: plain true, false, null and numbers by their text.
  Value ReadValue(const YamlNode& node);

  // A node or the items of a sequence: "one or a list".
  static std::vector<const YamlNode*> OneOrMany(const YamlNode& node);

 private:
  std::vector<Diagnostic>& diagnostics_;
  bool has_calendar_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  int pattern_size_ = 0;
};

}  // namespace charter
