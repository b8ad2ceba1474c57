// Lines back into tables; see transfer.h and TRANSFER.md.
#include <algorithm>
#include <istream>
#include <optional>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/data/sha256.h"
#include "storage/calendars.h"
#include "storage/database.h"
#include "storage/open_store.h"
#include "storage/transfer.h"
#include "storage/transfer_format.h"

namespace charter::storage {
namespace {

// A row of a part of a file has half a megabyte in hex; nothing that Charter keeps is longer than this.
constexpr std::size_t kLongestLine = 64U << 20U;

class Lines {
 public:
  explicit Lines(std::istream& in) : in_(in) {}

  // The next line, without its end. Throws export_damaged at the end of the file: an export ends by its last
  // line.
  const std::string& Next() {
    digest_.Add(line_);
    line_.clear();
    for (int c = in_.rdbuf()->sbumpc(); c != std::char_traits<char>::eof(); c = in_.rdbuf()->sbumpc()) {
      line_ += static_cast<char>(c);
      if (c == '\n') {
        ++number_;
        text_.assign(line_, 0, line_.size() - 1);
        return text_;
      }
      if (line_.size() > kLongestLine) break;
    }
    Refuse(number_ == 0 ? "this is no export of Charter" : "the file is cut off");
  }
  // Of all lines before the present one; once.
  std::string SumBefore() { return digest_.Finish(); }
  // The first character of the line after, or the end.
  int Peek() { return in_.rdbuf()->sgetc(); }
  bool AtEnd() { return Peek() == std::char_traits<char>::eof(); }

  [[noreturn]] void Refuse(const std::string& why) const {
    throw Failure(Code::export_damaged, "line " + std::to_string(std::max<std::int64_t>(number_, 1)) + ": " +
                                            why + "; nothing was imported");
  }

 private:
  std::istream& in_;
  Sha256Stream digest_;
  std::string line_;
  std::string text_;
  std::int64_t number_ = 0;
};

class Import {
 public:
  Import(Session& session, std::istream& in) : session_(session), lines_(in) {}

  std::string Run() {
    ReadFirst();
    Begin(session_);
    session_.RunScript(std::string(session_.dialect().DeferReferences()));
    RefuseIfThere();
    ReadCalendars();
    for (const Table& table : TenantTables()) ReadTable(table);
    ReadLast();
    Commit(session_);
    return "Tenant " + tenant_.value + " is imported: " + Told(counts_) + ".\n" + note_;
  }

 private:
  void ReadFirst() {
    const auto first = ParseJson(lines_.Next());
    const Value* format = first && first->is(Kind::kMap) ? first->Find("charter_export") : nullptr;
    if (format == nullptr || !format->is(Kind::kInt)) lines_.Refuse("this is no export of Charter");
    if (format->AsInt() != kTransferFormat)
      throw Failure(Code::export_version,
                    "the file is of another form; import it with the program that wrote it");
    const Value* schema = first->Find("schema");
    const Value* tenant = first->Find("tenant");
    if (schema == nullptr || !schema->is(Kind::kInt) || tenant == nullptr || !tenant->is(Kind::kString))
      lines_.Refuse("not as it was written");
    CheckSchema(schema->AsInt());
    tenant_ = TenantId(std::string(tenant->AsString()));
  }

  void CheckSchema(std::int64_t schema) const {
    const int known = session_.dialect().Migrations().back().version;
    if (schema == known) return;
    const std::string differ = "the file has schema version " + std::to_string(schema) +
                               " and this program " + std::to_string(known) + ": ";
    if (schema > known) throw Failure(Code::export_version, differ + "import it with the newer program");
    throw Failure(
        Code::export_version,
        differ +
            "import it into a new SQLite file with the program that wrote it, bring that up to date with "
            "this one (charter migrate), and export it again");
  }

  void RefuseIfThere() {
    for (const Table& table : TenantTables()) {
      session_.Query("SELECT tenant FROM \"" + table.name + "\" WHERE tenant = :tenant LIMIT 1",
                     {{"tenant", tenant_}}, 1, [&](const Row&) {
                       throw Failure(
                           Code::already_there,
                           "tenant " + tenant_.value + " is in this database already; nothing was imported");
                     });
    }
  }

  void ExpectTable(const Table& table) {
    if (lines_.Next() != TableLine(table)) lines_.Refuse("the table " + table.name + " belongs here");
  }

