// Files that people hand in, kept by what is in them: the same content is kept once for a tenant, under its
// SHA-256, whoever brings it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/data/time.h"

namespace charter {

struct FileRecord {
  std::string sha256;     // of the content, in lower-case hex
  std::int64_t size = 0;  // in bytes
  std::string type;       // media type, as judged when the content came first
  Timestamp added_at;
};

// A file as somebody brought it last: with the type and the time that hold for him.
struct BroughtFile {
  FileRecord file;
  std::string name;
};

using UploadId = Id<struct UploadTag>;

// All parts of an upload but the last have this size in bytes.
inline constexpr std::size_t kFilePart = 256 * 1024;

// A file on its way, and what its sender says of it.
struct UploadRecord {
  UploadId id;
  PersonId by;
  std::string name;                   // that it goes under
  std::int64_t size = 0;              // of the whole
  std::string type;                   // media type
  std::string sha256;                 // of the whole; "": not said
  std::vector<std::int64_t> parts{};  // that are there, in order
  Timestamp begun_at;
};

// The media type of a content that begins so, or why it is not taken.
using FileJudge = std::function<tl::expected<std::string, Refusal>(std::string_view begin)>;

// Beside every store; thread-safe, with the failures of Store. No call holds more than one part in memory.
class Files {
 public:
  virtual ~Files() = default;

  // Parts may be sent from now on. The caller makes the id, a new one for each upload; one that is there
  // stays as it is. `upload.parts` says nothing.
  virtual void BeginUpload(const TenantId& tenant, const UploadRecord& upload) = 0;
  // Until it is finished or given up.
  [[nodiscard]] virtual std::optional<UploadRecord> FindUpload(const TenantId& tenant,
                                                               const UploadId& id) = 0;
  // Keeps part 1, 2, 3, ..., in any order; one that is sent again replaces the former. Refused:
  // upload_not_found; upload_incomplete for a part that is empty or larger than kFilePart.
  [[nodiscard]] virtual std::optional<Refusal> PutPart(const TenantId& tenant, const UploadId& id,
                                                       std::int64_t part, std::string_view bytes) = 0;
  // Makes the parts a file that the upload's sender has brought, and the upload is over; no parts are an
  // empty file. The answer is the same whether or not the tenant has the content already.
  // Refused, and the upload goes on: upload_not_found; upload_incomplete where a part is missing or short, or
  // the content has another size or SHA-256 than was said; what `judge` refuses, which is called once at
  // least and may be called again.
  [[nodiscard]] virtual tl::expected<FileRecord, Refusal> FinishUpload(const TenantId& tenant,
                                                                       const UploadId& id,
                                                                       const FileJudge& judge,
                                                                       Timestamp at) = 0;
  // How many of a person's uploads are neither finished nor given up.
  [[nodiscard]] virtual int CountUploads(const TenantId& tenant, const PersonId& by) = 0;
  // False: there is no such upload.
  virtual bool DropUpload(const TenantId& tenant, const UploadId& id) = 0;
  [[nodiscard]] virtual std::optional<FileRecord> FindFile(const TenantId& tenant,
                                                           const std::string& sha256) = 0;
  // As this person brought it; nothing where he never did.
  [[nodiscard]] virtual std::optional<BroughtFile> FindBrought(const TenantId& tenant,
                                                               const std::string& sha256,
                                                               const PersonId& by) = 0;
  // All that this person has brought, by SHA-256.
  [[nodiscard]] virtual std::vector<BroughtFile> BroughtBy(const TenantId& tenant,
                                                           const PersonId& person) = 0;
  // Gives up his uploads and forgets what he brought; the contents stay for those who may read them.
  virtual void ForgetPerson(const TenantId& tenant, const PersonId& person) = 0;
  // The bytes from `offset` on, to the end of the part that they are in (the next call goes on there): ""
  // past the end and for a file that is not there. Throws Failure(file_damaged) where the part is not what
  // was kept.
  [[nodiscard]] virtual std::string ReadFile(const TenantId& tenant, const std::string& sha256,
                                             std::int64_t offset) = 0;
  // Gives up uploads of all tenants that began at or before `before`, at most `limit`; returns how many.
  virtual int DropUploads(Timestamp before, int limit) = 0;
};

// The whole file, part by part. Throws Failure(file_damaged), after all parts have been taken, where together
// they are not what was kept: then nothing that was taken may be relied on.
void ReadWhole(Files& files, const TenantId& tenant, const FileRecord& file,
               const std::function<void(std::string_view)>& take);

}  // namespace charter
