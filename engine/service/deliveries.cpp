#include "engine/service/deliveries.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace charter {
namespace {

// FNV-1a: the same on every machine, so that a row waits equally long wherever it is tried.
std::uint64_t NumberOf(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

// Never past what a clock can tell.
Timestamp After(Timestamp now, Duration wait) { return Add(now, wait).value_or(now); }

}  // namespace

std::string EffectId(const ItemId& item, const OutboxRecord& record) {
  return item.value + "_" + std::to_string(record.rev) + "_" + std::to_string(record.position);
}

std::optional<OutboxId> ReadEffectId(std::string_view text) {
  OutboxId id;
  const auto number_behind = [&text](auto& number) {
    const auto line = text.rfind('_');
    if (line == std::string_view::npos) return false;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + line + 1, end, number);
    text.remove_suffix(text.size() - line);
    return read.ec == std::errc() && read.ptr == end && number >= 0;
  };
  if (!number_behind(id.position) || !number_behind(id.rev) || text.empty()) return std::nullopt;
  id.item = ItemId(std::string(text));
  return id;
}

Settlement Judge(const OutboxRow& row, const Receipt& receipt, const DeliveryRules& rules, Timestamp now) {
  Settlement settled{row, Settlement::Kind::kDelivered, now, receipt.error};
  if (receipt.kind == Receipt::Kind::kDelivered) return settled;
  const int failures = row.failures + 1;
  const int most = receipt.kind == Receipt::Kind::kGone      ? 1
                   : receipt.kind == Receipt::Kind::kRefused ? rules.most_refusals
                                                             : rules.most_failures;
  if (failures >= most) {
    settled.kind = Settlement::Kind::kDead;
    return settled;
  }
  settled.kind = Settlement::Kind::kFailed;
  const auto seed = rules.seed ^ NumberOf(EffectId(row.item, row.record));
  const Duration wait = WaitAfter(rules.backoff, failures, seed);
  const Duration asked = std::min(receipt.retry_after.value_or(Duration{}), rules.backoff.cap);
  settled.again = After(now, std::max(wait, asked));
  return settled;
}

bool Deliveries::HasTime(const Lease& lease, Timestamp now) const {
  return After(now, rules_.patience) <= lease.until;
}

DeliveryRun Deliveries::RunOnce(int limit) {
  DeliveryRun run;
  Timestamp now = clock_.Now();
  const Lease lease{now, After(now, rules_.lease)};
  std::vector<Settlement> settled;
  for (OutboxRow& row : outbox_.ClaimOutbox(lease, limit)) {
    ++run.claimed;
    if (run.unreachable || !HasTime(lease, now)) {
      settled.push_back({std::move(row), Settlement::Kind::kReturned, {}, {}});
      continue;
    }
    const Receipt receipt = courier_.Deliver(row, now, rules_.patience);
    now = clock_.Now();
    settled.push_back(Judge(row, receipt, rules_, now));
    run.unreachable = receipt.kind == Receipt::Kind::kUnreachable;
    switch (settled.back().kind) {
      case Settlement::Kind::kDelivered:
        ++run.delivered;
        break;
      case Settlement::Kind::kDead:
        ++run.dead;
        break;
      default:
        ++run.failed;
    }
  }
  if (!settled.empty()) outbox_.SettleOutbox(settled, now);
  return run;
}

}  // namespace charter
