// YAML as the loader needs it: a tree of texts with positions, built within limits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/diagnostic.h"

namespace charter {

struct YamlMember;

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Kind kind = Kind::kNull;
  std::string text;     // of a scalar, as written
  bool quoted = false;  // a quoted or block scalar is text, whatever it looks like
  Position position;
  std::vector<YamlNode> items;      // of a sequence
  std::vector<YamlMember> members;  // of a map, in file order

  // The value under a key of a map, or null.
  [[nodiscard]] const YamlNode* Find(std::string_view key) const;
};

struct YamlMember {
  YamlNode first;
  YamlNode second;
};

// Reads one document. On any error `diagnostics` gets it and the result must not be used. Refused,
// with the place: more than 1 MiB, 64 levels, 50,000 nodes, 64 KiB in one scalar, or 128 KiB without a value;
// text that is not UTF-8, and control characters, written or escaped; anchors, aliases and merge keys; tags;
// a second document; keys that are no scalars; the same key twice in a map. Takes time in proportion to the
// file and less than 48 MiB, whatever the file holds.
YamlNode ParseYaml(const std::string& source, std::vector<Diagnostic>& diagnostics);

// The first characters of a text, for a message.
std::string Shortened(std::string_view text, std::size_t characters = 60);

}  // namespace charter
