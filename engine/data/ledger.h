// The rule of every ledger: which entries there are, and that no sum exceeds the one it comes from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/decimal.h"
#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/data/text.h"

namespace charter {

// What an entry does, in the words of public accounting. All amounts are more than 0.
enum class LedgerKind : std::uint8_t {
  kReserve,   // 预留: money of the pool is kept for an item
  kRelease,   // 释放: what was reserved and not paid goes back to the pool
  kPay,       // 拨付: reserved money is paid out
  kUse,       // 报告使用: paid money is reported as used
  kClaim,     // 追回应收: paid and unused money is claimed back
  kRepay,     // 收回: claimed money has come back; the pool does not grow by it
  kWriteOff,  // 核销: claimed money is given up
  kAllot,     // 下达: the pool is made or raised
  kCut,       // 调减: the pool is lowered
};
inline constexpr std::size_t kItemLedgerKinds = 7;  // those that items enter come first
inline constexpr std::size_t kLedgerKinds = 9;

std::string_view NameOf(LedgerKind kind);  // "write_off"
Text TitleOf(LedgerKind kind);
std::optional<LedgerKind> ParseLedgerKind(std::string_view name);

// Money is counted in fen. Nothing for an amount below 0, with parts of a fen, or of more than
// 10^15 fen: so no sum overflows.
std::optional<std::int64_t> FenOf(Decimal yuan);
Decimal YuanOf(std::int64_t fen);  // with two places

// What the entries of a budget, or of one account in it, come to.
struct LedgerSums {
  std::int64_t reserved = 0;  // less what was released
  std::int64_t paid = 0;
  std::int64_t used = 0;
  std::int64_t claimed = 0;
  std::int64_t repaid = 0;
  std::int64_t written_off = 0;
  bool operator==(const LedgerSums&) const = default;
};

struct LedgerSumName {
  std::string_view name;
  std::int64_t LedgerSums::*sum;
};
inline constexpr std::array<LedgerSumName, 6> kLedgerSums{{{"reserved", &LedgerSums::reserved},
                                                           {"paid", &LedgerSums::paid},
                                                           {"used", &LedgerSums::used},
                                                           {"claimed", &LedgerSums::claimed},
                                                           {"repaid", &LedgerSums::repaid},
                                                           {"written_off", &LedgerSums::written_off}}};

// An entry to be made. `account` is the item whose money it is, "" for the item that makes the entry.
struct Posting {
  LedgerKind kind = LedgerKind::kReserve;
  BudgetId budget;
  ItemId account;
  std::int64_t fen = 0;
  std::string note;
};

struct BudgetSums {
  std::int64_t pool = 0;
  LedgerSums all;
};

// Adds the entry to the sums, whatever comes of it.
void Add(const Posting& posting, LedgerSums& sums);
// Adds the entry to the sums of its account. Refused (ledger_exceeded, with what there is), where one sum
// would exceed the one it comes from: released + paid <= reserved, used + claimed <= paid,
// repaid + written off <= claimed. Of kAllot and kCut it knows nothing.
std::optional<Refusal> Enter(const Posting& posting, LedgerSums& account);
// The same for the budget; besides, reserved <= pool (budget_exceeded). An entry that its account bears
// never exceeds a sum of the budget but the pool.
std::optional<Refusal> Enter(const Posting& posting, BudgetSums& budget);

// 没有这个预算: no such budget, or none for the item's organisation.
Refusal NoBudgetToDrawOn(const BudgetId& budget);

}  // namespace charter
