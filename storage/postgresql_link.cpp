#include "storage/postgresql_link.h"

#include <array>
#include <memory>

#include "storage/postgresql_native.h"

namespace charter::storage {
namespace {

// The server's numbers of the types, from its catalogue pg_type; they never change.
constexpr std::uint32_t kTextType = 25;
constexpr std::uint32_t kNumberType = 20;
constexpr int kBinary = 1;

void AppendBigEndian(std::string& bytes, std::uint64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> shift & 0xffU);
}

std::int64_t ReadNumber(const char* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(number);
}

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

// Leaves pipeline mode in every case in which the connection is used again.
class Pipeline {
 public:
  explicit Pipeline(PGconn* connection) : connection_(connection) {
    if (PQenterPipelineMode(connection) != 1) ThrowPostgresql(connection, nullptr);
  }
  ~Pipeline() { PQexitPipelineMode(connection_); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

 private:
  PGconn* connection_;
};

std::vector<std::int64_t> ReadColumn(const PGresult* result) {
  std::vector<std::int64_t> numbers;
  for (int row = 0; row < PQntuples(result); ++row) numbers.push_back(ReadNumber(PQgetvalue(result, row, 0)));
  return numbers;
}

}  // namespace

PostgresqlArray::PostgresqlArray(Of of) {
  AppendBigEndian(bytes_, 0, 4);  // dimensions: none while it is empty
  AppendBigEndian(bytes_, 0, 4);  // flags
  AppendBigEndian(bytes_, of == Of::kText ? kTextType : kNumberType, 4);
}

void PostgresqlArray::BeginElement(std::int32_t size) {
  constexpr std::size_t kCountAt = 12;
  if (count_++ == 0) {
    bytes_[3] = 1;
    AppendBigEndian(bytes_, 0, 4);  // elements
    AppendBigEndian(bytes_, 1, 4);  // counted from 1
  }
  for (unsigned i = 0; i < 4; ++i) bytes_[kCountAt + i] = static_cast<char>(count_ >> (24 - 8 * i) & 0xffU);
  AppendBigEndian(bytes_, static_cast<std::uint32_t>(size), 4);
}

void PostgresqlArray::Add(std::string_view text) {
  BeginElement(static_cast<std::int32_t>(text.size()));
  bytes_ += text;
}

void PostgresqlArray::Add(std::int64_t number) {
  BeginElement(8);
  AppendBigEndian(bytes_, static_cast<std::uint64_t>(number), 8);
}

void PostgresqlArray::AddNull() { BeginElement(-1); }

void PostgresqlLink::Prepare(const Call& call) {
  if (!session_.IsNew(call.name)) return;
  PGconn* connection = NativePostgresql(session_.connection());
  const Result result(PQprepare(connection, call.name.c_str(), call.sql.c_str(), 0, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) ThrowPostgresql(connection, result.get());
}

std::vector<std::vector<std::int64_t>> PostgresqlLink::Run(const std::vector<Call>& calls) {
  if (calls.empty()) return {};
  for (const Call& call : calls) Prepare(call);
  PGconn* connection = NativePostgresql(session_.connection());
  const Pipeline pipeline(connection);
  for (const Call& call : calls) {
    std::vector<const char*> values;
    std::vector<int> sizes;
    for (const PostgresqlArray& parameter : call.parameters) {
      values.push_back(parameter.Bytes().data());
      sizes.push_back(static_cast<int>(parameter.Bytes().size()));
    }
    const std::vector<int> formats(values.size(), kBinary);
    if (PQsendQueryPrepared(connection, call.name.c_str(), static_cast<int>(values.size()), values.data(),
                            sizes.data(), formats.data(), kBinary) != 1)
      ThrowPostgresql(connection, nullptr);
  }
  if (PQpipelineSync(connection) != 1) ThrowPostgresql(connection, nullptr);

  // Committed or not is known only when the server has come to the end.
  std::vector<std::vector<std::int64_t>> columns;
  Result failed;
  for (bool synced = false; !synced;) {
    Result result(PQgetResult(connection));
    if (!result) {
      if (PQstatus(connection) != CONNECTION_OK) ThrowPostgresql(connection, failed.get());
      continue;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_TUPLES_OK:
        columns.push_back(ReadColumn(result.get()));
        break;
      case PGRES_COMMAND_OK:
        columns.emplace_back();
        break;
      case PGRES_PIPELINE_SYNC:
        synced = true;
        break;
      case PGRES_PIPELINE_ABORTED:
        break;
      default:
        if (!failed) failed = std::move(result);
    }
  }
  if (failed) ThrowPostgresql(connection, failed.get());
  return columns;
}

}  // namespace charter::storage
