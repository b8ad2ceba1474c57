#include "engine/chart/comparison.h"

#include <algorithm>

namespace charter {
namespace {

const ChartPart* FindPart(const std::vector<ChartPart>& parts, const ChartPart& like) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const ChartPart& part) {
    return part.kind == like.kind && part.id == like.id;
  });
  return found == parts.end() ? nullptr : &*found;
}

const ChartAspect* FindAspect(const ChartPart* part, const std::string& id) {
  if (part == nullptr) return nullptr;
  const auto found = std::find_if(part->aspects.begin(), part->aspects.end(),
                                  [&](const ChartAspect& aspect) { return aspect.id == id; });
  return found == part->aspects.end() ? nullptr : &*found;
}

// Of a part that is in both, or in one only.
ChartChange Between(const ChartPart* before, const ChartPart* after) {
  const ChartPart& named = after != nullptr ? *after : *before;
  ChartChange change;
  change.kind = before == nullptr  ? ChartChange::Kind::kAdded
                : after == nullptr ? ChartChange::Kind::kRemoved
                                   : ChartChange::Kind::kChanged;
  change.part = named.kind;
  change.id = named.id;
  change.title = named.title;
  if (after != nullptr) {
    for (const ChartAspect& aspect : after->aspects) {
      const ChartAspect* old = FindAspect(before, aspect.id);
      if (old != nullptr && old->value == aspect.value) continue;
      change.aspects.push_back(
          {aspect.id, aspect.title, old == nullptr ? std::nullopt : std::optional(old->value), aspect.value});
    }
  }
  if (before != nullptr) {
    for (const ChartAspect& aspect : before->aspects) {
      if (FindAspect(after, aspect.id) == nullptr)
        change.aspects.push_back({aspect.id, aspect.title, aspect.value, std::nullopt});
    }
  }
  return change;
}

}  // namespace

std::string_view NameOf(ChartChange::Kind kind) {
  switch (kind) {
    case ChartChange::Kind::kAdded:
      return "added";
    case ChartChange::Kind::kRemoved:
      return "removed";
    case ChartChange::Kind::kChanged:
      break;
  }
  return "changed";
}

Text TitleOf(ChartChange::Kind kind) {
  switch (kind) {
    case ChartChange::Kind::kAdded:
      return {"新增", "added"};
    case ChartChange::Kind::kRemoved:
      return {"删除", "removed"};
    case ChartChange::Kind::kChanged:
      break;
  }
  return {"修改", "changed"};
}

std::vector<ChartChange> Compare(const Chart& from, const Chart& to) {
  const std::vector<ChartPart> before = PartsOf(from);
  const std::vector<ChartPart> after = PartsOf(to);
  std::vector<ChartChange> changes;
  for (const ChartPart& part : after) {
    const ChartPart* old = FindPart(before, part);
    ChartChange change = Between(old, &part);
    if (old == nullptr || !change.aspects.empty()) changes.push_back(std::move(change));
  }
  for (const ChartPart& part : before) {
    if (FindPart(after, part) == nullptr) changes.push_back(Between(&part, nullptr));
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const ChartChange& a, const ChartChange& b) { return a.part < b.part; });
  return changes;
}

}  // namespace charter
