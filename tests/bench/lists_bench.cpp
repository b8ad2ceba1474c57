// Each list and counter with 10 thousand and with 1 million items in a city of 29,000 organisations, in turn,
// and how many times longer it takes with the million: least, median and most of the rounds.
//   lists_bench [sqlite|postgresql] [items...]     one of them; other sizes, the first the base of the ratios
// SQLite in the folder for temporary files; PostgreSQL where CHARTER_TEST_POSTGRES names a server.
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/open_store.h"
#include "tests/bench/lists/filled_city.h"
#include "tests/support/postgres_database.h"

namespace {

using namespace charter;         // NOLINT(google-build-using-namespace)
using namespace charter::bench;  // NOLINT(google-build-using-namespace)

const TenantId kTenant{"city"};
const Timestamp kNow{1'000'000, 0};
constexpr int kRounds = 5;
constexpr int kCalls = 60;

// What is asked, with something else at each call; returns how many rows came.
struct Question {
  std::string name;
  std::function<std::size_t(int call)> ask;
};

class Questions {
 public:
  Questions(Store& store, Directory& directory, std::int64_t items)
      : store_(store), directory_(directory), items_(items) {}

  std::vector<Question> All() {
    return {
        {"my tasks, city officer", [this](int) { return Tasks("city_officer", "liangzhou/"); }},
        {"my tasks, district officer",
         [this](int i) { return Tasks("district_officer", DistrictPath(i % 10)); }},
        {"my tasks, lead of a street", [this](int i) { return Tasks("lead", StreetPath(i % kStreets)); }},
        {"my tasks, lead of a union", [this](int i) { return Tasks("lead", UnionPath(i * 89 % kUnions)); }},
        {"my tasks, page far down", [this](int) { return FarTasks(); }},
        {"my overdue tasks, city officer",
         [this](int) {
           return Tasks("city_officer", "liangzhou/", [](TaskQuery& query) { query.overdue_at = kNow; });
         }},
        {"items, city", [this](int) { return Items([](ItemQuery&) {}); }},
        {"items, page anywhere",
         [this](int i) { return Items([&](ItemQuery& query) { query.after = Anywhere(i); }); }},
        {"items, district", [this](int i) { return At(DistrictPath(i % 10)); }},
        {"items, street", [this](int i) { return At(StreetPath(i % kStreets)); }},
        {"items, union", [this](int i) { return At(UnionPath(i * 89 % kUnions)); }},
        {"items, workflow", [this](int) { return Items([](ItemQuery& query) { query.workflow = "aid"; }); }},
        {"items, state", [this](int) { return Items([](ItemQuery& query) { query.state = "review"; }); }},
        {"items, state and district",
         [this](int i) {
           return At(DistrictPath(i % 10), [](ItemQuery& query) { query.state = "review"; });
         }},
        {"items, state, workflow, street",
         [this](int i) {
           return At(StreetPath(i % kStreets), [](ItemQuery& query) {
             query.state = "review";
             query.workflow = "initiative";
           });
         }},
        {"items, ended, workflow, street",
         [this](int i) {
           return At(StreetPath(i % kStreets), [](ItemQuery& query) {
             query.status = "ended";
             query.workflow = "activity";
           });
         }},
        {"items, children",
         [this](int i) {
           return Items([&](ItemQuery& query) {
             query.parent = ItemId(ItemIdOf(std::max<std::int64_t>(1, i * 31 % (items_ / 1000)) * 1000));
           });
         }},
        {"items, overdue, city",
         [this](int) { return Items([](ItemQuery& query) { query.overdue_at = kNow; }); }},
        {"items, overdue, district",
         [this](int i) {
           return At(DistrictPath(i % 10), [](ItemQuery& query) { query.overdue_at = kNow; });
         }},
        {"items, overdue, union",
         [this](int i) {
           return At(UnionPath(i * 89 % kUnions), [](ItemQuery& query) { query.overdue_at = kNow; });
         }},
        {"text of two characters", [this](int) { return Find("书屋"); }},
        {"text of one character", [this](int) { return Find("书"); }},
        {"text of four, district", [this](int i) { return Find("职工书屋", DistrictPath(i % 10)); }},
        {"number", [this](int i) { return Find("PJ-2026-" + std::to_string(1 + i * 7919 % items_)); }},
        {"text that is nowhere", [this](int) { return Find("屋书"); }},
        {"counters, city", [this](int) { return Count("liangzhou/"); }},
        {"counters, street", [this](int i) { return Count(StreetPath(i % kStreets)); }},
        {"organisations, page",
         [this](int i) {
           return directory_
               .ListOrganizations(kTenant, {.scopes = {"liangzhou/"}, .after = StreetPath(i % kStreets)})
               .rows.size();
         }},
        {"organisations, below one",
         [this](int i) {
           return directory_
               .ListOrganizations(
                   kTenant, {.scopes = {"liangzhou/"}, .parent = OrgId("s" + std::to_string(i % kStreets))})
               .rows.size();
         }},
        {"organisation by id",
         [this](int i) {
           return directory_.FindOrganization(kTenant, OrgId("u" + std::to_string(i * 89 % kUnions))) ? 1U
                                                                                                      : 0U;
         }},
        {"holders of a role",
         [this](int i) {
           return directory_
               .ListHolders(kTenant, "district_officer", UnionPath(i * 89 % kUnions), Timestamp{})
               .size();
         }},
    };
  }

 private:
  using Fill = std::function<void(ItemQuery&)>;

