#include "engine/service/uploads.h"

#include <algorithm>
#include <utility>

#include "engine/data/file_ref.h"
#include "engine/service/file_type.h"

namespace charter {
namespace {

constexpr std::int64_t kHeldFor = 24 * 3600;  // seconds
constexpr int kDroppedAtOnce = 100;
constexpr auto kPart = static_cast<std::int64_t>(kFilePart);

tl::unexpected<Refusal> NoUpload() {
  return tl::unexpected(Refusal{Code::upload_not_found,
                                {"没有此上传，或已完成", "there is no such upload, or it is finished"},
                                {"重新开始上传", "begin a new upload"},
                                {},
                                {}});
}

tl::unexpected<Refusal> Invalid(const char* pointer, const char* keyword, Text message) {
  Refusal refusal{Code::input_invalid, message, {}, {}, {}};
  refusal.fields.push_back({pointer, keyword, std::move(message)});
  return tl::unexpected(std::move(refusal));
}

// Auditors and advisors change nothing, and who holds nothing has nothing to give a file to.
bool MayBring(const Caller& caller) {
  return !caller.lent.empty() ||
         std::any_of(caller.grants.begin(), caller.grants.end(),
                     [](const Grant& grant) { return grant.role != kAuditor && grant.role != kAdvisor; });
}

std::int64_t PartsOf(std::int64_t size) { return (size + kPart - 1) / kPart; }

}  // namespace

Uploads::Uploads(Files& files, Clock& clock, FileRules rules, TypeFinder find_type)
    : files_(files), clock_(clock), rules_(std::move(rules)), find_type_(std::move(find_type)) {}

Timestamp Uploads::HeldUntil(const UploadRecord& upload) {
  Timestamp until = upload.begun_at;
  until.seconds += kHeldFor;
  return until;
}

std::optional<Refusal> Uploads::RefuseType(const std::string& type) const {
  Schema any;
  any.accept = rules_.types;
  if (Accepts(any, type)) return std::nullopt;
  return Refusal{Code::file_type_refused,
                 {"不收此类文件：" + type, "files of this type are not taken: " + type},
                 {"请转为 PDF、图片或办公文档后上传", "turn it into a PDF, a picture or an office document"},
                 {},
                 {type}};
}

Outcome<std::string> Uploads::Judge(const std::string& said, std::string_view begin) const {
  auto type = AgreedType(said, begin.empty() ? "text/plain" : find_type_(begin));
  if (!type) return type;
  if (auto refused = RefuseType(*type)) return tl::unexpected(*std::move(refused));
  return type;
}

Outcome<UploadRecord> Uploads::Begin(const Caller& caller, UploadRecord upload) {
  if (!MayBring(caller)) {
    return tl::unexpected(Refusal{Code::not_permitted,
                                  {"您没有可以提交材料的角色", "you hold no role that hands anything in"},
                                  {},
                                  {},
                                  {}});
  }
  if (!IsFileName(upload.name)) {
    return Invalid("/name", "format",
                   {"文件名最多 200 字节，不含路径与控制字符",
                    "must be a name of at most 200 bytes, without a path and control characters"});
  }
  if (!upload.sha256.empty() && !IsSha256(upload.sha256))
    return Invalid("/sha256", "pattern",
                   {"应为 64 位小写十六进制", "must be 64 hexadecimal digits in lower case"});
  if (upload.size < 0) return Invalid("/size", "minimum", {"不能为负", "cannot be negative"});
  if (upload.size > rules_.largest) {
    const std::string most = std::to_string(rules_.largest);
    return tl::unexpected(
        Refusal{Code::file_too_large,
                {"文件最大 " + most + " 字节，此文件有 " + std::to_string(upload.size) + " 字节",
                 "files have at most " + most + " bytes, this one has " + std::to_string(upload.size)},
                {"请压缩或分开上传", "compress it, or send it in several files"},
                {},
                {most}});
  }
  upload.type = PlainMediaType(upload.type);
  if (!upload.type.empty() && upload.type != "application/octet-stream") {
    if (auto refused = RefuseType(upload.type)) return tl::unexpected(*std::move(refused));
  }
  if (files_.CountUploads(caller.tenant, caller.person.id) >= rules_.open) {
    return tl::unexpected(Refusal{
        Code::too_many_requests,
        {"您有 " + std::to_string(rules_.open) + " 个上传尚未完成，已达上限",
         "you have as many uploads that are not finished as one may have: " + std::to_string(rules_.open)},
        {"先完成或放弃其中的", "finish some of them first, or give them up"},
        {},
        {}});
  }
  upload.by = caller.person.id;
  upload.begun_at = clock_.Now();
  files_.BeginUpload(caller.tenant, upload);
  return upload;
}

Outcome<UploadRecord> Uploads::Find(const Caller& caller, const UploadId& id) {
  auto upload = files_.FindUpload(caller.tenant, id);
  if (!upload || upload->by != caller.person.id) return NoUpload();
  return *std::move(upload);
}

Outcome<void> Uploads::PutPart(const Caller& caller, const UploadId& id, std::int64_t part,
                               std::string_view bytes) {
  const auto upload = Find(caller, id);
  if (!upload) return tl::unexpected(upload.error());
  const std::int64_t parts = PartsOf(upload->size);
  const std::int64_t wanted = part == parts ? upload->size - (parts - 1) * kPart : kPart;
  if (part < 1 || part > parts || static_cast<std::int64_t>(bytes.size()) != wanted) {
    const std::string count = std::to_string(parts);
    const std::string size = std::to_string(part < 1 || part > parts ? kPart : wanted);
    return tl::unexpected(
        Refusal{Code::upload_incomplete,
                {"共 " + count + " 片，此片应有 " + size + " 字节",
                 "there are " + count + " parts, and this one is to have " + size + " bytes"},
                {"除最后一片外，每片 262144 字节", "all parts but the last have 262144 bytes"},
                {},
                {}});
  }
  if (auto refused = files_.PutPart(caller.tenant, id, part, bytes))
    return tl::unexpected(*std::move(refused));
  return {};
}

Outcome<ItemFile> Uploads::Finish(const Caller& caller, const UploadId& id) {
  const auto upload = Find(caller, id);
  if (!upload) return tl::unexpected(upload.error());
  auto file = files_.FinishUpload(
      caller.tenant, id, [&](std::string_view begin) { return Judge(upload->type, begin); }, clock_.Now());
  if (!file) return tl::unexpected(std::move(file.error()));
  return ItemFile{*std::move(file), upload->name};
}

Outcome<void> Uploads::Drop(const Caller& caller, const UploadId& id) {
  const auto upload = Find(caller, id);
  if (!upload) return tl::unexpected(upload.error());
  if (!files_.DropUpload(caller.tenant, id)) return NoUpload();
  return {};
}

Outcome<ItemFile> Uploads::Keep(const Caller& caller, UploadRecord upload, std::string_view content) {
  upload.size = static_cast<std::int64_t>(content.size());
  const UploadId id = upload.id;
  auto begun = Begin(caller, std::move(upload));
  if (!begun) return tl::unexpected(std::move(begun.error()));
  for (std::int64_t part = 1; part <= PartsOf(begun->size); ++part) {
    const auto from = static_cast<std::size_t>((part - 1) * kPart);
    if (auto refused = files_.PutPart(caller.tenant, id, part, content.substr(from, kFilePart)))
      return tl::unexpected(*std::move(refused));
  }
  auto file = Finish(caller, id);
  if (!file) files_.DropUpload(caller.tenant, id);
  return file;
}

Outcome<ItemFile> Uploads::FindBrought(const Caller& caller, const std::string& sha256) {
  auto brought =
      IsSha256(sha256) ? files_.FindBrought(caller.tenant, sha256, caller.person.id) : std::nullopt;
  if (!brought) {
    return tl::unexpected(
        Refusal{Code::no_such_resource,
                {"您没有上传过此文件；事项中的文件在 /v1/items/{id}/files/ 下",
                 "no file that you have uploaded; those of an item are at /v1/items/{id}/files/"},
                {},
                {},
                {}});
  }
  return ItemFile{std::move(brought->file), std::move(brought->name)};
}

bool Uploads::DropOld() {
  Timestamp before = clock_.Now();
  before.seconds -= kHeldFor;
  return files_.DropUploads(before, kDroppedAtOnce) < kDroppedAtOnce;
}

}  // namespace charter
