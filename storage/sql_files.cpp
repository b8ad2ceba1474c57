#include "storage/sql_files.h"

#include "engine/data/failure.h"
#include "engine/data/hex.h"
#include "engine/data/sha256.h"
#include "storage/file_checks.h"

namespace charter::storage {
namespace {

std::optional<UploadRecord> FindRow(Session& session, const TenantId& tenant, const UploadId& id,
                                    const std::string& lock) {
  std::optional<UploadRecord> upload;
  session.Query(
      "SELECT person, name, size, type, sha256, begun_at FROM uploads WHERE tenant = :tenant AND id = :id" +
          lock,
      {{"tenant", tenant}, {"id", id}}, 6, [&](const Row& row) {
        upload = UploadRecord{id,          PersonId(row.Text(0)), row.Text(1), row.Number(2),
                              row.Text(3), row.Text(4),           {},          row.Time(5)};
      });
  return upload;
}

// Whoever has the row of an upload locked is alone with its parts until the transaction ends.
std::optional<UploadRecord> Lock(Session& session, const TenantId& tenant, const UploadId& id) {
  return FindRow(session, tenant, id, " {for_update}");
}

struct Part {
  std::string sha256;
  std::string bytes;
};

std::optional<Part> ReadPart(Session& session, const TenantId& tenant, const std::string& upload,
                             std::int64_t part) {
  std::optional<Part> found;
  session.Query(
      "SELECT sha256, {hex:bytes} FROM file_parts WHERE tenant = :tenant AND upload = :upload AND part = "
      ":part",
      {{"tenant", tenant}, {"upload", upload}, {"part", part}}, 2, [&](const Row& row) {
        found = {row.Text(0), FromHex(row.Text(1))};
      });
  return found;
}

void DropParts(Session& session, const TenantId& tenant, const UploadId& id) {
  session.Execute("DELETE FROM file_parts WHERE tenant = :tenant AND upload = :id",
                  {{"tenant", tenant}, {"id", id}});
}

void DropRow(Session& session, const TenantId& tenant, const UploadId& id) {
  session.Execute("DELETE FROM uploads WHERE tenant = :tenant AND id = :id",
                  {{"tenant", tenant}, {"id", id}});
}

tl::expected<FileRecord, Refusal> Sum(Session& session, const TenantId& tenant, const UploadRecord& upload,
                                      const FileJudge& judge) {
  std::int64_t last = 0;
  session.Query("SELECT COALESCE(max(part), 0) FROM file_parts WHERE tenant = :tenant AND upload = :id",
                {{"tenant", tenant}, {"id", upload.id}}, 1, [&](const Row& row) { last = row.Number(0); });
  PartsSum sum;
  for (std::int64_t number = 1; number <= last; ++number) {
    const auto part = ReadPart(session, tenant, upload.id.value, number);
    sum.Add(part ? number : number + 1, part ? part->bytes : "");
    if (!part) break;
  }
  return sum.Finish(upload, judge);
}

std::optional<FileRecord> Find(Session& session, const TenantId& tenant, const std::string& sha256) {
  std::optional<FileRecord> file;
  session.Query("SELECT size, type, added_at FROM files WHERE tenant = :tenant AND sha256 = :sha256",
                {{"tenant", tenant}, {"sha256", sha256}}, 3, [&](const Row& row) {
                  file = {sha256, row.Number(0), row.Text(1), row.Time(2)};
                });
  return file;
}

}  // namespace

void SqlFiles::BeginUpload(const TenantId& tenant, const UploadRecord& upload) {
  database_->Write([&](Session& session) {
    session.Execute(
        "INSERT INTO uploads (tenant, id, person, name, size, type, sha256, begun_at) "
        "SELECT :tenant, :id, :person, :name, CAST(:size AS bigint), :type, :sha256, CAST(:at AS bigint) "
        "WHERE NOT EXISTS (SELECT 1 FROM files WHERE tenant = :tenant AND upload = :id) "
        "ON CONFLICT (tenant, id) DO NOTHING",
        {{"tenant", tenant},
         {"id", upload.id},
         {"person", upload.by},
         {"name", upload.name},
         {"size", upload.size},
         {"type", upload.type},
         {"sha256", upload.sha256},
         {"at", upload.begun_at}});
  });
}

std::optional<UploadRecord> SqlFiles::FindUpload(const TenantId& tenant, const UploadId& id) {
  return database_->Read([&](Session& session) {
    auto upload = FindRow(session, tenant, id, "");
    if (upload) {
      session.Query("SELECT part FROM file_parts WHERE tenant = :tenant AND upload = :id ORDER BY part",
                    {{"tenant", tenant}, {"id", id}}, 1,
                    [&](const Row& row) { upload->parts.push_back(row.Number(0)); });
    }
    return upload;
  });
}

std::optional<Refusal> SqlFiles::PutPart(const TenantId& tenant, const UploadId& id, std::int64_t part,
                                         std::string_view bytes) {
  if (auto refused = CheckPart(part, bytes)) return refused;
  const std::string sha256 = Sha256(bytes);
  const std::string hex = ToHex(bytes);
  return database_->Write([&](Session& session) -> std::optional<Refusal> {
    Begin(session);
    if (!Lock(session, tenant, id)) {
      RollBack(session);
      return NoUpload();
    }
    session.Execute(
        "INSERT INTO file_parts (tenant, upload, part, sha256, bytes) VALUES (:tenant, :id, :part, :sha256, "
        "{bytes:hex}) "
        "ON CONFLICT (tenant, upload, part) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes",
        {{"tenant", tenant}, {"id", id}, {"part", part}, {"sha256", sha256}, {"hex", hex}});
    Commit(session);
    return std::nullopt;
  });
}

tl::expected<FileRecord, Refusal> SqlFiles::FinishUpload(const TenantId& tenant, const UploadId& id,
                                                         const FileJudge& judge, Timestamp at) {
  return database_->Write([&](Session& session) -> tl::expected<FileRecord, Refusal> {
    Begin(session);
    const auto upload = Lock(session, tenant, id);
    if (!upload) {
      RollBack(session);
      return tl::unexpected(NoUpload());
    }
    auto sum = Sum(session, tenant, *upload, judge);
    if (!sum) {
      RollBack(session);
      return sum;
    }
    const bool added =
        session.Execute(
            "INSERT INTO files (tenant, sha256, size, type, upload, added_at) "
            "VALUES (:tenant, :sha256, :size, :type, :id, :at) ON CONFLICT (tenant, sha256) DO NOTHING",
            {{"tenant", tenant},
             {"sha256", sum->sha256},
             {"size", sum->size},
             {"type", sum->type},
             {"id", id},
             {"at", at}}) == 1;
    session.Execute(
        "INSERT INTO file_owners (tenant, sha256, person, name, at) "
        "VALUES (:tenant, :sha256, :person, :name, :at) "
        "ON CONFLICT (tenant, sha256, person) DO UPDATE SET name = excluded.name, at = excluded.at",
        {{"tenant", tenant},
         {"sha256", sum->sha256},
         {"person", upload->by},
         {"name", upload->name},
         {"at", at}});
    if (!added) DropParts(session, tenant, id);
    DropRow(session, tenant, id);
    auto file = Find(session, tenant, sum->sha256);
    Commit(session);
    return *std::move(file);
  });
}

bool SqlFiles::DropUpload(const TenantId& tenant, const UploadId& id) {
  return database_->Write([&](Session& session) {
    Begin(session);
    const bool there = Lock(session, tenant, id).has_value();
    if (there) {
      DropParts(session, tenant, id);
      DropRow(session, tenant, id);
    }
    Commit(session);
    return there;
  });
}

std::optional<FileRecord> SqlFiles::FindFile(const TenantId& tenant, const std::string& sha256) {
  return database_->Read([&](Session& session) { return Find(session, tenant, sha256); });
}

std::optional<std::string> SqlFiles::NameAsBrought(const TenantId& tenant, const std::string& sha256,
                                                   const PersonId& by) {
  return database_->Read([&](Session& session) {
    std::optional<std::string> name;
    session.Query(
        "SELECT name FROM file_owners WHERE tenant = :tenant AND sha256 = :sha256 AND person = :person",
        {{"tenant", tenant}, {"sha256", sha256}, {"person", by}}, 1,
        [&](const Row& row) { name = row.Text(0); });
    return name;
  });
}

std::string SqlFiles::ReadFile(const TenantId& tenant, const std::string& sha256, std::int64_t offset) {
  return database_->Read([&](Session& session) -> std::string {
    std::string upload;
    std::int64_t size = 0;
    session.Query("SELECT upload, size FROM files WHERE tenant = :tenant AND sha256 = :sha256",
                  {{"tenant", tenant}, {"sha256", sha256}}, 2, [&](const Row& row) {
                    upload = row.Text(0);
                    size = row.Number(1);
                  });
    if (offset < 0 || offset >= size) return {};
    const auto whole = static_cast<std::int64_t>(kFilePart);
    const std::int64_t number = offset / whole + 1;
    auto part = ReadPart(session, tenant, upload, number);
    if (!part)
      throw Failure(Code::file_damaged, "part " + std::to_string(number) + " of file " + sha256 + " is gone");
    CheckBytes(sha256, number, part->bytes, part->sha256);
    return std::move(part->bytes)
        .substr(std::min(static_cast<std::size_t>(offset % whole), part->bytes.size()));
  });
}

int SqlFiles::DropUploads(Timestamp before, int limit) {
  if (limit <= 0) return 0;
  return database_->Write([&](Session& session) {
    Begin(session);
    std::vector<std::pair<TenantId, UploadId>> old;
    session.Query(
        "SELECT tenant, id FROM uploads WHERE begun_at <= :before ORDER BY begun_at LIMIT :limit "
        "{for_update}",
        {{"before", before}, {"limit", std::int64_t{limit}}}, 2,
        [&](const Row& row) { old.emplace_back(row.Text(0), row.Text(1)); });
    for (const auto& [tenant, id] : old) {
      DropParts(session, tenant, id);
      DropRow(session, tenant, id);
    }
    Commit(session);
    return static_cast<int>(old.size());
  });
}

}  // namespace charter::storage
