// What a claim costs does not grow with what waits: each goes through an index.
#include <string>

#include "storage/dialect.h"
#include "storage/outbox.h"
#include "storage/queues.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::HasSubstr;
using testing::Not;

class QueuePlans : public testing::Test {
 protected:
  QueuePlans() {
    Migrate(database_.url());
    // Half of all is due; one row in a hundred waits for a person.
    test::RunSql(database_.url(),
                 "INSERT INTO timers (tenant, item, id, due) SELECT 'city', 'i' || n, 1, n FROM "
                 "generate_series(1, 100000) n;"
                 "INSERT INTO outbox (tenant, item, rev, position, kind, payload, ready_at) SELECT 'city', "
                 "'i' || n / 3, 1, n % 3, 'notify', '{}', CASE WHEN n % 100 = 0 THEN NULL ELSE n END FROM "
                 "generate_series(1, 100000) n; ANALYZE");
  }

  std::string PlanOf(std::string_view statement) {
    std::string sql = "EXPLAIN (FORMAT JSON) " + Expand(*dialect_, statement);
    for (const auto& [name, value] :
         {std::pair(":tenant", "'city'"), std::pair(":due", "50000"), std::pair(":now", "50000"),
          std::pair(":until", "60000"), std::pair(":limit", "50")}) {
      for (auto at = sql.find(name); at != std::string::npos; at = sql.find(name))
        sql.replace(at, std::string_view(name).size(), value);
    }
    return test::QuerySql(database_.url(), sql);
  }

  test::PostgresDatabase database_;
  std::unique_ptr<Dialect> dialect_ = MakePostgresqlDialect(database_.url());
};

TEST_F(QueuePlans, FindTimersThroughTheirIndex) {
  for (const auto statement : {kTenantsWithDueTimers, kTakeTimers}) {
    const std::string plan = PlanOf(statement);
    EXPECT_THAT(plan, HasSubstr("timers_by_due"));
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan")));
  }
}

TEST_F(QueuePlans, FindEffectsThroughTheirIndex) {
  for (const auto statement : {kTenantsWithReadyRows, kTakeRows}) {
    const std::string plan = PlanOf(statement);
    EXPECT_THAT(plan, HasSubstr("outbox_ready"));
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan")));
  }
}

}  // namespace
}  // namespace charter::storage
