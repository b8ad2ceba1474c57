#include "engine/activity/allocation.h"

#include <algorithm>
#include <set>
#include <utility>

namespace charter {
namespace {

using Status = Placing::Status;

Refusal Refused(Code code, Text message, Text hint = {}) {
  return {code, std::move(message), std::move(hint), {}, {}};
}

Refusal WrongData(Text message) { return Refused(Code::data_invalid, std::move(message)); }

// Each place by its tier, the best first.
std::vector<const Tier*> PlacesOf(const Category& category) {
  std::vector<const Tier*> places;
  for (const auto& tier : category.tiers)
    places.insert(places.end(), static_cast<std::size_t>(tier.count), &tier);
  return places;
}

std::vector<const Candidate*> Ranked(const std::string& category, const std::vector<Candidate>& candidates) {
  std::vector<const Candidate*> ranked;
  for (const auto& candidate : candidates) {
    if (candidate.category == category) ranked.push_back(&candidate);
  }
  std::sort(ranked.begin(), ranked.end(), [](const Candidate* a, const Candidate* b) {
    return a->order != b->order ? a->order > b->order : a->id < b->id;
  });
  return ranked;
}

void Award(Placing& placing, const Tier& tier, Text reason = {}) {
  placing.status = Status::kAwarded;
  placing.tier = tier.id;
  placing.amount = tier.amount;
  placing.reason = std::move(reason);
}

void LeaveOut(Placing& placing, bool waits, std::size_t places) {
  const std::string rank = std::to_string(placing.rank);
  const std::string count = std::to_string(places);
  placing.status = waits ? Status::kWaiting : Status::kNotSelected;
  placing.reason = waits ? Text{"第 " + rank + " 名，候补", "rank " + rank + ", on the waiting list"}
                         : Text{"第 " + rank + " 名，名额 " + count + " 个",
                                "rank " + rank + ", and there are " + count + " places"};
}

std::vector<Placing> PlaceAll(const AllocationRules& rules, const Category& category,
                              const std::vector<const Candidate*>& ranked) {
  const auto places = PlacesOf(category);
  const auto waiting = static_cast<std::size_t>(rules.waiting);
  std::vector<Placing> placings;
  std::size_t struck = 0;     // so far
  std::size_t vacancies = 0;  // places freed and not given again
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    Placing placing;
    placing.id = ranked[i]->id;
    placing.category = category.id;
    placing.amount = Decimal(0, 2);
    const bool tied = i > 0 && ranked[i]->order == ranked[i - 1]->order;
    placing.rank = tied ? placings.back().rank : static_cast<std::int64_t>(i) + 1;
    const std::size_t place = rules.on_vacancy == OnVacancy::kShiftUp ? i - struck : i;
    if (!ranked[i]->struck.empty()) {
      ++struck;
      if (i < places.size()) ++vacancies;
      placing.status = Status::kStruck;
      placing.reason = {"取消：" + ranked[i]->struck, "struck off: " + ranked[i]->struck};
    } else if (place < places.size()) {
      const bool moved = i >= places.size() || places[i] != places[place];
      Award(placing, *places[place],
            moved ? Text{"因前列取消而递升", "moved up since a place above was freed"} : Text{});
    } else if (rules.on_vacancy == OnVacancy::kFillBottom && vacancies > 0) {
      --vacancies;
      Award(placing, *places.back(), {"由候补递补", "promoted from the waiting list"});
    } else {
      LeaveOut(placing, place < places.size() + waiting, places.size());
    }
    placings.push_back(std::move(placing));
  }
  return placings;
}

const std::string& NameOf(const std::string& id, const std::vector<Candidate>& candidates) {
  const auto found =
      std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& one) { return one.id == id; });
  return found == candidates.end() || found->name.empty() ? id : found->name;
}

// Two whom the order leaves equal, and who would not be treated alike.
std::optional<std::pair<std::string, std::string>> UndecidedTie(const std::vector<Placing>& placings) {
  const Placing* above = nullptr;
  for (const auto& placing : placings) {
    if (placing.status == Status::kStruck) continue;
    if (above != nullptr && above->rank == placing.rank &&
        (above->status != placing.status || above->tier != placing.tier)) {
      return std::pair{above->id, placing.id};
    }
    above = &placing;
  }
  return std::nullopt;
}

std::optional<Refusal> Check(const AllocationRules& rules, const std::vector<Candidate>& candidates) {
  std::set<std::string> categories;
  for (const auto& category : rules.categories) {
    categories.insert(category.id);
    for (std::size_t i = 1; i < category.tiers.size(); ++i) {
      if (category.tiers[i].amount <= category.tiers[i - 1].amount) continue;
      return WrongData({"等次“" + category.tiers[i].id + "”的金额高于前一等次",
                        "tier `" + category.tiers[i].id + "` has a greater amount than the one above it"});
    }
  }
  std::set<std::string> ids;
  for (const auto& candidate : candidates) {
    if (!categories.contains(candidate.category)) {
      const std::string& name = candidate.name.empty() ? candidate.id : candidate.name;
      return WrongData({"“" + name + "”的类别“" + candidate.category + "”没有设置等次",
                        "`" + name + "` is of category `" + candidate.category + "`, which has no tiers"});
    }
    if (!ids.insert(candidate.id).second) {
      return WrongData({"“" + candidate.id + "”重复", "`" + candidate.id + "` stands twice"});
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome<AllocationTable> Allocate(const AllocationRules& rules, const std::vector<Candidate>& candidates) {
  if (auto refusal = Check(rules, candidates)) return tl::unexpected(std::move(*refusal));
  AllocationTable table;
  table.total = Decimal(0, 2);
  for (const auto& category : rules.categories) {
    auto placings = PlaceAll(rules, category, Ranked(category.id, candidates));
    if (const auto tie = UndecidedTie(placings)) {
      const std::string& first = NameOf(tie->first, candidates);
      const std::string& second = NameOf(tie->second, candidates);
      return tl::unexpected(Refused(
          Code::guard_not_met,
          {"“" + first + "”与“" + second + "”并列，须先确定先后",
           "`" + first + "` and `" + second + "` are equal, and only one of them gets the better place"},
          {"补充一项排序依据，或由会议决定", "add something that decides, or let the meeting decide"}));
    }
    for (auto& placing : placings) {
      const auto total = Decimal::Add(table.total, placing.amount);
      if (!total || *total > rules.pool) {
        return tl::unexpected(Refused(Code::pool_exceeded,
                                      {"奖补合计超过资金总额 " + rules.pool.ToString() + " 元",
                                       "the awards go past the pool of " + rules.pool.ToString() + " yuan"}));
      }
      table.total = *total;
      table.placings.push_back(std::move(placing));
    }
  }
  table.left = Decimal::Subtract(rules.pool, table.total).value_or(Decimal());
  return table;
}

}  // namespace charter
