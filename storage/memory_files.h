// Files in memory, for the store in memory.
#pragma once

#include <map>
#include <mutex>

#include "engine/ports/files.h"

namespace charter::storage {

class MemoryFiles : public Files {
 public:
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
  using Parts = std::map<std::int64_t, std::string>;
  struct Upload {
    UploadRecord record;
    Parts parts;
  };
  struct File {
    FileRecord record;
    Parts parts;
    std::map<PersonId, BroughtFile> brought_by;
  };
  std::mutex mutex_;
  std::map<std::pair<TenantId, UploadId>, Upload> uploads_;
  std::map<std::pair<TenantId, std::string>, File> files_;
};

}  // namespace charter::storage
