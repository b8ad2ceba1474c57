#include "engine/activity/draw.h"

#include <algorithm>
#include <tuple>

namespace charter {
namespace {

std::uint64_t Lot(std::string_view seed, std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::string_view bytes) {
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  };
  add(seed);
  add("\n");
  add(id);
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31U);
}

}  // namespace

std::vector<std::string> Draw(std::vector<Entrant> entrants, std::size_t count, std::string_view seed,
                              bool by_load) {
  const auto rank = [&](const Entrant& entrant) {
    return std::tuple(by_load ? entrant.load : 0, Lot(seed, entrant.id), std::string_view(entrant.id));
  };
  std::sort(entrants.begin(), entrants.end(),
            [&](const Entrant& a, const Entrant& b) { return rank(a) < rank(b); });
  if (entrants.size() > count) entrants.resize(count);
  std::vector<std::string> drawn;
  for (auto& entrant : entrants) drawn.push_back(std::move(entrant.id));
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

}  // namespace charter