  std::size_t Tasks(
      const std::string& role, const std::string& path,
      const std::function<void(TaskQuery&)>& fill = [](TaskQuery&) {}) {
    TaskQuery query;
    query.roles = {{role, path}};
    query.person = PersonId("p1");
    fill(query);
    return store_.ListTasks(kTenant, query).rows.size();
  }
  std::size_t FarTasks() {
    if (far_.empty()) {
      TaskQuery query;
      query.roles = {{"city_officer", "liangzhou/"}};
      query.limit = static_cast<int>(items_ / 200);
      far_ = store_.ListTasks(kTenant, query).next;
    }
    return Tasks("city_officer", "liangzhou/", [this](TaskQuery& query) { query.after = far_; });
  }
  std::size_t Items(const Fill& fill) {
    ItemQuery query;
    query.scopes = {"liangzhou/"};
    fill(query);
    return store_.ListItems(kTenant, query).rows.size();
  }
  std::size_t At(
      const std::string& path, const Fill& fill = [](ItemQuery&) {}) {
    return Items([&](ItemQuery& query) {
      query.scopes = {path};
      fill(query);
    });
  }
  std::size_t Find(const std::string& text, const std::string& path = "liangzhou/") {
    return At(path, [&](ItemQuery& query) { query.text = text; });
  }
  std::size_t Count(const std::string& path) { return store_.CountItems(kTenant, {{path}, {}}).size(); }
  [[nodiscard]] std::string Anywhere(int i) const { return ItemIdOf(1 + i * 104'729LL % items_); }

  Store& store_;
  Directory& directory_;
  const std::int64_t items_;
  std::string far_;
};

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// A database of one size, kept while it is asked.
class City {
 public:
  City(bool sqlite, std::int64_t items) {
    if (sqlite) {
      file_ = std::filesystem::temp_directory_path() /
              ("lists_bench." + std::to_string(getpid()) + "." + std::to_string(items) + ".db");
    } else {
      database_.emplace();
    }
    const std::string url = sqlite ? "sqlite:" + file_.string() : database_->url();
    const auto start = std::chrono::steady_clock::now();
    storage::Migrate(url);
    FillCity(url, items);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::fprintf(stderr, "%lld items filled in %.0f s\n", static_cast<long long>(items), took.count());
    opened_ = storage::OpenStore(url);
    questions_.emplace(opened_->store(), opened_->directory(), items);
    all_ = questions_->All();
  }
  City(const City&) = delete;
  City& operator=(const City&) = delete;
  ~City() {
    opened_.reset();
    std::error_code ignored;
    if (file_.empty()) return;
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end, ignored);
  }

  [[nodiscard]] const std::vector<Question>& questions() const { return all_; }

 private:
  std::filesystem::path file_;
  std::optional<test::PostgresDatabase> database_;
  std::unique_ptr<storage::OpenedStore> opened_;
  std::optional<Questions> questions_;
  std::vector<Question> all_;
};

// What one question took in one city: the median of the calls of each round.
struct Figure {
  std::vector<double> rounds;
  std::size_t rows = 0;
};

void Ask(const Question& question, int round, Figure& figure) {
  std::vector<double> micros;
  for (int i = 0; i < kCalls; ++i) {
    const auto start = std::chrono::steady_clock::now();
    figure.rows = question.ask((round + 1) * kCalls + i);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    // The first calls of all come from the disk, and are none of a round.
    if (round >= 0) micros.push_back(took.count());
  }
  if (round >= 0) figure.rounds.push_back(Median(std::move(micros)));
}

void PrintRatio(const std::vector<Figure>& figures) {
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const auto at = static_cast<std::size_t>(round);
    ratios.push_back(figures.back().rounds[at] / figures.front().rounds[at]);
  }
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  std::printf("   %6.2f %6.2f %6.2f\n", *least, Median(ratios), *most);
}

// The cities take turns with each question, so that what else the machine does weighs on all of them.
void Run(const std::string& name, const std::vector<std::int64_t>& sizes, bool sqlite) {
  std::vector<std::unique_ptr<City>> cities;
  for (const std::int64_t size : sizes) cities.push_back(std::make_unique<City>(sqlite, size));
  std::printf("%s: microseconds, the median of %d rounds of %d calls (rows of the last call)\n%-34s",
              name.c_str(), kRounds, kCalls, "");
  for (const std::int64_t size : sizes) std::printf(" %16lld", static_cast<long long>(size));
  std::printf("      min median    max\n");
  const std::size_t count = cities.front()->questions().size();
  for (std::size_t q = 0; q < count; ++q) {
    std::vector<Figure> figures(cities.size());
    for (int round = -1; round < kRounds; ++round) {
      for (std::size_t i = 0; i < cities.size(); ++i) Ask(cities[i]->questions()[q], round, figures[i]);
    }
    std::printf("%-34s", cities.front()->questions()[q].name.c_str());
    for (const Figure& figure : figures) std::printf(" %10.0f (%3zu)", Median(figure.rounds), figure.rows);
    PrintRatio(figures);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::string only = argc > 1 && std::isdigit(argv[1][0]) == 0 ? argv[1] : "";
    std::vector<std::int64_t> sizes;
    for (int i = only.empty() ? 1 : 2; i < argc; ++i) sizes.push_back(std::max(2000LL, std::atoll(argv[i])));
    if (sizes.empty()) sizes = {10'000, 1'000'000};
    if (only != "postgresql") Run("SQLite", sizes, true);
    const bool has_server = std::getenv("CHARTER_TEST_POSTGRES") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    if (only == "postgresql" || (only.empty() && has_server)) Run("PostgreSQL", sizes, false);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
