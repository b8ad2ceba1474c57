// Rows by the million, with one in memory at a time, past SOCI: it would read a whole result first, and write
// a row at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/tables.h"

struct pg_conn;
namespace sqlite_api {
struct sqlite3;
}

namespace charter::storage {

// In the order of the columns; nothing for NULL, numbers in digits, bytes in hex.
using Cells = std::vector<std::optional<std::string>>;
using OnCells = std::function<void(const Cells&)>;

// Fills one table within a transaction of its connection. What the database refuses is thrown as its
// soci_error.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void Add(const Cells& cells) = 0;
  // Without it nothing of the table is there.
  virtual void Finish() = 0;
};

// COPY of PostgreSQL, in its text format.
void CopyRowsOut(pg_conn* connection, const std::string& select, const OnCells& on_row);
std::unique_ptr<RowWriter> CopyRowsIn(pg_conn* connection, const std::string& table,
                                      const std::vector<Column>& columns);

// SQLite's statements, stepped through.
void StepRowsOut(sqlite_api::sqlite3* connection, const std::string& select, const OnCells& on_row);
std::unique_ptr<RowWriter> InsertRows(sqlite_api::sqlite3* connection, const std::string& table,
                                      const std::vector<Column>& columns);

}  // namespace charter::storage
