#include "api/verify_run.h"

#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace charter::api {
namespace {

// So many items at once: few enough to be held by every thread, many enough to be read with few statements.
constexpr int kItemsInRange = 200;

class VerifyRun {
 public:
  VerifyRun(Service& service, Audit& audit, const TenantId& tenant, const OnVerified& done)
      : service_(service), audit_(audit), tenant_(tenant), done_(done) {}

  void Work() {
    try {
      while (const auto range = Take()) Hand(range->first, service_.VerifyItems(tenant_, range->second));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  }

  void RethrowFailure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::optional<std::pair<std::size_t, ItemRange>> Take() {
    const std::lock_guard lock(mutex_);
    if (!next_ || failure_) return std::nullopt;
    const ItemRange range = audit_.RangeAfter(tenant_, *next_, kItemsInRange);
    next_ = range.until;
    return std::pair(taken_++, range);
  }

  void Hand(std::size_t index, VerifiedItems verified) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(index, std::move(verified));
    for (auto first = waiting_.find(handed_); first != waiting_.end(); first = waiting_.find(handed_)) {
      done_(first->second);
      waiting_.erase(first);
      ++handed_;
    }
  }

  Service& service_;
  Audit& audit_;
  const TenantId& tenant_;
  const OnVerified& done_;
  std::mutex mutex_;
  std::optional<ItemId> next_ = ItemId();  // nothing: no range is left
  std::size_t taken_ = 0;
  std::size_t handed_ = 0;
  std::map<std::size_t, VerifiedItems> waiting_;  // for ranges before them
  std::exception_ptr failure_;
};

}  // namespace

void VerifyAll(Service& service, Audit& audit, const TenantId& tenant, int threads, const OnVerified& done) {
  VerifyRun run(service, audit, tenant, done);
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&run] { run.Work(); });
  for (std::thread& worker : workers) worker.join();
  run.RethrowFailure();
}

}  // namespace charter::api
