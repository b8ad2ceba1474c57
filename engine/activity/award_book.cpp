#include "engine/activity/award_book.h"

#include <algorithm>

namespace charter {
namespace {

using Decided = AwardDecision::Kind;

bool Names(const AwardDecision& decision, const std::string& id) {
  return std::find(decision.candidates.begin(), decision.candidates.end(), id) != decision.candidates.end();
}

// Null where nothing stands.
const AwardDecision* LatestOf(const AwardBook& book, const std::string& id) {
  const auto latest = std::find_if(
      book.decisions.rbegin(), book.decisions.rend(),
      [&](const AwardDecision& decision) { return decision.kind != Decided::kRank && Names(decision, id); });
  return latest == book.decisions.rend() || latest->kind == Decided::kRestore ? nullptr : &*latest;
}

// The weaker the place in the list, the less; 0 for whom nobody ranked. It only parts equals, as it
// comes last in the order.
Decimal DecidedRank(const AwardBook& book, const std::string& id) {
  const auto latest = std::find_if(
      book.decisions.rbegin(), book.decisions.rend(),
      [&](const AwardDecision& decision) { return decision.kind == Decided::kRank && Names(decision, id); });
  if (latest == book.decisions.rend()) return {};
  const auto place = std::find(latest->candidates.begin(), latest->candidates.end(), id);
  return {latest->candidates.end() - place, 0};
}

std::vector<Candidate> AsDecided(const AwardBook& book) {
  std::vector<Candidate> candidates = book.candidates;
  for (auto& candidate : candidates) {
    candidate.order.push_back(DecidedRank(book, candidate.id));
    const AwardDecision* latest = LatestOf(book, candidate.id);
    if (latest != nullptr && latest->kind == Decided::kStrike) candidate.struck = latest->reason;
  }
  return candidates;
}

Placing Unfunded(const Candidate& candidate, Placing::Status status, Text reason) {
  Placing placing;
  placing.id = candidate.id;
  placing.category = candidate.category;
  placing.status = status;
  placing.amount = Decimal(0, 2);
  placing.reason = std::move(reason);
  return placing;
}

Outcome<AllocationTable> Share(const AwardBook& book, const std::vector<Candidate>& candidates) {
  struct Entry {
    Placing placing;
    Decimal weight;
  };
  std::vector<Entry> entries;
  std::vector<Sharer> sharers;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& one = candidates[i];
    const Decimal weight = book.weights[i];
    if (!one.struck.empty()) {
      entries.push_back(
          {Unfunded(one, Placing::Status::kStruck, {"取消：" + one.struck, "struck off: " + one.struck}),
           weight});
    } else if (weight <= Decimal()) {
      entries.push_back({Unfunded(one, Placing::Status::kNotSelected,
                                  {"分配依据为零", "its weight in the allocation is zero"}),
                         weight});
    } else {
      sharers.push_back({one.id, weight});
      entries.push_back(
          {Unfunded(one, Placing::Status::kNotSelected,
                    {"资金不足以按最低额分给所有申报", "the pool does not give everybody the least amount"}),
           weight});
    }
  }
  const auto shared = ShareOut(*book.sharing, sharers);
  if (!shared) return tl::unexpected(shared.error());
  for (const auto& share : *shared) {
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& e) { return e.placing.id == share.id; });
    if (share.amount == Decimal()) continue;
    entry->placing.status = Placing::Status::kAwarded;
    entry->placing.amount = share.amount;
    entry->placing.reason = {};
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.placing.id < b.placing.id;
  });
  AllocationTable table;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool tied = i > 0 && entries[i].weight == entries[i - 1].weight;
    entries[i].placing.rank = tied ? table.placings.back().rank : static_cast<std::int64_t>(i) + 1;
    table.placings.push_back(std::move(entries[i].placing));
  }
  return table;
}

void Adjust(Placing& placing, const AwardDecision& decision) {
  const bool awarded = decision.amount > Decimal();
  placing.status = awarded ? Placing::Status::kAwarded : Placing::Status::kNotSelected;
  placing.tier = awarded ? decision.tier : "";
  placing.amount = decision.amount;
  placing.reason = {"调整：" + decision.reason, "adjusted: " + decision.reason};
}

}  // namespace

Outcome<AllocationTable> TableOf(const AwardBook& book) {
  const auto candidates = AsDecided(book);
  auto table = book.sharing ? Share(book, candidates) : Allocate(book.rules, candidates);
  if (!table) return table;
  const Decimal pool = book.sharing ? book.sharing->pool : book.rules.pool;
  table->total = Decimal(0, 2);
  for (auto& placing : table->placings) {
    const AwardDecision* latest = LatestOf(book, placing.id);
    if (latest != nullptr && latest->kind == Decided::kAdjust) Adjust(placing, *latest);
    const auto total = Decimal::Add(table->total, placing.amount);
    if (!total || *total > pool) {
      return tl::unexpected(Refusal{Code::pool_exceeded,
                                    {"奖补合计将超过资金总额 " + pool.ToString() + " 元",
                                     "the awards would go past the pool of " + pool.ToString() + " yuan"},
                                    {},
                                    {},
                                    {}});
    }
    table->total = *total;
  }
  table->left = Decimal::Subtract(pool, table->total).value_or(Decimal());
  return table;
}

}  // namespace charter
