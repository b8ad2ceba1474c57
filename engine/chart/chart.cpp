#include "engine/chart/chart.h"

namespace charter {
namespace {

bool MatchesOne(std::string_view descriptor, std::string_view event) {
  if (descriptor == "*") return true;
  if (descriptor.ends_with(".*")) descriptor.remove_suffix(1);
  if (descriptor.ends_with('.')) descriptor.remove_suffix(1);
  if (!event.starts_with(descriptor)) return false;
  return event.size() == descriptor.size() || event[descriptor.size()] == '.';
}

}  // namespace

bool IsReserved(std::string_view event) {
  const std::string_view first = event.substr(0, event.find('.'));
  return first == "done" || first == "error" || first == "after" || first == "child" || first == "item";
}

bool ActsInSecret(const Activity& activity) {
  return activity.kind->name == "review" || activity.kind->name == "ballot";
}

bool Transition::IsForPeople() const {
  return trigger == Trigger::kEvent && (!by.empty() || !allow.empty()) &&
         event.find_first_of("* ") == std::string::npos && !IsReserved(event);
}

StateIndex Chart::FindState(std::string_view id) const {
  const auto found = state_by_id.find(id);
  return found == state_by_id.end() ? kNone : found->second;
}

bool Matches(std::string_view descriptors, std::string_view event) {
  while (!descriptors.empty()) {
    const auto space = descriptors.find(' ');
    if (MatchesOne(descriptors.substr(0, space), event)) return true;
    if (space == std::string_view::npos) break;
    descriptors.remove_prefix(space + 1);
  }
  return false;
}

std::string FormatNumber(std::string_view pattern, int year, std::int64_t sequence) {
  std::string out;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    if (name == "year") {
      out += std::to_string(year);
    } else {
      const std::string digits = std::to_string(sequence);
      const std::size_t width = name.size() == 5 ? static_cast<std::size_t>(name[4] - '0') : 1;
      out.append(width > digits.size() ? width - digits.size() : 0, '0');
      out += digits;
    }
    pattern.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace charter
