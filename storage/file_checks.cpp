#include "storage/file_checks.h"

#include "engine/data/failure.h"
#include "engine/data/sha256.h"

namespace charter::storage {
namespace {

Refusal Incomplete(const std::string& zh, const std::string& en) {
  return {
      Code::upload_incomplete, {zh, en}, {"补传后再次完成", "send what is missing and finish again"}, {}, {}};
}

}  // namespace

Refusal NoUpload() {
  return {Code::upload_not_found,
          {"没有此上传，或已完成", "there is no such upload, or it is finished"},
          {"重新开始上传", "begin a new upload"},
          {},
          {}};
}

std::optional<Refusal> CheckPart(std::int64_t part, std::string_view bytes) {
  if (part >= 1 && !bytes.empty() && bytes.size() <= kFilePart) return std::nullopt;
  const std::string most = std::to_string(kFilePart);
  return Incomplete("分片从 1 编号，每片 1 至 " + most + " 字节",
                    "parts are numbered from 1 and have 1 to " + most + " bytes");
}

struct PartsSum::State {
  Sha256Stream digest;
  std::int64_t size = 0;
  std::int64_t next = 1;
  bool full = true;   // the last part, so that another may follow
  std::string begin;  // the first part
  std::optional<Refusal> refused;
};

PartsSum::PartsSum() : state_(std::make_unique<State>()) {}
PartsSum::~PartsSum() = default;

void PartsSum::Add(std::int64_t part, std::string_view bytes) {
  if (state_->refused) return;
  const std::string at = std::to_string(state_->next);
  if (part != state_->next) {
    state_->refused = Incomplete("缺少第 " + at + " 片", "part " + at + " is missing");
  } else if (!state_->full) {
    const std::string before = std::to_string(part - 1);
    state_->refused =
        Incomplete("第 " + before + " 片不足 " + std::to_string(kFilePart) + " 字节",
                   "part " + before + " is shorter than " + std::to_string(kFilePart) + " bytes");
  }
  if (part == 1) state_->begin = bytes;
  state_->digest.Add(bytes);
  state_->size += static_cast<std::int64_t>(bytes.size());
  state_->full = bytes.size() == kFilePart;
  ++state_->next;
}

tl::expected<FileRecord, Refusal> PartsSum::Finish(const UploadRecord& announced, const FileJudge& judge) {
  if (state_->refused) return tl::unexpected(*state_->refused);
  FileRecord file;
  file.size = state_->size;
  if (file.size != announced.size) {
    const std::string have = std::to_string(file.size);
    const std::string said = std::to_string(announced.size);
    return tl::unexpected(Incomplete("内容有 " + have + " 字节，所报为 " + said + " 字节",
                                     "the content has " + have + " bytes, " + said + " were announced"));
  }
  file.sha256 = state_->digest.Finish();
  if (!announced.sha256.empty() && announced.sha256 != file.sha256)
    return tl::unexpected(
        Incomplete("内容的 SHA-256 与所报不符", "the content has another SHA-256 than announced"));
  auto type = judge(state_->begin);
  if (!type) return tl::unexpected(std::move(type.error()));
  file.type = *std::move(type);
  return file;
}

void CheckBytes(const std::string& file, std::int64_t part, std::string_view bytes,
                const std::string& sha256) {
  if (Sha256(bytes) == sha256) return;
  throw Failure(Code::file_damaged,
                "part " + std::to_string(part) + " of file " + file + " is not what was kept");
}

}  // namespace charter::storage
