#include "storage/memory_files.h"

#include <algorithm>
#include <utility>

#include "storage/file_checks.h"

namespace charter::storage {

void MemoryFiles::BeginUpload(const TenantId& tenant, const UploadRecord& upload) {
  const std::lock_guard lock(mutex_);
  uploads_.try_emplace({tenant, upload.id}, Upload{upload, {}});
}

std::optional<UploadRecord> MemoryFiles::FindUpload(const TenantId& tenant, const UploadId& id) {
  const std::lock_guard lock(mutex_);
  const auto upload = uploads_.find({tenant, id});
  if (upload == uploads_.end()) return std::nullopt;
  UploadRecord record = upload->second.record;
  record.parts.clear();
  for (const auto& [part, bytes] : upload->second.parts) record.parts.push_back(part);
  return record;
}

std::optional<Refusal> MemoryFiles::PutPart(const TenantId& tenant, const UploadId& id, std::int64_t part,
                                            std::string_view bytes) {
  if (auto refused = CheckPart(part, bytes)) return refused;
  const std::lock_guard lock(mutex_);
  const auto upload = uploads_.find({tenant, id});
  if (upload == uploads_.end()) return NoUpload();
  upload->second.parts[part] = bytes;
  return std::nullopt;
}

tl::expected<FileRecord, Refusal> MemoryFiles::FinishUpload(const TenantId& tenant, const UploadId& id,
                                                            const FileJudge& judge, Timestamp at) {
  const std::lock_guard lock(mutex_);
  const auto upload = uploads_.find({tenant, id});
  if (upload == uploads_.end()) return tl::unexpected(NoUpload());
  PartsSum sum;
  for (const auto& [part, bytes] : upload->second.parts) sum.Add(part, bytes);
  auto file = sum.Finish(upload->second.record, judge);
  if (!file) return file;
  file->added_at = at;
  const UploadRecord announced = std::move(upload->second.record);
  const auto [kept, added] =
      files_.try_emplace({tenant, file->sha256}, File{*file, std::move(upload->second.parts), {}});
  kept->second.brought_by[announced.by] = {*file, announced.name};
  uploads_.erase(upload);
  return file;
}

bool MemoryFiles::DropUpload(const TenantId& tenant, const UploadId& id) {
  const std::lock_guard lock(mutex_);
  return uploads_.erase({tenant, id}) > 0;
}

std::optional<FileRecord> MemoryFiles::FindFile(const TenantId& tenant, const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find({tenant, sha256});
  if (file == files_.end()) return std::nullopt;
  return file->second.record;
}

std::optional<BroughtFile> MemoryFiles::FindBrought(const TenantId& tenant, const std::string& sha256,
                                                    const PersonId& by) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find({tenant, sha256});
  if (file == files_.end()) return std::nullopt;
  const auto brought = file->second.brought_by.find(by);
  return brought == file->second.brought_by.end() ? std::nullopt : std::optional(brought->second);
}

int MemoryFiles::CountUploads(const TenantId& tenant, const PersonId& by) {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(uploads_.begin(), uploads_.end(), [&](const auto& upload) {
    return upload.first.first == tenant && upload.second.record.by == by;
  }));
}

std::vector<BroughtFile> MemoryFiles::BroughtBy(const TenantId& tenant, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  std::vector<BroughtFile> brought;
  for (const auto& [key, file] : files_) {
    const auto by = file.brought_by.find(person);
    if (key.first == tenant && by != file.brought_by.end()) brought.push_back(by->second);
  }
  return brought;
}

void MemoryFiles::ForgetPerson(const TenantId& tenant, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  std::erase_if(uploads_, [&](const auto& upload) {
    return upload.first.first == tenant && upload.second.record.by == person;
  });
  for (auto& [key, file] : files_) {
    if (key.first == tenant) file.brought_by.erase(person);
  }
}

std::string MemoryFiles::ReadFile(const TenantId& tenant, const std::string& sha256, std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find({tenant, sha256});
  if (file == files_.end() || offset < 0 || offset >= file->second.record.size) return {};
  const auto whole = static_cast<std::int64_t>(kFilePart);
  return file->second.parts.at(offset / whole + 1).substr(static_cast<std::size_t>(offset % whole));
}

int MemoryFiles::DropUploads(Timestamp before, int limit) {
  const std::lock_guard lock(mutex_);
  int dropped = 0;
  for (auto upload = uploads_.begin(); upload != uploads_.end() && dropped < limit;) {
    const bool old = upload->second.record.begun_at <= before;
    upload = old ? uploads_.erase(upload) : std::next(upload);
    if (old) ++dropped;
  }
  return dropped;
}

}  // namespace charter::storage
