// One suite for every store: each test runs over memory, a SQLite file and a real PostgreSQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/open_store.h"
#include "tests/support/postgres_database.h"

namespace charter::storage {

inline const TenantId kCity{"liangzhou"};
inline const TenantId kOtherCity{"other"};

// A folder that is removed with all in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// A database of the kind that the test's parameter names, migrated.
class StoreTest : public testing::TestWithParam<std::string> {
 protected:
  StoreTest();

  Store& store() { return opened_->store(); }
  Directory& directory() { return opened_->directory(); }
  Files& files() { return opened_->files(); }
  [[nodiscard]] bool is_memory() const { return GetParam() == "memory"; }
  [[nodiscard]] const std::string& url() const { return url_; }

  void Commit(const ItemWrite& write);
  std::optional<Store::Conflict> Commit(const std::vector<ItemWrite>& writes);

 private:
  std::unique_ptr<ScratchFolder> folder_;
  std::unique_ptr<charter::test::PostgresDatabase> postgres_;
  std::string url_;
  std::unique_ptr<OpenedStore> opened_;  // last: it closes before its database goes
};

// Seconds since a fixed morning in 2026.
Timestamp At(std::int64_t seconds, std::int32_t nanos = 0);

// The write that creates item `id`, with one history row; the item of a union in Taihu.
ItemWrite Creation(const std::string& id);
// The write that follows `before` by one event.
ItemWrite Next(const ItemWrite& before);

std::vector<std::string> IdsOf(const Page<ItemRecord>& items);
std::vector<std::string> IdsOf(const Page<TaskRow>& tasks);

#define CHARTER_EVERY_STORE(suite)                                                          \
  INSTANTIATE_TEST_SUITE_P(Every, suite, testing::Values("memory", "sqlite", "postgresql"), \
                           [](const testing::TestParamInfo<std::string>& each) { return each.param; })

}  // namespace charter::storage
