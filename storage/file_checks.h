// What every store says no to about an upload.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/files.h"

namespace charter::storage {

Refusal NoUpload();
std::optional<Refusal> CheckPart(std::int64_t part, std::string_view bytes);

// Puts the parts of an upload together, which are added in their order, and says what is missing.
class PartsSum {
 public:
  PartsSum();
  ~PartsSum();
  void Add(std::int64_t part, std::string_view bytes);
  // The file that the parts are, of the type that `judge` finds. Refused as by Files::FinishUpload.
  tl::expected<FileRecord, Refusal> Finish(const UploadRecord& announced, const FileJudge& judge);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Throws Failure(file_damaged) where the bytes are not those that the sum was made of.
void CheckBytes(const std::string& file, std::int64_t part, std::string_view bytes,
                const std::string& sha256);

}  // namespace charter::storage
