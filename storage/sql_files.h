// Files in a database: each part is a row, and so is each upload that is not finished.
#pragma once

#include <memory>
#include <string>

#include "engine/ports/files.h"
#include "storage/database.h"

namespace charter::storage {

class SqlFiles : public Files {
 public:
  explicit SqlFiles(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  void BeginUpload(const TenantId& tenant, const UploadRecord& upload) override;
  std::optional<UploadRecord> FindUpload(const TenantId& tenant, const UploadId& id) override;
  std::optional<Refusal> PutPart(const TenantId& tenant, const UploadId& id, std::int64_t part,
                                 std::string_view bytes) override;
  tl::expected<FileRecord, Refusal> FinishUpload(const TenantId& tenant, const UploadId& id,
                                                 const FileJudge& judge, Timestamp at) override;
  bool DropUpload(const TenantId& tenant, const UploadId& id) override;
  std::optional<FileRecord> FindFile(const TenantId& tenant, const std::string& sha256) override;
  std::optional<BroughtFile> FindBrought(const TenantId& tenant, const std::string& sha256,
                                         const PersonId& by) override;
  int CountUploads(const TenantId& tenant, const PersonId& by) override;
  std::vector<BroughtFile> BroughtBy(const TenantId& tenant, const PersonId& person) override;
  void ForgetPerson(const TenantId& tenant, const PersonId& person) override;
  std::string ReadFile(const TenantId& tenant, const std::string& sha256, std::int64_t offset) override;
  int DropUploads(Timestamp before, int limit) override;

 private:
  std::optional<tl::expected<FileRecord, Refusal>> TryFinish(const TenantId& tenant, const UploadId& id,
                                                             const FileJudge& judge, Timestamp at);

  std::shared_ptr<Database> database_;
};

}  // namespace charter::storage
