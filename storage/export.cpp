// A tenant as lines; see transfer.h and TRANSFER.md.
#include <ostream>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/data/sha256.h"
#include "storage/database.h"
#include "storage/open_store.h"
#include "storage/transfer.h"
#include "storage/transfer_format.h"

namespace charter::storage {
namespace {

// Writes lines and keeps their sum.
class Lines {
 public:
  explicit Lines(std::ostream& out) : out_(out) {}

  void Write(std::string& line) {
    line += '\n';
    digest_.Add(line);
    out_.write(line.data(), static_cast<std::streamsize>(line.size()));
    if (!out_)
      throw Failure(Code::store_unavailable, "the export cannot be written on; see that there is room");
    line.clear();
  }
  std::string Sum() { return digest_.Finish(); }

 private:
  std::ostream& out_;
  Sha256Stream digest_;
};

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + "'";
}

std::string Select(const Dialect& dialect, const Table& table, const std::string& where) {
  std::string columns;
  for (const Column& column : table.columns()) {
    const std::string name = "\"" + column.name + "\"";
    columns += columns.empty() ? "" : ", ";
    columns += column.kind == Column::Kind::kBytes ? dialect.Hex(name) : name;
  }
  std::string order;
  for (const Column& column : table.key)
    order += (order.empty() ? " ORDER BY \"" : ", \"") + column.name + "\"";
  return "SELECT " + columns + " FROM \"" + table.name + "\"" + where + order;
}

void AppendRow(std::string& line, const std::vector<Column>& columns, const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += i == 0 ? '[' : ',';
    if (!cells[i]) {
      line += "null";
    } else if (columns[i].kind == Column::Kind::kNumber) {
      line += *cells[i];
    } else {
      AppendJsonString(line, *cells[i]);
    }
  }
  line += ']';
}

std::int64_t WriteTable(Session& session, const Table& table, const std::string& where, Lines& lines) {
  std::string line = TableLine(table);
  lines.Write(line);
  std::int64_t rows = 0;
  const std::vector<Column> columns = table.columns();
  session.ReadRows(Select(session.dialect(), table, where), [&](const Cells& cells) {
    AppendRow(line, columns, cells);
    lines.Write(line);
    ++rows;
  });
  return rows;
}

[[noreturn]] void ThrowNoSuch(Session& session, const TenantId& tenant) {
  std::string there;
  session.Query("SELECT DISTINCT tenant FROM organizations ORDER BY tenant LIMIT 20", {}, 1,
                [&](const Row& row) { there += (there.empty() ? "" : ", ") + row.Text(0); });
  throw Failure(Code::invalid_parameter, "nothing is kept of a tenant \"" + tenant.value +
                                             "\"; the tenants here: " + (there.empty() ? "none" : there));
}

RowCounts Write(Session& session, const TenantId& tenant, std::ostream& out) {
  session.RunScript(std::string(session.dialect().BeginSnapshot()));
  Lines lines(out);
  std::string line = FirstLine(tenant, session.dialect().Migrations().back().version);
  lines.Write(line);
  RowCounts counts;
  counts.emplace_back(CalendarTable().name, WriteTable(session, CalendarTable(), "", lines));
  std::int64_t rows = 0;
  for (const Table& table : TenantTables()) {
    counts.emplace_back(table.name,
                        WriteTable(session, table, " WHERE tenant = " + Quoted(tenant.value), lines));
    rows += counts.back().second;
  }
  if (rows == 0) ThrowNoSuch(session, tenant);
  line = LastLine(counts, lines.Sum());
  lines.Write(line);
  session.RunScript("COMMIT");
  return counts;
}

}  // namespace

std::string ExportTenant(const std::string& url, const TenantId& tenant, std::ostream& out) {
  if (!CanBeKept(tenant.value)) throw Failure(Code::invalid_parameter, "a tenant's id is text in UTF-8");
  OpenStore(url);  // refuses what is not there, or of another schema
  RowCounts counts;
  bool begun = false;
  Database database(MakeDialect(url), 1);
  database.Read([&](Session& session) {
    if (begun)
      throw Failure(Code::store_unavailable, "the connection broke during the export; run it again", true);
    begun = true;
    counts = Write(session, tenant, out);
  });
  return "Tenant " + tenant.value + " is exported: " + Told(counts) + ".\n";
}

}  // namespace charter::storage
