#include <algorithm>
#include <set>

#include "engine/activity/allocation.h"

namespace charter {
namespace {

// Products of two amounts of 64 bits, exactly.
__extension__ typedef __int128 Wide;

// So that an amount times all weights stays within 128 bits.
constexpr Wide kMaxWeights = 1'000'000'000'000'000'000;

Wide PowerOfTen(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// How many whole units lie in an amount, rounded down, or up.
Wide Units(Decimal amount, Decimal unit, bool up) {
  const int scale = std::max(amount.scale(), unit.scale());
  const Wide have = amount.coefficient() * PowerOfTen(scale - amount.scale());
  const Wide each = unit.coefficient() * PowerOfTen(scale - unit.scale());
  return (have + (up ? each - 1 : 0)) / each;
}

struct Part {
  const Sharer* sharer;
  Wide weight = 0;  // all at one scale
  Wide units = 0;
  Wide remainder = 0;
  bool fixed = false;
};

// Fixes those whose share lies outside of the bounds at the bound, one side at a time, until none does;
// the rest of the pool belongs to the others.
void FixAtBounds(std::vector<Part>& parts, Wide& pool, Wide least, Wide most) {
  for (bool again = true; again;) {
    again = false;
    Wide weights = 0;
    for (const auto& part : parts) weights += part.fixed ? 0 : part.weight;
    if (weights == 0) return;
    const auto below = [&](const Part& part) { return pool * part.weight < least * weights; };
    const auto above = [&](const Part& part) { return pool * part.weight > most * weights; };
    // What the bounds would add less what they would take off, times the weights: its sign says which
    // side would still be outside after the other has been mended.
    Wide balance = 0;
    for (const auto& part : parts) {
      if (part.fixed) continue;
      if (below(part)) balance += least * weights - pool * part.weight;
      if (above(part)) balance += most * weights - pool * part.weight;
    }
    Wide taken = 0;
    for (auto& part : parts) {
      if (part.fixed) continue;
      const bool low = balance >= 0 && below(part);
      const bool high = balance <= 0 && above(part);
      if (!low && !high) continue;
      part.fixed = again = true;
      part.units = low ? least : most;
      taken += part.units;
    }
    pool -= taken;
  }
}

void Divide(std::vector<Part>& parts, Wide pool) {
  Wide weights = 0;
  for (const auto& part : parts) weights += part.fixed ? 0 : part.weight;
  if (weights == 0) return;
  Wide left = pool;
  std::vector<Part*> open;
  for (auto& part : parts) {
    if (part.fixed) continue;
    part.units = pool * part.weight / weights;
    part.remainder = pool * part.weight % weights;
    left -= part.units;
    open.push_back(&part);
  }
  std::stable_sort(open.begin(), open.end(),
                   [](const Part* a, const Part* b) { return a->remainder > b->remainder; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++open[i]->units;
}

}  // namespace

Outcome<std::vector<Shared>> ShareOut(const SharingRules& rules, const std::vector<Sharer>& sharers) {
  const auto wrong = [](Text message) {
    return tl::unexpected(Refusal{Code::data_invalid, std::move(message), {}, {}, {}});
  };
  const Decimal zero;
  const Decimal minimum = rules.minimum.value_or(zero);
  const Decimal maximum = rules.maximum.value_or(rules.pool);
  if (rules.round_to <= zero || rules.pool < zero || minimum < zero || maximum < minimum) {
    return wrong({"最低额、最高额或取整单位不合理", "the bounds or the rounding leave no possible amount"});
  }
  std::vector<Part> parts;
  std::set<std::string> ids;
  int scale = 0;
  for (const auto& sharer : sharers) scale = std::max(scale, sharer.weight.scale());
  for (const auto& sharer : sharers) {
    if (sharer.weight <= zero) {
      return wrong({"“" + sharer.id + "”的权重不大于 0", "the weight of `" + sharer.id + "` is not above 0"});
    }
    if (!ids.insert(sharer.id).second)
      return wrong({"“" + sharer.id + "”重复", "`" + sharer.id + "` stands twice"});
    parts.push_back({&sharer, sharer.weight.coefficient() * PowerOfTen(scale - sharer.weight.scale())});
  }
  Wide weights = 0;
  for (const auto& part : parts) weights += part.weight;
  if (weights > kMaxWeights) return wrong({"权重过大", "the weights are too great or have too many places"});
  // The greater weight first, so that equal remainders go to it.
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.weight > b.weight; });

  Wide pool = Units(rules.pool, rules.round_to, false);
  const Wide least = Units(minimum, rules.round_to, true);
  const Wide most = Units(maximum, rules.round_to, false);
  if (most < least)
    return wrong({"没有满足取整单位的金额", "no amount between the bounds is a multiple of the rounding"});
  const auto funded =
      least == 0 ? parts.size()
                 : static_cast<std::size_t>(std::min<Wide>(pool / least, static_cast<Wide>(parts.size())));
  std::vector<Part> paid(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(funded));
  FixAtBounds(paid, pool, least, most);
  Divide(paid, pool);

  std::vector<Shared> shared;
  for (const auto& sharer : sharers) {
    const auto part =
        std::find_if(paid.begin(), paid.end(), [&](const Part& p) { return p.sharer == &sharer; });
    const Wide units = part == paid.end() ? 0 : part->units;
    const auto amount = Decimal::Multiply(Decimal(static_cast<std::int64_t>(units), 0), rules.round_to);
    shared.push_back({sharer.id, amount.value_or(zero)});
  }
  return shared;
}

}  // namespace charter
