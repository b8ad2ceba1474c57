#include "engine/data/file_ref.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/data/json_pointer.h"

namespace charter {
namespace {

constexpr std::size_t kDigits = 64;

std::string Below(std::string pointer, std::string_view step) {
  AppendPointerStep(pointer, step);
  return pointer;
}

}  // namespace

bool IsSha256(std::string_view text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsFileName(std::string_view name) {
  const auto is_bad = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  };
  return !name.empty() && name.size() <= kMaxFileName && IsUtf8(name) &&
         std::none_of(name.begin(), name.end(), is_bad) &&
         name.find_first_not_of(". ") != std::string_view::npos;
}

bool HoldsFiles(const Schema& schema) {
  return schema.type == FieldType::kFile || (schema.items && HoldsFiles(*schema.items)) ||
         std::any_of(schema.properties.begin(), schema.properties.end(),
                     [](const Field& field) { return HoldsFiles(field.schema); });
}

std::optional<FileRef> ParseFileRef(std::string_view text) {
  const std::string_view sha256 = text.substr(0, kDigits);
  if (!IsSha256(sha256)) return std::nullopt;
  FileRef file{std::string(sha256), {}};
  if (text.size() == kDigits) return file;
  const std::string_view name = text.substr(kDigits + 1);
  if (text[kDigits] != '/' || !IsFileName(name)) return std::nullopt;
  file.name = name;
  return file;
}

std::string ToString(const FileRef& file) {
  return file.name.empty() ? file.sha256 : file.sha256 + "/" + file.name;
}

void AddFiles(const Schema& schema, const Value& value, const std::string& pointer,
              std::vector<NamedFile>& files) {
  if (schema.type == FieldType::kFile && value.is(Kind::kString)) {
    files.push_back({pointer, &schema, std::string(value.AsString())});
  } else if (!HoldsFiles(schema)) {
    return;
  } else if (value.is(Kind::kList) && schema.items) {
    const auto items = value.AsList();
    for (std::size_t i = 0; i < items.size(); ++i)
      AddFiles(*schema.items, items[i], pointer + "/" + std::to_string(i), files);
  } else if (value.is(Kind::kMap) && !schema.properties.empty()) {
    for (const Field& field : schema.properties) {
      if (const Value* member = value.Find(field.name); member != nullptr)
        AddFiles(field.schema, *member, Below(pointer, field.name), files);
    }
  } else if (value.is(Kind::kMap) && schema.items) {
    for (const auto& [key, member] : value.AsMap())
      AddFiles(*schema.items, member, Below(pointer, key.AsString()), files);
  }
}

void AddFiles(const std::vector<Field>& fields, const std::vector<Value>& values,
              std::vector<NamedFile>& files) {
  for (std::size_t i = 0; i < std::min(fields.size(), values.size()); ++i) {
    if (!values[i].is(Kind::kAbsent) && HoldsFiles(fields[i].schema))
      AddFiles(fields[i].schema, values[i], Below("", fields[i].name), files);
  }
}

bool Accepts(const Schema& schema, std::string_view type) {
  const auto fits = [&](std::string_view accepted) {
    if (accepted.ends_with("/*")) return type.starts_with(accepted.substr(0, accepted.size() - 1));
    return accepted == type;
  };
  return schema.accept.empty() || std::any_of(schema.accept.begin(), schema.accept.end(), fits);
}

}  // namespace charter