  // The cells of the next line, or nothing where it is no row: then it has not been read.
  bool ReadRow(const std::vector<Column>& columns, std::size_t first, Cells& cells) {
    if (lines_.Peek() != '[') return false;
    const auto row = ParseJson(lines_.Next());
    if (!row || !row->is(Kind::kList) || row->AsList().size() + first != columns.size())
      lines_.Refuse("not a row of this table");
    cells.resize(columns.size());
    for (std::size_t i = first; i < columns.size(); ++i)
      cells[i] = CellOf(row->AsList()[i - first], columns[i]);
    return true;
  }

  std::optional<std::string> CellOf(const Value& value, const Column& column) const {
    if (value.is(Kind::kNull)) return std::nullopt;
    const bool number = column.kind == Column::Kind::kNumber;
    if (!value.is(number ? Kind::kInt : Kind::kString)) lines_.Refuse("not what belongs into " + column.name);
    if (number) return std::to_string(value.AsInt());
    std::string text(value.AsString());
    const bool good = column.kind == Column::Kind::kText ? CanBeKept(text) : IsHex(text);
    if (!good) lines_.Refuse("not what belongs into " + column.name);
    return text;
  }

  static bool IsHex(const std::string& text) {
    return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  }

  void ReadTable(const Table& table) {
    ExpectTable(table);
    std::vector<Column> columns{{"tenant", Column::Kind::kText}};
    for (Column& column : table.columns()) columns.push_back(std::move(column));
    const auto writer = session_.WriteRows(table.name, columns);
    Cells cells{tenant_.value};
    std::int64_t rows = 0;
    for (; ReadRow(columns, 1, cells); ++rows) writer->Add(cells);
    writer->Finish();
    counts_.emplace_back(table.name, rows);
  }

  // Histories name editions by their number: a number must mean the same text here as there.
  void ReadCalendars() {
    const Table& table = CalendarTable();
    ExpectTable(table);
    const std::vector<CalendarRecord> here = ListCalendars(session_);
    const std::vector<Column> columns = table.columns();
    Cells cells;
    std::int64_t rows = 0;
    for (; ReadRow(columns, 0, cells); ++rows) ReadCalendar(here, cells);
    counts_.emplace_back(table.name, rows);
    // Its deadlines may have been counted with an edition before the newest one here.
    session_.Execute(
        "UPDATE calendars SET recounted = 0 WHERE edition = (SELECT max(edition) FROM calendars) AND "
        "recounted <> 0",
        {});
  }

  void ReadCalendar(const std::vector<CalendarRecord>& here, const Cells& cells) {
    if (!cells[0] || !cells[1] || !cells[2]) lines_.Refuse("not an edition of the calendar");
    const std::string& edition = *cells[0];
    for (const CalendarRecord& record : here) {
      if (std::to_string(record.edition) != edition) continue;
      if (record.text == *cells[1]) return;
      throw Failure(Code::calendar_clash,
                    "edition " + edition +
                        " of the work calendar has another text here than in the file, and the "
                        "history of the tenant was counted with that one: import it into a database of its "
                        "own. Nothing was "
                        "imported");
    }
    session_.Execute(
        "INSERT INTO calendars (edition, text, loaded_at, recounted) VALUES (CAST(:edition AS bigint), "
        ":text, "
        "CAST(:at AS bigint), 0)",
        {{"edition", edition}, {"text", *cells[1]}, {"at", *cells[2]}});
    if (!here.empty())
      note_ = "Edition " + edition +
              " of the work calendar came with it and counts for all tenants here from the next "
              "start of the server on.\n";
  }

  void ReadLast() {
    const std::string& last = lines_.Next();
    const std::string sum = lines_.SumBefore();
    if (last != LastLine(counts_, sum))
      lines_.Refuse("the sum over the file is not the one it was written with");
    if (!lines_.AtEnd()) lines_.Refuse("there is more after the last line");
  }

  Session& session_;
  Lines lines_;
  TenantId tenant_;
  RowCounts counts_;
  std::string note_;
};

}  // namespace

std::string ImportTenant(std::istream& in, const std::string& url) {
  OpenStore(url);  // refuses what is not there, or of another schema
  std::string answer;
  bool begun = false;
  Database database(MakeDialect(url), 1);
  database.Write([&](Session& session) {
    if (begun)
      throw Failure(Code::store_unavailable,
                    "others changed the same rows; nothing was imported, run it again", true);
    begun = true;
    answer = Import(session, in).Run();
  });
  return answer;
}

}  // namespace charter::storage
