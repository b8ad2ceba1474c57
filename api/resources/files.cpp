// Files: brought in parts or at once, and read again.
#include <charconv>

#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/random_bytes.h"
#include "api/resources/file_answer.h"
#include "api/resources/parts.h"
#include "engine/data/file_ref.h"
#include "engine/data/hex.h"
#include "engine/service/uploads.h"

namespace charter::api {
namespace {

constexpr const char* kBytes = "application/octet-stream";
constexpr std::size_t kIdBytes = 16;

UploadRecord NewUpload() {
  UploadRecord upload;
  upload.id = UploadId(ToHex(RandomBytes(kIdBytes)));
  return upload;
}

std::string UploadJson(const UploadRecord& upload) {
  JsonWriter json;
  json.BeginObject().Key("id").String(upload.id.value).Key("name").String(upload.name);
  json.Key("size").Int(upload.size).Key("type").String(upload.type).Key("sha256");
  upload.sha256.empty() ? json.Null() : json.String(upload.sha256);
  json.Key("part_size").Int(static_cast<std::int64_t>(kFilePart)).Key("parts").BeginArray();
  for (const std::int64_t part : upload.parts) json.Int(part);
  json.EndArray().Key("begun_at").Time(upload.begun_at);
  json.Key("held_until").Time(Uploads::HeldUntil(upload));
  return json.EndObject().Take();
}

Response FileMade(const ItemFile& file) {
  JsonWriter json;
  WriteFile(json, file);
  Response response = JsonResponse(json.Take(), 201);
  response.headers.Add("Location", "/v1/files/" + file.file.sha256);
  return response;
}

Answer Begin(const Parts& parts, const Call& call) {
  UploadRecord upload = NewUpload();
  upload.name = TextOf(call.body, "name");
  upload.size = MemberOf(call.body, "size").AsInt();
  upload.type = TextOf(call.body, "type");
  upload.sha256 = TextOf(call.body, "sha256");
  const auto begun = parts.uploads.Begin(*call.caller, std::move(upload));
  if (!begun) return tl::unexpected(ProblemOf(begun.error()));
  Response response = JsonResponse(UploadJson(*begun), 201);
  response.headers.Add("Location", "/v1/uploads/" + begun->id.value);
  return response;
}

Answer ReadUpload(const Parts& parts, const Call& call) {
  const auto upload = parts.uploads.Find(*call.caller, UploadId(call.Path("id")));
  if (!upload) return tl::unexpected(ProblemOf(upload.error()));
  return JsonResponse(UploadJson(*upload));
}

Answer PutPart(const Parts& parts, const Call& call) {
  const std::string& text = call.Path("part");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return tl::unexpected(InvalidParameter({"片号应为整数", "The number of the part is no number."}));
  const auto put = parts.uploads.PutPart(*call.caller, UploadId(call.Path("id")), number, call.request.body);
  if (!put) return tl::unexpected(ProblemOf(put.error()));
  Response response;
  response.status = 204;
  return response;
}

Answer Finish(const Parts& parts, const Call& call) {
  const auto file = parts.uploads.Finish(*call.caller, UploadId(call.Path("id")));
  if (!file) return tl::unexpected(ProblemOf(file.error()));
  return FileMade(*file);
}

Answer Drop(const Parts& parts, const Call& call) {
  const auto dropped = parts.uploads.Drop(*call.caller, UploadId(call.Path("id")));
  if (!dropped) return tl::unexpected(ProblemOf(dropped.error()));
  Response response;
  response.status = 204;
  return response;
}

Answer Keep(const Parts& parts, const Call& call) {
  UploadRecord upload = NewUpload();
  upload.name = TextOf(call.query, "name");
  upload.sha256 = TextOf(call.query, "sha256");
  if (const std::string* type = call.request.headers.Find("Content-Type")) upload.type = *type;
  const auto file = parts.uploads.Keep(*call.caller, std::move(upload), call.request.body);
  if (!file) return tl::unexpected(ProblemOf(file.error()));
  return FileMade(*file);
}

Answer ReadBrought(const Parts& parts, const Call& call) {
  const auto file = parts.uploads.FindBrought(*call.caller, call.Path("sha256"));
  if (!file) return tl::unexpected(ProblemOf(file.error()));
  return FileResponse(call, parts.files, *file);
}

Answer ReadOfItem(const Parts& parts, const Call& call) {
  const auto file = parts.service.FindFile(*call.caller, ItemId(call.Path("id")), call.Path("sha256"));
  if (!file) return tl::unexpected(ProblemOf(file.error()));
  return FileResponse(call, parts.files, *file);
}

Field Name() {
  return TextField("name", 1, kMaxFileName, {"文件名，不含路径", "What it is called, without a path"});
}

Field Sum() {
  return TextField(
      "sha256", 64, 64,
      {"内容的 SHA-256，给出则核对", "SHA-256 of the content, which is checked where it is given"});
}

const std::vector<Code>& ContentRefusals() {
  static const std::vector<Code> codes{Code::not_permitted, Code::input_invalid, Code::file_too_large,
                                       Code::file_type_refused, Code::upload_incomplete};
  return codes;
}

void AddUploadRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "POST",
       .path = "/v1/uploads",
       .name = "beginUpload",
       .summary = {"开始上传文件，分片传送", "Begin to upload a file in parts"},
       .body = JsonBody({Required(Name()),
                         Required(NumberField("size", 0, 1LL << 40, {"总字节数", "Of the whole, in bytes"})),
                         Optional("type", FieldType::kString, {"媒体类型", "Its media type"}), Sum()}),
       .answers = {GivesNew("Upload")},
       .refuses = {Code::not_permitted, Code::file_too_large, Code::file_type_refused},
       .handler = With(parts, Begin)});
  routes.push_back({.method = "GET",
                    .path = "/v1/uploads/{id}",
                    .name = "getUpload",
                    .summary = {"查看上传：已收到哪些片", "Read an upload: which parts are there"},
                    .answers = {Gives("Upload")},
                    .refuses = {Code::upload_not_found},
                    .handler = With(parts, ReadUpload)});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/uploads/{id}",
                    .name = "dropUpload",
                    .summary = {"放弃上传", "Give an upload up"},
                    .answers = {GivesNothing()},
                    .refuses = {Code::upload_not_found},
                    .handler = With(parts, Drop),
                    .takes_key = false});
  routes.push_back({.method = "PUT",
                    .path = "/v1/uploads/{id}/parts/{part}",
                    .name = "putPart",
                    .summary = {"传送一片：第 1、2、3…片，每片 262144 字节，最后一片为余下的",
                                "Send part 1, 2, 3, ...: 262144 bytes each, the last what is left"},
                    .body = TextBody(kBytes),
                    .answers = {GivesNothing()},
                    .refuses = {Code::upload_not_found, Code::upload_incomplete},
                    .handler = With(parts, PutPart),
                    .takes_key = false});
  routes.push_back({.method = "POST",
                    .path = "/v1/uploads/{id}/finish",
                    .name = "finishUpload",
                    .summary = {"完成上传", "Finish an upload"},
                    .answers = {GivesNew("File")},
                    .refuses = {Code::upload_not_found, Code::upload_incomplete, Code::file_type_refused},
                    .handler = With(parts, Finish)});
}

}  // namespace

