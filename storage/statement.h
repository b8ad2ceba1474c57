// A prepared statement with the buffers that SOCI reads from and writes to.
#pragma once

#include <string>
#include <vector>

#include <soci/soci.h>

#include "storage/param.h"

namespace charter::storage {

class Statement {
 public:
  // `params` fixes the names and types for all later runs.
  Statement(soci::session& session, const std::string& sql, const Params& params, int columns);

  // Copies the values in; the same names and types as at construction. More names do no harm.
  void Bind(const Params& params);
  // True if there is a row.
  bool Run() { return statement_.execute(true); }
  bool Next() { return statement_.fetch(); }
  [[nodiscard]] std::int64_t changed_rows() { return statement_.get_affected_rows(); }
  [[nodiscard]] const Row& row() const { return row_; }

 private:
  struct Slot {
    std::string name;
    bool is_text = false;
    std::string text;
    long long number = 0;
    soci::indicator indicator = soci::i_ok;
  };
  struct Cell {
    std::string text;
    soci::indicator indicator = soci::i_ok;
  };
  struct Cells : Row {
    std::vector<Cell> cells;
    [[nodiscard]] bool IsNull(int column) const override;
    [[nodiscard]] const std::string& Text(int column) const override;
  };

  std::vector<Slot> slots_;  // never resized: SOCI holds addresses into them
  Cells row_;
  soci::statement statement_;  // declared last: it goes before the buffers it points to
};

}  // namespace charter::storage
