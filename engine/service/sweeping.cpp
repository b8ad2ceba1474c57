// Going through all items for those who were erased, in the background and in two rounds.
#include <algorithm>
#include <charconv>
#include <string_view>

#include "engine/data/failure.h"
#include "engine/service/nameless.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr int kRange = 1000;  // items looked at together

// Real time, in seconds, that a name may still be written after its person was erased: another server
// believes for a second that he is there, and a request that it has begun may take its time.
constexpr std::int64_t kSettles = 60;
constexpr std::string_view kSecondRound = "again/";  // begins no id

// Where the sweep of an erasure is, and when its first round was over. ErasureRecord::swept is this as text:
// "ID" in the first round, "again/SECONDS/ID" in the second.
struct Round {
  std::optional<std::int64_t> first_over;  // real time; nothing: this is the first
  ItemId until;                            // all items up to this one were gone through
};

std::string WriteRound(const Round& round) {
  if (!round.first_over) return round.until.value;
  return std::string(kSecondRound) + std::to_string(*round.first_over) + "/" + round.until.value;
}

Round ReadRound(const std::string& text) {
  if (!text.starts_with(kSecondRound)) return {std::nullopt, ItemId(text)};
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + kSecondRound.size(), end, seconds);
  // Nothing that was written here: from the beginning.
  if (error != std::errc() || at == end || *at != '/') return {};
  return {seconds, ItemId(std::string(at + 1, end))};
}

}  // namespace

bool Service::Impl::SweepMore(const TenantId& tenant, ErasureRecord& erasure, Timestamp now, int limit,
                              SweptErasures& swept) {
  Round round = ReadRound(erasure.swept.value);
  if (erasure.done || swept.looked >= limit) return false;
  if (round.first_over && now.seconds < *round.first_over + kSettles) return false;
  if (round.until.empty()) {
    erasure.kept = 0;
    // Where a server ended in the middle, and what came since.
    Forget(tenant, erasure.person);
  }
  const int size = std::min(kRange, limit - swept.looked);
  const ItemRange range = ports.store.RangeAfter(tenant, round.until, size);
  for (const ItemId& id : ports.store.ItemsAbout(tenant, range, erasure.person)) {
    if (!SweepOne(tenant, id, erasure, swept)) ++erasure.kept;
  }
  swept.looked += size;
  if (range.until) {
    round.until = *range.until;
  } else if (!round.first_over) {
    round = {now.seconds, ItemId()};
  } else {
    Forget(tenant, erasure.person);
    erasure.done = true;
  }
  erasure.swept = ItemId(WriteRound(round));
  ports.store.NoteSweep(tenant, erasure);
  return true;
}

// An item that is damaged is left with the name, so that those after it lose it. A database that does not
// answer is waited for.
bool Service::Impl::SweepOne(const TenantId& tenant, const ItemId& id, const ErasureRecord& erasure,
                             SweptErasures& swept) {
  Swept done = Swept::kAgain;
  std::string failure = "it was another each time, or its history does not end where it does";
  try {
    for (int tries = 0; done == Swept::kAgain && tries < kMaxTries; ++tries)
      done = SweepItem(ports, charts, calendars, tenant, id, erasure);
  } catch (const Failure& thrown) {
    if (thrown.code() == Code::store_unavailable) throw;
    failure = thrown.what();
  }
  items.Drop(tenant, id);
  if (done == Swept::kAgain) {
    ++swept.failed;
    swept.failure = "item " + id.value + ": " + failure;
  }
  return done == Swept::kDone;
}

SweptErasures Service::SweepErasures(const TenantId& tenant, Timestamp now, int limit) {
  SweptErasures swept;
  for (ErasureRecord& erasure : impl_->ports.store.ListErasures(tenant)) {
    while (impl_->SweepMore(tenant, erasure, now, limit, swept)) continue;
  }
  return swept;
}

}  // namespace charter
