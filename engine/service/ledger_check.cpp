#include "engine/service/ledger_check.h"

#include <utility>

namespace charter {
namespace {

std::string Yuan(std::int64_t fen) { return YuanOf(fen).ToString(); }

std::optional<std::string> FirstDifference(const std::string& whose, const LedgerSums& entries,
                                           const LedgerSums& stored) {
  for (const auto& [name, sum] : kLedgerSums) {
    if (entries.*sum == stored.*sum) continue;
    return whose + std::string(name) + " is " + Yuan(stored.*sum) + ", its ledger entries come to " +
           Yuan(entries.*sum);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> DifferenceFromLedger(const Snapshot& snapshot,
                                                std::span<const LedgerRecord> entries) {
  std::map<std::pair<BudgetId, ItemId>, LedgerSums> sums;
  for (const LedgerRecord& entry : entries) {
    const bool own = entry.posting.account == entry.item;
    Add(entry.posting, sums[{entry.posting.budget, own ? ItemId() : entry.posting.account}]);
  }
  for (const LedgerAccount& account : *snapshot.ledger) {
    const auto found = sums.extract({account.budget, account.of});
    if (auto difference = FirstDifference("in budget " + account.budget.value + ": ",
                                          found ? found.mapped() : LedgerSums{}, account.sums))
      return difference;
  }
  if (sums.empty()) return std::nullopt;
  return "the ledger of budget " + sums.begin()->first.first.value +
         " has entries that the item does not know of";
}

std::optional<std::string> LedgerCheck::Add(const LedgerRecord& entry) {
  const std::string place = "entry " + std::to_string(entry.seq) + ": ";
  if (entry.seq != ++entries_) return place + "entry " + std::to_string(entries_) + " is missing before it";
  if (entry.posting.fen <= 0) return place + "an amount of " + Yuan(entry.posting.fen);
  auto refused = Enter(entry.posting, sums_);
  if (!refused && !entry.posting.account.empty())
    refused = Enter(entry.posting, accounts_[entry.posting.account]);
  if (refused) return place + refused->message.en;
  return std::nullopt;
}

std::optional<std::string> LedgerCheck::Compare(const BudgetRecord& budget) const {
  if (budget.entries != entries_) {
    return "it counts " + std::to_string(budget.entries) + " entries, its ledger has " +
           std::to_string(entries_);
  }
  if (budget.sums.pool != sums_.pool)
    return "its pool is " + Yuan(budget.sums.pool) + ", its ledger comes to " + Yuan(sums_.pool);
  return FirstDifference("", sums_.all, budget.sums.all);
}

}  // namespace charter
