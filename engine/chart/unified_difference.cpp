#include <dtl/dtl.hpp>

#include <sstream>

#include "engine/chart/comparison.h"

namespace charter {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

std::optional<std::string> UnifiedDifference(const std::string& from, const std::string& from_name,
                                             const std::string& to, const std::string& to_name) {
  const auto before = LinesOf(from);
  const auto after = LinesOf(to);
  if (std::max(before.size(), after.size()) > kMostComparedLines) return std::nullopt;
  if (before == after) return "";
  dtl::Diff<std::string> difference(before, after);
  difference.onHuge();
  difference.compose();
  difference.composeUnifiedHunks();
  std::ostringstream out;
  out << "--- " << from_name << "\n+++ " << to_name << "\n";
  difference.printUnifiedFormat(out);
  return out.str();
}

}  // namespace charter
