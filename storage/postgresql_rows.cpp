// https://www.postgresql.org/docs/15/sql-copy.html, "Text Format".
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <array>
#include <memory>
#include <string_view>

#include "storage/postgresql_native.h"
#include "storage/rows.h"

namespace charter::storage {
namespace {

constexpr std::size_t kChunk = 64 * 1024;

[[noreturn]] void Throw(PGconn* connection, PGresult* result) {
  const std::unique_ptr<PGresult, void (*)(PGresult*)> released(result, PQclear);
  ThrowPostgresql(connection, result);
}

void Expect(PGconn* connection, PGresult* result, ExecStatusType wanted) {
  if (PQresultStatus(result) != wanted) Throw(connection, result);
  PQclear(result);
}

// After the last row: the result of the whole.
void EndCopy(PGconn* connection) {
  Expect(connection, PQgetResult(connection), PGRES_COMMAND_OK);
  while (PGresult* more = PQgetResult(connection)) PQclear(more);
}

char Unescaped(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return letter;
  }
}

void ReadLine(std::string_view line, Cells& cells) {
  cells.assign(1, "");
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\n') break;
    if (line[i] == '\t') {
      cells.emplace_back("");
    } else if (line[i] != '\\') {
      // A run at once: most text has nothing to replace.
      const std::size_t end = std::min(line.find_first_of("\t\n\\", i), line.size());
      cells.back()->append(line.substr(i, end - i));
      i = end - 1;
    } else if (line[++i] == 'N') {
      cells.back().reset();
    } else {
      *cells.back() += Unescaped(line[i]);
    }
  }
}

void AppendEscaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        line += "\\\\";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\t':
        line += "\\t";
        break;
      default:
        line += c;
    }
  }
}

class CopyWriter : public RowWriter {
 public:
  CopyWriter(PGconn* connection, const std::string& table, const std::vector<Column>& columns)
      : connection_(connection), columns_(columns) {
    std::string names;
    for (const Column& column : columns) names += (names.empty() ? "\"" : ", \"") + column.name + "\"";
    const std::string sql = "COPY \"" + table + "\" (" + names + ") FROM STDIN";
    Expect(connection_, PQexec(connection_, sql.c_str()), PGRES_COPY_IN);
  }

  void Add(const Cells& cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) lines_ += '\t';
      if (!cells[i]) {
        lines_ += "\\N";
        continue;
      }
      if (columns_[i].kind == Column::Kind::kBytes) lines_ += "\\\\x";
      AppendEscaped(lines_, *cells[i]);
    }
    lines_ += '\n';
    if (lines_.size() >= kChunk) Send();
  }

  void Finish() override {
    Send();
    if (PQputCopyEnd(connection_, nullptr) != 1) Throw(connection_, nullptr);
    EndCopy(connection_);
  }

 private:
  void Send() {
    if (!lines_.empty() && PQputCopyData(connection_, lines_.data(), static_cast<int>(lines_.size())) != 1)
      Throw(connection_, nullptr);
    lines_.clear();
  }

  PGconn* connection_;
  std::vector<Column> columns_;
  std::string lines_;
};

}  // namespace

void CopyRowsOut(PGconn* connection, const std::string& select, const OnCells& on_row) {
  const std::string sql = "COPY (" + select + ") TO STDOUT";
  Expect(connection, PQexec(connection, sql.c_str()), PGRES_COPY_OUT);
  Cells cells;
  for (;;) {
    char* line = nullptr;
    const int size = PQgetCopyData(connection, &line, 0);
    if (size == -1) break;
    if (size < 0) Throw(connection, nullptr);
    const std::unique_ptr<char, void (*)(void*)> owned(line, PQfreemem);
    ReadLine({line, static_cast<std::size_t>(size)}, cells);
    on_row(cells);
  }
  EndCopy(connection);
}

std::unique_ptr<RowWriter> CopyRowsIn(PGconn* connection, const std::string& table,
                                      const std::vector<Column>& columns) {
  return std::make_unique<CopyWriter>(connection, table, columns);
}

}  // namespace charter::storage
