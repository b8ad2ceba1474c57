// Which events a file sends itself, and which descriptors take them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "engine/chart/chart.h"

namespace charter {

// "a.b c.*" is "a.b" and "c": a trailing ".*" says nothing more than the name before it.
template <typename Visit>
void ForEachDescriptor(std::string_view descriptors, Visit visit) {
  while (!descriptors.empty()) {
    const auto space = descriptors.find(' ');
    std::string_view one = descriptors.substr(0, space);
    if (one.ends_with(".*")) one.remove_suffix(2);
    if (!one.empty()) visit(one);
    if (space == std::string_view::npos) break;
    descriptors.remove_prefix(space + 1);
  }
}

// Of "a.b.c": "*", "a", "a.b" and "a.b.c", each of which takes it.
template <typename Visit>
void ForEachWider(std::string_view descriptor, Visit visit) {
  visit(std::string_view("*"));
  for (auto dot = descriptor.find('.'); dot != std::string_view::npos; dot = descriptor.find('.', dot + 1))
    visit(descriptor.substr(0, dot));
  visit(descriptor);
}

// Events, to be asked whether one of them is taken by a descriptor.
class EventNames {
 public:
  void Add(std::string_view event) {
    ForEachWider(event, [&](std::string_view wider) { wider_.emplace(wider); });
  }
  [[nodiscard]] bool Sends(std::string_view descriptors) const {
    bool sends = false;
    ForEachDescriptor(descriptors,
                      [&](std::string_view one) { sends = sends || wider_.contains(std::string(one)); });
    return sends;
  }

 private:
  std::unordered_set<std::string> wider_;
};

// All that the file raises, or sends to itself or to an item that may be itself.
EventNames SentEvents(const Chart& chart);

}  // namespace charter
