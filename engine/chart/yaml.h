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
// with the place: more than 1 MiB, 64 levels, 50,000 nodes or 64 KiB in one scalar; text that is not
// UTF-8; anchors, aliases and merge keys; tags; a second document; keys that are no scalars; the same
// key twice in a map.
YamlNode ParseYaml(const std::string& source, std::vector<Diagnostic>& diagnostics);

}  // namespace charter
