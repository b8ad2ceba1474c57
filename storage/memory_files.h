// Files in memory, for the store in memory.
#pragma once

#include <map>
#include <mutex>

#include "engine/ports/files.h"

namespace charter::storage {

class MemoryFiles : public Files {
 public:
  void BeginUpload(const TenantId& tenant, const UploadId& id, Timestamp at) override;
  std::optional<Refusal> PutPart(const TenantId& tenant, const UploadId& id, std::int64_t part,
                                 std::string_view bytes) override;
  tl::expected<FileRecord, Refusal> FinishUpload(const TenantId& tenant, const UploadId& id,
                                                 const std::string& type, const std::string& sha256,
                                                 Timestamp at) override;
  std::optional<FileRecord> FindFile(const TenantId& tenant, const std::string& sha256) override;
  std::string ReadFile(const TenantId& tenant, const std::string& sha256, std::int64_t offset) override;
  int DropUploads(Timestamp before, int limit) override;

 private:
  using Parts = std::map<std::int64_t, std::string>;
  struct Upload {
    Timestamp begun_at;
    Parts parts;
  };
  struct File {
    FileRecord record;
    Parts parts;
  };
  std::mutex mutex_;
  std::map<std::pair<TenantId, UploadId>, Upload> uploads_;
  std::map<std::pair<TenantId, std::string>, File> files_;
};

}  // namespace charter::storage
