// What the tables of a tenant are called, and their columns: the one list from which a tenant is exported and
// imported. tests/storage/tables_test.cpp holds it to the catalogue of both databases.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace charter::storage {

struct Column {
  enum class Kind { kText, kNumber, kBytes };
  std::string name;
  Kind kind = Kind::kText;
};

struct Table {
  std::string name;
  std::vector<Column> key;   // of the primary key, without the tenant; all where there is no key
  std::vector<Column> rest;  // the other columns
  std::vector<Column> left;  // columns that mean nothing elsewhere: whose turn it is, counted anew

  // What is exported: key, then rest.
  [[nodiscard]] std::vector<Column> columns() const;
};

// Those whose rows belong to a tenant, in an order in which they can be filled: what is referred to comes
// first.
std::span<const Table> TenantTables();

// Editions of the work calendar belong to all tenants.
const Table& CalendarTable();

}  // namespace charter::storage
