// One connection with the statements that were prepared on it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "storage/dialect.h"
#include "storage/param.h"

namespace charter::storage {

class Statement;

// Not thread-safe. After an exception the session is not used again: SOCI leaves the buffers of a
// failed statement and PostgreSQL the transaction as they are, so the pool closes it.
class Session {
 public:
  Session(const Dialect& dialect, bool writer);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Each statement is prepared at its first use and kept, under its text. Parameters that the text
  // does not name are left out. Both throw soci::soci_error, and Failure (store_failed) for text that
  // no database can keep (see CanBeKept); a SELECT with such text finds nothing instead, whatever a
  // stranger puts into an address.
  // Returns the number of rows changed.
  std::int64_t Execute(std::string_view sql, const Params& params);
  // Calls `on_row` for each row of `columns` columns.
  void Query(std::string_view sql, const Params& params, int columns,
             const std::function<void(const Row&)>& on_row);
  // Several statements without parameters.
  void RunScript(const std::string& sql);
  // Rows in bulk; see rows.h.
  void ReadRows(const std::string& select, const OnCells& on_row);
  std::unique_ptr<RowWriter> WriteRows(const std::string& table, const std::vector<Column>& columns);

  [[nodiscard]] bool IsAlive();
  // True the first time for each name: for statements that are prepared beside SOCI.
  [[nodiscard]] bool IsNew(const std::string& name) { return names_.insert(name).second; }
  [[nodiscard]] soci::session& connection() { return *connection_; }
  [[nodiscard]] const Dialect& dialect() const { return dialect_; }

 private:
  Statement& Prepared(std::string_view sql, const Params& params, int columns);

  const Dialect& dialect_;
  std::unique_ptr<soci::session> connection_;
  std::unordered_map<std::string, std::unique_ptr<Statement>> statements_;
  std::unordered_set<std::string> names_;
  std::string key_;  // kept to look up without an allocation
};

}  // namespace charter::storage
