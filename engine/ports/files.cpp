#include "engine/ports/files.h"

#include "engine/data/failure.h"
#include "engine/data/sha256.h"

namespace charter {

void ReadWhole(Files& files, const TenantId& tenant, const FileRecord& file,
               const std::function<void(std::string_view)>& take) {
  Sha256Stream digest;
  std::int64_t offset = 0;
  while (offset < file.size) {
    const std::string bytes = files.ReadFile(tenant, file.sha256, offset);
    if (bytes.empty()) break;
    digest.Add(bytes);
    take(bytes);
    offset += static_cast<std::int64_t>(bytes.size());
  }
  if (offset != file.size || digest.Finish() != file.sha256)
    throw Failure(Code::file_damaged, "the parts of file " + file.sha256 + " are together not what was kept");
}

}  // namespace charter
