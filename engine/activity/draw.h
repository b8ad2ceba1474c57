// Drawing lots: who is taken, so that everybody can check it afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace charter {

struct Entrant {
  std::string id;
  std::int64_t load = 0;  // how much the person has to do already
};

// Each entrant's lot is the 64-bit FNV-1a hash of the seed, a line feed and the id, mixed by SplitMix64's
// last step; the lowest lots win, equal ones by id. With `by_load` the least load goes first and lots decide
// between equal loads. Depends on nothing else, neither on the order of the entrants nor on the machine.
// Gives `count` ids (all, where there are fewer), sorted by id.
std::vector<std::string> Draw(std::vector<Entrant> entrants, std::size_t count, std::string_view seed,
                              bool by_load);

}  // namespace charter
