// https://www.sqlite.org/c3ref/stmt.html
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "engine/data/hex.h"
#include "storage/rows.h"

namespace charter::storage {
namespace {

using sqlite_api::sqlite3;
using sqlite_api::sqlite3_stmt;

class Prepared {
 public:
  Prepared(sqlite3* connection, const std::string& sql) : connection_(connection) {
    Check(sqlite_api::sqlite3_prepare_v2(connection, sql.c_str(), -1, &statement_, nullptr));
  }
  ~Prepared() { sqlite_api::sqlite3_finalize(statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  void Check(int result) const {
    if (result != SQLITE_OK) throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(connection_), result);
  }
  // True if there is a row.
  bool Step() {
    const int result = sqlite_api::sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) Check(result);
    Check(sqlite_api::sqlite3_reset(statement_));
    return false;
  }
  [[nodiscard]] sqlite3_stmt* statement() const { return statement_; }

 private:
  sqlite3* connection_;
  sqlite3_stmt* statement_ = nullptr;
};

std::string InsertInto(const std::string& table, const std::vector<Column>& columns) {
  std::string names;
  std::string marks;
  for (const Column& column : columns) {
    names += (names.empty() ? "\"" : ", \"") + column.name + "\"";
    marks += marks.empty() ? "?" : ", ?";
  }
  return "INSERT INTO \"" + table + "\" (" + names + ") VALUES (" + marks + ")";
}

class InsertWriter : public RowWriter {
 public:
  InsertWriter(sqlite3* connection, const std::string& table, const std::vector<Column>& columns)
      : insert_(connection, InsertInto(table, columns)), columns_(columns) {}

  void Add(const Cells& cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i) Bind(i, cells[i]);
    insert_.Step();
  }
  void Finish() override {}

 private:
  // Nothing is copied: cells and bytes_ outlive the step.
  void Bind(std::size_t column, const std::optional<std::string>& cell) {
    const int at = static_cast<int>(column) + 1;
    sqlite3_stmt* statement = insert_.statement();
    if (!cell) return insert_.Check(sqlite_api::sqlite3_bind_null(statement, at));
    const int size = static_cast<int>(cell->size());
    if (columns_[column].kind == Column::Kind::kBytes) {
      bytes_ = FromHex(*cell);
      return insert_.Check(sqlite_api::sqlite3_bind_blob(statement, at, bytes_.data(), size / 2, nullptr));
    }
    // The column's affinity makes a number of digits, exactly.
    insert_.Check(sqlite_api::sqlite3_bind_text(statement, at, cell->data(), size, nullptr));
  }

  std::string bytes_;  // of the one column of bytes that a table may have
  Prepared insert_;
  std::vector<Column> columns_;
};

}  // namespace

void StepRowsOut(sqlite3* connection, const std::string& select, const OnCells& on_row) {
  Prepared query(connection, select);
  const int columns = sqlite_api::sqlite3_column_count(query.statement());
  Cells cells(static_cast<std::size_t>(columns));
  while (query.Step()) {
    for (int i = 0; i < columns; ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite_api::sqlite3_column_text(query.statement(), i));
      const auto size = static_cast<std::size_t>(sqlite_api::sqlite3_column_bytes(query.statement(), i));
      auto& cell = cells[static_cast<std::size_t>(i)];
      if (text == nullptr) cell.reset();
      if (text != nullptr) cell.emplace(text, size);
    }
    on_row(cells);
  }
}

std::unique_ptr<RowWriter> InsertRows(sqlite3* connection, const std::string& table,
                                      const std::vector<Column>& columns) {
  return std::make_unique<InsertWriter>(connection, table, columns);
}

}  // namespace charter::storage
