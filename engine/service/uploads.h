// Bringing files: begun, sent in parts, finished; or at once.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/ports/clock.h"
#include "engine/ports/files.h"
#include "engine/service/caller.h"
#include "engine/service/view.h"

namespace charter {

struct FileRules {
  std::int64_t largest = 100LL * 1024 * 1024;  // bytes
  std::vector<std::string> types;              // media types; "image/*" for all of a kind
  int open = 50;                               // uploads of a person that are not finished
};

// The media type that bytes look like; never empty.
using TypeFinder = std::function<std::string(std::string_view begin)>;

// Whoever holds a role that may do something may bring files; an upload is its sender's alone, and a file is
// his to read. Nobody else learns by this that a content is there. Thread-safe.
class Uploads {
 public:
  // All outlive it. `clock`: real time.
  Uploads(Files& files, Clock& clock, FileRules rules, TypeFinder find_type);

  // `upload`: id, name, size, type and sha256. Refused: not_permitted; input_invalid with fields;
  // file_too_large; file_type_refused; too_many_requests.
  Outcome<UploadRecord> Begin(const Caller& caller, UploadRecord upload);
  // Refused, as all that follow: upload_not_found.
  Outcome<UploadRecord> Find(const Caller& caller, const UploadId& id);
  // Refused: upload_incomplete where the part is not of the size that its place asks for.
  Outcome<void> PutPart(const Caller& caller, const UploadId& id, std::int64_t part, std::string_view bytes);
  // Refused: upload_incomplete, file_type_refused.
  Outcome<ItemFile> Finish(const Caller& caller, const UploadId& id);
  Outcome<void> Drop(const Caller& caller, const UploadId& id);

  // All of it at once.
  Outcome<ItemFile> Keep(const Caller& caller, UploadRecord upload, std::string_view content);
  // What the caller has brought himself. Refused: no_such_resource.
  Outcome<ItemFile> FindBrought(const Caller& caller, const std::string& sha256);

  // Gives up what was begun too long ago and not finished, of all tenants; false: there may be more.
  bool DropOld();
  [[nodiscard]] static Timestamp HeldUntil(const UploadRecord& upload);

 private:
  [[nodiscard]] Outcome<std::string> Judge(const std::string& said, std::string_view begin) const;
  [[nodiscard]] std::optional<Refusal> RefuseType(const std::string& type) const;

  Files& files_;
  Clock& clock_;
  const FileRules rules_;
  const TypeFinder find_type_;
};

}  // namespace charter
