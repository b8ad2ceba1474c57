#include <algorithm>
#include <array>
#include <cstddef>

#include "engine/data/schema.h"

namespace charter {
namespace {

// Longer words are no typing mistakes, and the cost grows with the square.
constexpr std::size_t kMaxWord = 128;
// Among more there is nearly always one that is near by chance.
constexpr std::size_t kMaxCandidates = 2000;

// Optimal string alignment: insert, delete, replace, or swap two neighbours. `enough` where it is that or
// more.
std::size_t Distance(std::string_view a, std::string_view b, std::size_t enough) {
  using Row = std::array<std::size_t, kMaxWord + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    // A swap reaches over one row, to a cost of one less than this row's at best.
    if (least > enough) return enough;
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kMaxWord || candidates.size() > kMaxCandidates) return std::nullopt;
  std::size_t best = word.size() / 3 + 1;
  const std::string* nearest = nullptr;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer > kMaxWord || longer - std::min(word.size(), candidate.size()) >= best) continue;
    if (const std::size_t distance = Distance(word, candidate, best); distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

}  // namespace charter
