// What SOCI cannot do on PostgreSQL, through its own connection: arrays as parameters and several statements
// in one round trip. The only place where statements reach libpq.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/session.h"

namespace charter::storage {

// An array parameter in PostgreSQL's binary form (array_send in the server's sources).
class PostgresqlArray {
 public:
  enum class Of { kText, kNumber };
  explicit PostgresqlArray(Of of);

  void Add(std::string_view text);
  void Add(std::int64_t number);
  void AddNull();
  [[nodiscard]] std::string_view Bytes() const { return bytes_; }

 private:
  void BeginElement(std::int32_t size);
  std::uint32_t count_ = 0;
  std::string bytes_;
};

// Not thread-safe; used while the session is lent out. Throws soci::postgresql_soci_error.
class PostgresqlLink {
 public:
  explicit PostgresqlLink(Session& session) : session_(session) {}

  // A statement that is prepared on this connection at its first use and kept under `name`. Its result has
  // one column of numbers.
  struct Call {
    const std::string& name;
    const std::string& sql;
    const std::vector<PostgresqlArray>& parameters;
  };
  // All in one round trip and, where no transaction is open, in one transaction of their own.
  std::vector<std::vector<std::int64_t>> Run(const std::vector<Call>& calls);

 private:
  void Prepare(const Call& call);
  Session& session_;
};

}  // namespace charter::storage
