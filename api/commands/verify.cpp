// charter verify: is the history what was written, does replaying it give what is stored, do ledgers add up,
// and do seals hold?
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <set>
#include <thread>

#include "api/calendar_file.h"
#include "api/clock.h"
#include "api/commands/commands.h"
#include "api/item_ids.h"
#include "api/numbers.h"
#include "api/seal_json.h"
#include "api/signing_key.h"
#include "api/verify_run.h"
#include "engine/service/service.h"

namespace charter::api {
namespace {

constexpr int kPage = 200;
constexpr std::int64_t kMostLines = 100;  // of differences; the rest is counted

struct Count {
  std::int64_t rows = 0;
  std::int64_t differing = 0;
};

// How far it is, on a terminal or where it is asked for; about once a second.
class Progress {
 public:
  Progress(const Arguments& arguments, std::ostream& err)
      : err_(err),
        line_end_(arguments.Has("--progress") ? '\n' : '\r'),
        wanted_(arguments.Has("--progress") || (&err == &std::cerr && isatty(STDERR_FILENO) != 0)) {}

  void Show(std::int64_t items) {
    const auto now = std::chrono::steady_clock::now();
    if (!wanted_ || now - shown_ < std::chrono::seconds(1)) return;
    Print(items, now);
  }
  void End(std::int64_t items) {
    if (!wanted_) return;
    line_end_ = '\n';
    Print(items, std::chrono::steady_clock::now());
  }

 private:
  void Print(std::int64_t items, std::chrono::steady_clock::time_point now) {
    shown_ = now;
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - started_).count());
    err_ << items << " items, " << static_cast<std::int64_t>(static_cast<double>(items) / seconds)
         << " a second" << line_end_ << std::flush;
  }

  std::ostream& err_;
  char line_end_;
  bool wanted_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_ = started_;
};

class Verification {
 public:
  Verification(const Arguments& arguments, const Surroundings& surroundings, Service& service, Store& store)
      : service_(service), store_(store), out_(surroundings.out), progress_(arguments, surroundings.err) {
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    threads_ =
        arguments.Has("--threads") ? NumberOption("--threads", arguments.Get("--threads"), 1, 256) : cores;
    if (arguments.Has("--seal")) kept_ = ReadSeals(arguments.Get("--seal"));
    if (arguments.Has("--seal-public-key")) {
      check_ = [keys = PublicKeys::Read(arguments.Get("--seal-public-key"))](
                   std::string_view key, std::string_view text, std::string_view signature) {
        return keys.Verify(key, text, signature);
      };
    }
    if (arguments.Has("--tenant")) {
      tenants_.insert(TenantId(arguments.Get("--tenant")));
    } else {
      for (TenantId& tenant : store.ListTenants()) tenants_.insert(std::move(tenant));
      for (const KeptSeal& kept : kept_) tenants_.insert(kept.tenant);
    }
    one_tenant_ = arguments.Has("--tenant");
  }

  int Run() {
    for (const TenantId& tenant : tenants_) {
      VerifyItems(tenant);
      VerifyBudgets(tenant);
      VerifySeals(tenant);
      if (const auto difference = service_.VerifyErasures(tenant)) {
        ++erasures_;
        Tell(tenant, *difference);
      }
    }
    progress_.End(items_.rows);
    if (lines_ > kMostLines) out_ << "... and " << lines_ - kMostLines << " more\n";
    out_ << items_.rows << " items replayed, " << items_.differing << " differ\n";
    if (budgets_.rows > 0) {
      out_ << budgets_.rows << " budgets followed entry by entry, " << budgets_.differing << " differ\n";
    }
    if (seals_.rows + seals_.differing > 0)
      out_ << seals_.rows << (seals_.rows == 1 ? " seal" : " seals") << " checked, " << seals_.differing
           << " differ\n";
    return items_.differing + budgets_.differing + seals_.differing + erasures_ == 0 ? kExitOk : kExitFailed;
  }

 private:
  void Tell(const TenantId& tenant, const std::string& line) {
    if (++lines_ > kMostLines) return;
    if (tenants_.size() > 1) out_ << tenant.value << ": ";
    out_ << line << "\n";
  }

  void VerifyItems(const TenantId& tenant) {
    VerifyAll(service_, store_, tenant, threads_, [&](const VerifiedItems& range) {
      items_.rows += range.items;
      items_.differing += static_cast<std::int64_t>(range.differences.size());
      for (const Difference& difference : range.differences) {
        Tell(tenant, (difference.number.empty() ? "" : difference.number + " ") + "(" +
                         difference.item.value + "): " + ToString(difference));
      }
      progress_.Show(items_.rows);
    });
  }

  void VerifyBudgets(const TenantId& tenant) {
    BudgetQuery query{{""}, "", kPage};
    for (auto page = store_.ListBudgets(tenant, query); !page.empty();
         page = store_.ListBudgets(tenant, query)) {
      for (const BudgetRecord& budget : page) {
        ++budgets_.rows;
        if (const auto difference = service_.Verify(tenant, budget.id)) {
          ++budgets_.differing;
          Tell(tenant, "budget " + budget.id.value + ": " + *difference);
        }
      }
      query.after = page.back().id.value;
    }
  }

  void VerifySeals(const TenantId& tenant) {
    std::vector<KeptSeal> kept;
    std::copy_if(kept_.begin(), kept_.end(), std::back_inserter(kept),
                 [&](const KeptSeal& each) { return one_tenant_ || each.tenant == tenant; });
    const SealCheckResult result = CheckSeals(store_, tenant, kept, check_);
    seals_.rows += result.seals;
    seals_.differing += static_cast<std::int64_t>(result.differences.size());
    for (const std::string& difference : result.differences) Tell(tenant, difference);
  }

  Service& service_;
  Store& store_;
  std::ostream& out_;
  Progress progress_;
  int threads_ = 1;
  std::vector<KeptSeal> kept_;
  SignatureCheck check_;
  std::set<TenantId> tenants_;
  bool one_tenant_ = false;
  Count items_;
  Count budgets_;
  Count seals_;
  std::int64_t erasures_ = 0;  // tenants whose record of them differs
  std::int64_t lines_ = 0;
};

int Verify(const Arguments& arguments, const Surroundings& surroundings) {
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  const WorkCalendar calendar = ReadCalendar(arguments.Get("--workflows", "workflows"));
  SystemClock clock;
  ItemIds ids(clock);
  Service service({*database->store, *database->directory, clock, ids, calendar});
  return Verification(arguments, surroundings, service, *database->store).Run();
}

}  // namespace

Command VerifyCommand() {
  using Value = Option::Value;
  return {
      "verify",
      "",
      "check that no history was changed, replay it, and compare with what is stored",
      {DatabaseOption(),
       {"--tenant", Value::kRequired, "ID", "whose items (all tenants)"},
       {"--threads", Value::kRequired, "N", "threads that check items (one for each core)"},
       {"--progress", Value::kNone, "", "tell on stderr how far it is (always on a terminal)"},
       {"--seal", Value::kRequired, "FILE", "seals that were kept elsewhere, to hold against the database"},
       {"--seal-public-key", Value::kRequired, "FILE", "keys that seals must be signed with"},
       {"--workflows", Value::kRequired, "DIR", "the folder of workflows and calendars (workflows)"}},
      Verify};
}

}  // namespace charter::api
