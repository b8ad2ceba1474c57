#include "storage/session.h"

#include <soci/soci.h>

#include <algorithm>

#include "storage/statement.h"

namespace charter::storage {
namespace {

// Lists with many different filters make many texts; each costs memory here and on the server.
constexpr std::size_t kMostStatements = 256;

bool AllCanBeKept(const Params& params) {
  return std::all_of(params.begin(), params.end(),
                     [](const Param& param) { return !param.is_text() || CanBeKept(param.text()); });
}

}  // namespace

Session::Session(const Dialect& dialect, bool writer)
    : dialect_(dialect), connection_(dialect.Connect(writer)) {}

Session::~Session() = default;

Statement& Session::Prepared(std::string_view sql, const Params& params, int columns) {
  key_.assign(sql);
  const auto found = statements_.find(key_);
  if (found != statements_.end()) return *found->second;
  if (statements_.size() >= kMostStatements) statements_.clear();
  auto statement = std::make_unique<Statement>(*connection_, Expand(dialect_, sql), params, columns);
  return *(statements_[key_] = std::move(statement));
}

std::int64_t Session::Execute(std::string_view sql, const Params& params) {
  Statement& statement = Prepared(sql, params, 0);
  statement.Bind(params);
  statement.Run();
  return statement.changed_rows();
}

void Session::Query(std::string_view sql, const Params& params, int columns,
                    const std::function<void(const Row&)>& on_row) {
  if (sql.starts_with("SELECT") && !AllCanBeKept(params)) return;
  Statement& statement = Prepared(sql, params, columns);
  statement.Bind(params);
  // To the end in every case: a SELECT that is left half-way keeps SQLite's read transaction open.
  for (bool more = statement.Run(); more; more = statement.Next()) on_row(statement.row());
}

void Session::RunScript(const std::string& sql) { dialect_.RunScript(*connection_, sql); }

void Session::ReadRows(const std::string& select, const OnCells& on_row) {
  dialect_.ReadRows(*connection_, select, on_row);
}

std::unique_ptr<RowWriter> Session::WriteRows(const std::string& table, const std::vector<Column>& columns) {
  return dialect_.WriteRows(*connection_, table, columns);
}

bool Session::IsAlive() { return dialect_.IsAlive(*connection_); }

}  // namespace charter::storage
