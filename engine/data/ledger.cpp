#include "engine/data/ledger.h"

#include <algorithm>

namespace charter {
namespace {

constexpr std::int64_t kMostFen = 1'000'000'000'000'000;

struct KindInfo {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<KindInfo, kLedgerKinds> kKinds{{{"reserve", "预留", "reserve"},
                                                     {"release", "释放", "release"},
                                                     {"pay", "拨付", "pay"},
                                                     {"use", "报告使用", "report as used"},
                                                     {"claim", "追回", "claim back"},
                                                     {"repay", "收回", "take back"},
                                                     {"write_off", "核销", "write off"},
                                                     {"allot", "下达", "allot"},
                                                     {"cut", "调减", "cut"}}};

const KindInfo& InfoOf(LedgerKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

// What an entry of this kind takes from.
Text SourceOf(LedgerKind kind) {
  switch (kind) {
    case LedgerKind::kRelease:
    case LedgerKind::kPay:
      return {"已预留未拨付", "reserved and not yet paid"};
    case LedgerKind::kUse:
    case LedgerKind::kClaim:
      return {"已拨付而未报告使用也未追回", "paid and neither used nor claimed back"};
    case LedgerKind::kRepay:
    case LedgerKind::kWriteOff:
      return {"应收未收", "claimed and still owed"};
    default:
      return {"可用", "left"};
  }
}

Refusal NotEnough(Code code, const Posting& posting, std::int64_t left) {
  const std::string wanted = YuanOf(posting.fen).ToString();
  const std::string there = YuanOf(left).ToString();
  const KindInfo& info = InfoOf(posting.kind);
  const Text source = SourceOf(posting.kind);
  Refusal refusal;
  refusal.code = code;
  refusal.message = {"预算 " + posting.budget.value + " " + source.zh + "的资金为 " + there + " 元，不足以" +
                         std::string(info.zh) + " " + wanted + " 元",
                     "budget " + posting.budget.value + " has " + there + " yuan " + source.en +
                         ", not enough to " + std::string(info.en) + " " + wanted + " yuan"};
  refusal.details = {there, wanted};
  return refusal;
}

// How much of this kind an account still bears.
std::int64_t RoomFor(LedgerKind kind, const LedgerSums& sums) {
  switch (kind) {
    case LedgerKind::kRelease:
    case LedgerKind::kPay:
      return sums.reserved - sums.paid;
    case LedgerKind::kUse:
    case LedgerKind::kClaim:
      return sums.paid - sums.used - sums.claimed;
    case LedgerKind::kRepay:
    case LedgerKind::kWriteOff:
      return sums.claimed - sums.repaid - sums.written_off;
    case LedgerKind::kReserve:
      return kMostFen - sums.reserved;
    case LedgerKind::kAllot:
    case LedgerKind::kCut:
      break;
  }
  return kMostFen;
}

}  // namespace

std::string_view NameOf(LedgerKind kind) { return InfoOf(kind).name; }

Text TitleOf(LedgerKind kind) { return {std::string(InfoOf(kind).zh), std::string(InfoOf(kind).en)}; }

std::optional<LedgerKind> ParseLedgerKind(std::string_view name) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindInfo& info) { return info.name == name; });
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<LedgerKind>(found - kKinds.begin());
}

std::optional<std::int64_t> FenOf(Decimal yuan) {
  const auto cents = yuan.Round(2);
  if (!cents || *cents != yuan) return std::nullopt;
  if (cents->coefficient() < 0 || cents->coefficient() > kMostFen) return std::nullopt;
  return cents->coefficient();
}

Decimal YuanOf(std::int64_t fen) { return {fen, 2}; }

void Add(const Posting& posting, LedgerSums& sums) {
  switch (posting.kind) {
    case LedgerKind::kReserve:
      sums.reserved += posting.fen;
      break;
    case LedgerKind::kRelease:
      sums.reserved -= posting.fen;
      break;
    case LedgerKind::kPay:
      sums.paid += posting.fen;
      break;
    case LedgerKind::kUse:
      sums.used += posting.fen;
      break;
    case LedgerKind::kClaim:
      sums.claimed += posting.fen;
      break;
    case LedgerKind::kRepay:
      sums.repaid += posting.fen;
      break;
    case LedgerKind::kWriteOff:
      sums.written_off += posting.fen;
      break;
    case LedgerKind::kAllot:
    case LedgerKind::kCut:
      break;
  }
}

std::optional<Refusal> Enter(const Posting& posting, LedgerSums& account) {
  const std::int64_t left = RoomFor(posting.kind, account);
  if (posting.fen > left) return NotEnough(Code::ledger_exceeded, posting, left);
  Add(posting, account);
  return std::nullopt;
}

std::optional<Refusal> Enter(const Posting& posting, BudgetSums& budget) {
  const std::int64_t free = budget.pool - budget.all.reserved;
  switch (posting.kind) {
    case LedgerKind::kAllot:
      if (posting.fen > kMostFen - budget.pool)
        return NotEnough(Code::ledger_exceeded, posting, kMostFen - budget.pool);
      budget.pool += posting.fen;
      return std::nullopt;
    case LedgerKind::kCut:
      if (posting.fen > free) return NotEnough(Code::budget_exceeded, posting, free);
      budget.pool -= posting.fen;
      return std::nullopt;
    case LedgerKind::kReserve:
      if (posting.fen > free) return NotEnough(Code::budget_exceeded, posting, free);
      break;
    default:
      break;
  }
  return Enter(posting, budget.all);
}

Refusal NoBudgetToDrawOn(const BudgetId& budget) {
  Refusal refusal;
  refusal.code = Code::no_budget;
  refusal.message = {"没有预算 " + budget.value + "，或该预算不覆盖本事项的组织",
                     "there is no budget " + budget.value + ", or it is not for this item's organisation"};
  refusal.hint = {"预算由管理员或财务人员建立：POST /v1/budgets",
                  "an administrator or the finance department sets budgets up: POST /v1/budgets"};
  refusal.details = {budget.value};
  return refusal;
}

}  // namespace charter
