// SOCI's own connection to PostgreSQL, and how its errors are told.
#pragma once

#include <string>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

namespace charter::storage {

// SOCI does not export the type information of its backends, which the sanitizer would ask for.
__attribute__((no_sanitize("vptr"))) inline PGconn* NativePostgresql(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

// Does not release the result. Without one, or without a state in it, the connection is what failed.
[[noreturn]] inline void ThrowPostgresql(PGconn* connection, const PGresult* result) {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string message = result == nullptr ? PQerrorMessage(connection) : PQresultErrorMessage(result);
  throw soci::postgresql_soci_error(message, state == nullptr ? "08006" : state);
}

}  // namespace charter::storage
