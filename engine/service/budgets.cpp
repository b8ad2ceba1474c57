#include <algorithm>

#include "engine/data/failure.h"
#include "engine/service/ledger_check.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr std::size_t kLongestId = 64;
constexpr std::size_t kLongestText = 2000;

bool MayKeep(const Caller& caller, const std::string& path) {
  return Holds(caller, kAdministrator, path) || Holds(caller, kFinance, path);
}

tl::unexpected<Refusal> NotForYou() {
  return Refused(Code::not_permitted, {"预算由管理员或财务人员（finance）建立和调整",
                                       "budgets are for administrators and those with the role finance"});
}

tl::unexpected<Refusal> NoBudget(const BudgetId& id) {
  return Refused(Code::budget_not_found, {"预算不存在或您无权查看：" + id.value,
                                          "no such budget, or none that you may see: " + id.value});
}

tl::unexpected<Refusal> Invalid(const std::string& pointer, const std::string& keyword, Text message) {
  return tl::unexpected(InvalidInput(pointer, keyword, std::move(message)));
}

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= kLongestId && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

// Of rows of which one more than `limit` was asked for; `cursor` makes that of the last one.
template <typename Row, typename Cursor>
Page<Row> PageOf(std::vector<Row> rows, int limit, const Cursor& cursor) {
  Page<Row> page{std::move(rows), ""};
  if (page.rows.size() <= static_cast<std::size_t>(limit)) return page;
  page.rows.pop_back();
  page.next = cursor(page.rows.back());
  return page;
}

const Text kBadAmount{"应为大于 0、精确到分的金额", "must be an amount of yuan and fen above 0"};

}  // namespace

Outcome<BudgetRecord> Service::CreateBudget(const Caller& caller, const BudgetCommand& command,
                                            const AnswerTo<BudgetRecord>& answer) {
  auto place = impl_->PlaceOf(caller, command.org);
  if (!place) return tl::unexpected(std::move(place.error()));
  if (!MayKeep(caller, place->path)) return NotForYou();
  if (!IsId(command.id.value)) {
    return Invalid("/id", "pattern",
                   {"应为 1 至 64 个字母、数字、-、_ 或 .", "must be 1 to 64 letters, digits, -, _ or ."});
  }
  if (command.title.empty() || command.title.zh.size() > kLongestText ||
      command.title.en.size() > kLongestText)
    return Invalid("/title", "required", {"预算需要名称", "a budget needs a title"});
  if (command.year < 2000 || command.year > 2999)
    return Invalid("/year", "minimum", {"应为四位年份", "must be a year of four digits"});
  if (command.note.size() > kLongestText) return Invalid("/note", "maxLength", {"过长", "is too long"});
  const auto fen = FenOf(command.pool);
  if (!fen || *fen == 0) return Invalid("/pool", "minimum", kBadAmount);

  BudgetRecord budget;
  budget.id = command.id;
  budget.title = command.title;
  budget.year = command.year;
  budget.org = place->id;
  budget.org_path = place->path;
  budget.created_by = caller.person.id;
  budget.created_at = impl_->ports.clock.Now();
  budget.sums.pool = *fen;
  budget.entries = 1;
  const auto kept = MakeAnswer(answer, budget);
  if (!impl_->ports.store.AddBudget(caller.tenant, budget, command.note, kept ? &*kept : nullptr)) {
    return Refused(Code::budget_exists, {"已有编号为 " + command.id.value + " 的预算",
                                         "there is a budget " + command.id.value + " already"});
  }
  return budget;
}

Outcome<BudgetRecord> Service::GetBudget(const Caller& caller, const BudgetId& id) {
  auto budget = impl_->ports.store.FindBudget(caller.tenant, id);
  if (!budget || RolesAt(caller, budget->org_path).empty()) return NoBudget(id);
  return std::move(*budget);
}

Outcome<BudgetRecord> Service::ChangeBudget(const Caller& caller, const BudgetId& id, Decimal by,
                                            const std::string& reason, const AnswerTo<BudgetRecord>& answer) {
  auto budget = GetBudget(caller, id);
  if (!budget) return budget;
  if (!MayKeep(caller, budget->org_path)) return NotForYou();
  const bool lower = by < Decimal();
  const auto amount = lower ? Decimal::Subtract(Decimal(), by) : std::optional(by);
  const auto fen = amount ? FenOf(*amount) : std::nullopt;
  if (!fen || *fen == 0) return Invalid("/by", "minimum", kBadAmount);
  if (reason.empty() || reason.size() > kLongestText)
    return Invalid("/reason", "required", {"请说明理由", "a reason is needed"});
  LedgerRecord change;
  change.posting = {lower ? LedgerKind::kCut : LedgerKind::kAllot, id, {}, *fen, reason};
  change.actor = caller.person.id;
  change.at = impl_->ports.clock.Now();
  return impl_->ports.store.ChangeBudget(caller.tenant, change, answer);
}

Page<BudgetRecord> Service::ListBudgets(const Caller& caller, const std::string& after, int limit) {
  return PageOf(impl_->ports.store.ListBudgets(caller.tenant, {ScopesOf(caller), after, limit + 1}), limit,
                [](const BudgetRecord& last) { return last.id.value; });
}

Outcome<Page<LedgerRecord>> Service::Ledger(const Caller& caller, const BudgetId& id, std::int64_t after_seq,
                                            int limit) {
  if (auto budget = GetBudget(caller, id); !budget) return tl::unexpected(std::move(budget.error()));
  return PageOf(impl_->ports.store.Ledger(caller.tenant, id, after_seq, limit + 1), limit,
                [](const LedgerRecord& last) { return std::to_string(last.seq); });
}

std::optional<std::string> Service::Verify(const TenantId& tenant, const BudgetId& id) {
  constexpr int kPage = 1000;
  const auto budget = impl_->ports.store.FindBudget(tenant, id);
  if (!budget) throw Failure(Code::budget_not_found, "no budget " + id.value);
  LedgerCheck check;
  std::int64_t last = 0;
  for (;;) {
    const auto page = impl_->ports.store.Ledger(tenant, id, last, kPage);
    if (page.empty()) return check.Compare(*budget);
    for (const LedgerRecord& entry : page) {
      if (auto wrong = check.Add(entry)) return wrong;
    }
    last = page.back().seq;
  }
}

}  // namespace charter
