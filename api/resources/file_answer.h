// A file as an answer: whole, or a range of it, or that it is known.
#pragma once

#include "api/http/route.h"
#include "api/json_writer.h"
#include "engine/ports/files.h"
#include "engine/service/view.h"

namespace charter::api {

// The statuses that FileResponse gives.
std::vector<AnswerShape> GivesFile();

// RFC 9110: ETag, If-None-Match, Range (one; several are answered with the whole), If-Range. No part that is
// sent is larger than kFilePart in memory. A browser saves it, but for pictures and plain text, and carries
// nothing of it out. `files` outlives the answer.
Response FileResponse(const Call& call, Files& files, const ItemFile& file);

// The bytes of a Range, as far as a file of that size has them: from, count. Nothing where the whole is
// meant: no field, several ranges, or none that makes sense; a count of 0 where there is nothing there (416).
struct ByteRange {
  std::int64_t from = 0;
  std::int64_t count = 0;
};
std::optional<ByteRange> ReadRange(const std::string* field, std::int64_t size);

// RFC 6266 and RFC 8187: with a name for those who read nothing but ASCII.
std::string Disposition(std::string_view kind, const std::string& name);

// {"sha256", "size", "type", "name", "ref", "added_at"}
void WriteFile(JsonWriter& json, const ItemFile& file);

}  // namespace charter::api