void AddFileRoutes(std::vector<Route>& routes, const Parts& parts) {
  AddUploadRoutes(routes, parts);
  routes.push_back({.method = "POST",
                    .path = "/v1/files",
                    .name = "keepFile",
                    .summary = {"一次上传小文件，类型按 Content-Type",
                                "Upload a small file at once; Content-Type is its type"},
                    .query = {Required(Name()), Sum()},
                    .body = TextBody("*/*"),
                    .answers = {GivesNew("File")},
                    .refuses = ContentRefusals(),
                    .handler = With(parts, Keep)});
  routes.push_back({.method = "GET",
                    .path = "/v1/files/{sha256}",
                    .name = "getFile",
                    .summary = {"读取自己上传的文件", "Read a file that one has uploaded oneself"},
                    .answers = GivesFile(),
                    .refuses = {Code::no_such_resource, Code::file_damaged},
                    .handler = With(parts, ReadBrought)});
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}/files/{sha256}",
                    .name = "getItemFile",
                    .summary = {"读取事项字段、活动或经过中的文件",
                                "Read a file that an item's fields, activities or history name"},
                    .answers = GivesFile(),
                    .refuses = {Code::item_not_found, Code::no_such_resource, Code::file_damaged},
                    .handler = With(parts, ReadOfItem)});
}

}  // namespace charter::api
