#include <algorithm>

#include "engine/chart/yaml.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {
namespace {

struct Extent {
  int lines = 1;
  std::size_t nodes = 0;
};

void Walk(const YamlNode& node, std::size_t depth, Extent& extent) {
  Require(depth <= 64, "no more than 64 levels");
  Require(++extent.nodes <= 50'000, "no more than 50,000 nodes");
  Require(node.text.size() <= 65'536, "no text of more than 64 KiB");
  Require(node.position.line >= 1 && node.position.line <= extent.lines, "a node's line is in the file");
  Require(node.position.column >= 1, "a node's column is in the file");
  for (const auto& item : node.items) Walk(item, depth + 1, extent);
  for (const auto& [key, value] : node.members) {
    Walk(key, depth, extent);
    Walk(value, depth + 1, extent);
  }
}

}  // namespace

void FuzzYaml(std::string_view bytes) {
  const std::string source(bytes);
  std::vector<Diagnostic> diagnostics;
  const YamlNode root = ParseYaml(source, diagnostics);
  // YAML ends a line at a line feed and at a carriage return.
  Extent extent;
  extent.lines += static_cast<int>(
      std::count_if(source.begin(), source.end(), [](char c) { return c == '\n' || c == '\r'; }));
  for (const auto& diagnostic : diagnostics) {
    Require(!diagnostic.message.empty(), "an error says what is wrong");
    Require(diagnostic.position.line >= 0 && diagnostic.position.line <= extent.lines,
            "an error's line is in the file");
  }
  if (diagnostics.empty()) Walk(root, 0, extent);
}

}  // namespace charter::fuzz
