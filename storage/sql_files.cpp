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

// What the parts of an upload are together, and the sum of each.
struct Summed {
  tl::expected<FileRecord, Refusal> file;
  std::vector<std::string> parts;
};

std::vector<std::string> SumsOfParts(Session& session, const TenantId& tenant, const UploadId& id) {
  std::vector<std::string> sums;
  session.Query("SELECT sha256 FROM file_parts WHERE tenant = :tenant AND upload = :id ORDER BY part",
                {{"tenant", tenant}, {"id", id}}, 1, [&](const Row& row) { sums.push_back(row.Text(0)); });
  return sums;
}

Summed Sum(Session& session, const TenantId& tenant, const UploadRecord& upload, const FileJudge& judge) {
  std::vector<std::string> parts = SumsOfParts(session, tenant, upload.id);
  PartsSum sum;
  for (std::int64_t number = 1; number <= static_cast<std::int64_t>(parts.size()); ++number) {
    const auto part = ReadPart(session, tenant, upload.id.value, number);
    sum.Add(part ? number : number + 1, part ? part->bytes : "");
    if (!part) break;
  }
  return {sum.Finish(upload, judge), std::move(parts)};
}

std::optional<FileRecord> Find(Session& session, const TenantId& tenant, const std::string& sha256) {
  std::optional<FileRecord> file;
  session.Query("SELECT size, type, added_at FROM files WHERE tenant = :tenant AND sha256 = :sha256",
                {{"tenant", tenant}, {"sha256", sha256}}, 3, [&](const Row& row) {
                  file = {sha256, row.Number(0), row.Text(1), row.Time(2)};
                });
  return file;
}

constexpr int kMostTries = 5;

constexpr std::string_view kBrought =
    "SELECT o.sha256, f.size, o.type, o.at, o.name FROM file_owners o JOIN files f ON f.tenant = o.tenant "
    "AND "
    "f.sha256 = o.sha256 WHERE o.tenant = :tenant AND o.person = :person";

BroughtFile ReadBrought(const Row& row) {
  return {{row.Text(0), row.Number(1), row.Text(2), row.Time(3)}, row.Text(4)};
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

// Nothing where a part has changed since.
std::optional<tl::expected<FileRecord, Refusal>> SqlFiles::TryFinish(const TenantId& tenant,
                                                                     const UploadId& id,
                                                                     const FileJudge& judge, Timestamp at) {
  // Nobody who writes waits while a large file is gone through.
  std::optional<Summed> summed;
  const auto upload = database_->Read([&](Session& session) {
    auto found = FindRow(session, tenant, id, "");
    if (found) summed = Sum(session, tenant, *found, judge);
    return found;
  });
  if (!upload) return tl::unexpected(NoUpload());
  if (!summed->file) return std::move(summed->file);
  FileRecord file = *std::move(summed->file);
  file.added_at = at;
  return database_->Write([&](Session& session) -> std::optional<tl::expected<FileRecord, Refusal>> {
    Begin(session);
    const bool is_there = Lock(session, tenant, id).has_value();
    if (!is_there || SumsOfParts(session, tenant, id) != summed->parts) {
      RollBack(session);
      if (is_there) return std::nullopt;
      return tl::unexpected(NoUpload());
    }
    const bool added =
        session.Execute(
            "INSERT INTO files (tenant, sha256, size, type, upload, added_at) "
            "VALUES (:tenant, :sha256, :size, :type, :id, :at) ON CONFLICT (tenant, sha256) DO NOTHING",
            {{"tenant", tenant},
             {"sha256", file.sha256},
             {"size", file.size},
             {"type", file.type},
             {"id", id},
             {"at", at}}) == 1;
    session.Execute(
        "INSERT INTO file_owners (tenant, sha256, person, name, type, at) "
        "VALUES (:tenant, :sha256, :person, :name, :type, :at) "
        "ON CONFLICT (tenant, sha256, person) DO UPDATE SET name = excluded.name, type = excluded.type, "
        "at = excluded.at",
        {{"tenant", tenant},
         {"sha256", file.sha256},
         {"person", upload->by},
         {"name", upload->name},
         {"type", file.type},
         {"at", at}});
    if (!added) DropParts(session, tenant, id);
    DropRow(session, tenant, id);
    Commit(session);
    return file;
  });
}

tl::expected<FileRecord, Refusal> SqlFiles::FinishUpload(const TenantId& tenant, const UploadId& id,
                                                         const FileJudge& judge, Timestamp at) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    if (auto finished = TryFinish(tenant, id, judge, at)) return *std::move(finished);
  }
  throw Failure(Code::store_failed, "the parts of upload " + id.value + " change while it is finished");
}

int SqlFiles::CountUploads(const TenantId& tenant, const PersonId& by) {
  return database_->Read([&](Session& session) {
    std::int64_t count = 0;
    session.Query("SELECT count(*) FROM uploads WHERE tenant = :tenant AND person = :person",
                  {{"tenant", tenant}, {"person", by}}, 1, [&](const Row& row) { count = row.Number(0); });
    return static_cast<int>(count);
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

std::optional<BroughtFile> SqlFiles::FindBrought(const TenantId& tenant, const std::string& sha256,
                                                 const PersonId& by) {
  return database_->Read([&](Session& session) {
    std::optional<BroughtFile> brought;
    session.Query(std::string(kBrought) + " AND o.sha256 = :sha256",
                  {{"tenant", tenant}, {"sha256", sha256}, {"person", by}}, 5,
                  [&](const Row& row) { brought = ReadBrought(row); });
    return brought;
  });
}

std::vector<BroughtFile> SqlFiles::BroughtBy(const TenantId& tenant, const PersonId& person) {
  return database_->Read([&](Session& session) {
    std::vector<BroughtFile> files;
    session.Query(std::string(kBrought) + " ORDER BY o.sha256", {{"tenant", tenant}, {"person", person}}, 5,
                  [&](const Row& row) { files.push_back(ReadBrought(row)); });
    return files;
  });
}

void SqlFiles::ForgetPerson(const TenantId& tenant, const PersonId& person) {
  database_->Write([&](Session& session) {
    Begin(session);
    std::vector<UploadId> uploads;
    session.Query("SELECT id FROM uploads WHERE tenant = :tenant AND person = :person ORDER BY id",
                  {{"tenant", tenant}, {"person", person}}, 1,
                  [&](const Row& row) { uploads.emplace_back(row.Text(0)); });
    for (const UploadId& id : uploads) {
      if (!Lock(session, tenant, id)) continue;
      DropParts(session, tenant, id);
      DropRow(session, tenant, id);
    }
    session.Execute("DELETE FROM file_owners WHERE tenant = :tenant AND person = :person",
                    {{"tenant", tenant}, {"person", person}});
    Commit(session);
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
  std::vector<std::pair<TenantId, UploadId>> old;
  database_->Read([&](Session& session) {
    session.Query("SELECT tenant, id FROM uploads WHERE begun_at <= :before ORDER BY begun_at LIMIT :limit",
                  {{"before", before}, {"limit", std::int64_t{limit}}}, 2,
                  [&](const Row& row) { old.emplace_back(row.Text(0), row.Text(1)); });
    return 0;
  });
  // One by one: whoever else writes has his turn in between.
  int dropped = 0;
  for (const auto& [tenant, id] : old) dropped += DropUpload(tenant, id) ? 1 : 0;
  return dropped;
}

}  // namespace charter::storage
