#include "storage/group_commit.h"

#include <set>
#include <utility>

#include "engine/data/failure.h"

namespace charter::storage {
namespace {

// More would make the first of them wait for the last without making the commit cheaper for each.
constexpr std::size_t kMostInOne = 256;
constexpr std::size_t kMostBytes = 4U << 20U;

std::size_t SizeOf(const Unit& unit) {
  std::size_t bytes = 0;
  for (const ItemWrite& write : unit.writes) {
    bytes += write.item.snapshot.size();
    for (const HistoryRecord& row : write.history) bytes += row.input.size() + row.detail.size();
  }
  return bytes;
}

}  // namespace

void GroupCommit::Commit(Unit& unit) {
  Waiter self{unit};
  std::unique_lock lock(mutex_);
  // Whoever takes it off the queue wakes this call, which returns only then.
  // cppcheck-suppress danglingLifetime
  queue_.push_back(&self);
  if (free_lanes_ > 0) {
    --free_lanes_;
    self.state = Waiter::kLeading;
  }
  self.wake.wait(lock, [&self] { return self.state != Waiter::kQueued; });
  if (self.state == Waiter::kLeading) {
    const std::vector<Waiter*> batch = TakeBatch(self);
    lock.unlock();
    WriteBatch(batch);
    lock.lock();
    PassLaneOn();
    for (Waiter* each : batch) {
      each->state = Waiter::kDone;
      // Under the lock: the waiter's condition variable lives on its stack.
      if (each != &self) each->wake.notify_one();
    }
  }
  lock.unlock();
  if (self.error) std::rethrow_exception(self.error);
}

void GroupCommit::PassLaneOn() {
  for (Waiter* waiter : queue_) {
    if (waiter->state != Waiter::kQueued) continue;  // leads on another lane, but has not woken yet
    waiter->state = Waiter::kLeading;
    waiter->wake.notify_one();
    return;
  }
  ++free_lanes_;
}

// The leader and as many after it as fit; of two units about one item the second stays.
std::vector<GroupCommit::Waiter*> GroupCommit::TakeBatch(Waiter& leader) {
  std::vector<Waiter*> batch;
  std::deque<Waiter*> left;
  std::set<std::pair<std::string_view, std::string_view>> items;
  std::size_t bytes = 0;
  const auto take = [&](Waiter* waiter) {
    for (const ItemWrite& write : waiter->unit.writes)
      items.emplace(waiter->unit.tenant.value, write.item.id.value);
    bytes += SizeOf(waiter->unit);
    batch.push_back(waiter);
  };
  take(&leader);
  for (Waiter* waiter : queue_) {
    if (waiter == &leader) continue;
    bool fits = waiter->state == Waiter::kQueued && batch.size() < kMostInOne && bytes < kMostBytes;
    for (const ItemWrite& write : waiter->unit.writes)
      fits = fits && !items.contains({waiter->unit.tenant.value, write.item.id.value});
    if (fits) {
      take(waiter);
    } else {
      left.push_back(waiter);
    }
  }
  queue_ = std::move(left);
  return batch;
}

void GroupCommit::WriteAlone(Waiter& waiter) {
  Unit* const unit = &waiter.unit;
  unit->alone = true;
  try {
    write_({&unit, 1});
  } catch (...) {
    waiter.error = std::current_exception();
  }
}

void GroupCommit::WriteBatch(const std::vector<Waiter*>& batch) {
  std::vector<Unit*> units;
  for (Waiter* waiter : batch) units.push_back(&waiter->unit);
  try {
    write_(units);
  } catch (const Failure& failure) {
    // One that the database will not take, or whose key is taken, must not take the others with it; where
    // nobody answers, trying them one by one would only make all wait longer.
    for (Waiter* waiter : batch) {
      if (failure.retryable()) {
        waiter->error = std::current_exception();
      } else {
        WriteAlone(*waiter);
      }
    }
  } catch (...) {
    for (Waiter* waiter : batch) waiter->error = std::current_exception();
  }
}

}  // namespace charter::storage
