// A fresh store of any kind, for tests that run over all of them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/command_run.h"
#include "tests/support/postgres_database.h"

namespace charter::test {

// "memory", "sqlite" or "postgresql".
class AnyStore {
 public:
  explicit AnyStore(const std::string& kind) {
    if (kind == "postgresql") {
      postgres_ = std::make_unique<PostgresDatabase>();
      url_ = postgres_->url();
    } else {
      url_ = kind == "sqlite" ? "sqlite:" + folder_.File("test.db") : "memory:";
    }
  }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  ScratchFolder folder_;
  std::unique_ptr<PostgresDatabase> postgres_;
  std::string url_;
};

inline const auto kStoreKinds = testing::Values("memory", "sqlite", "postgresql");
inline std::string NameOfKind(const testing::TestParamInfo<const char*>& info) { return info.param; }

}  // namespace charter::test
