// How a field names a file: by what is in it, so that the history proves the content, and by the name that it
// goes under there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/schema.h"

namespace charter {

struct FileRef {
  std::string sha256;  // 64 hexadecimal digits in lower case
  std::string name;    // "" where none was given
};

// All in bytes; a name of 66 Chinese characters fits.
inline constexpr std::size_t kMaxFileName = 200;
inline constexpr std::size_t kMaxFileRef = 64 + 1 + kMaxFileName;

bool IsSha256(std::string_view text);
// UTF-8 of at most kMaxFileName bytes that is no path: without control characters, '/' and '\\', and not made
// of dots and spaces alone.
bool IsFileName(std::string_view name);

// "SHA256" or "SHA256/name"; nothing for any other text. ToString is the inverse.
std::optional<FileRef> ParseFileRef(std::string_view text);
std::string ToString(const FileRef& file);

// A value of type file, wherever it stands.
struct NamedFile {
  std::string pointer;             // JSON Pointer (RFC 6901)
  const Schema* schema = nullptr;  // of the value; lives as long as that of the field
  std::string text;                // what a simulation calls a file need be no FileRef
};

// Whether values of the schema may name files.
bool HoldsFiles(const Schema& schema);

// Adds the files that conformed values name. Costs nothing but a walk over the schema where it has none.
void AddFiles(const Schema& schema, const Value& value, const std::string& pointer,
              std::vector<NamedFile>& files);
void AddFiles(const std::vector<Field>& fields, const std::vector<Value>& values,
              std::vector<NamedFile>& files);

// Whether a file of this media type may stand in such a field.
bool Accepts(const Schema& schema, std::string_view type);

}  // namespace charter
