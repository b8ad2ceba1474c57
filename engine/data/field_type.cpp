#include <algorithm>
#include <array>
#include <utility>

#include "engine/data/schema.h"

namespace charter {
namespace {

constexpr std::array kNames{
    std::pair{FieldType::kAny, std::string_view("any")},
    std::pair{FieldType::kString, std::string_view("string")},
    std::pair{FieldType::kInteger, std::string_view("integer")},
    std::pair{FieldType::kNumber, std::string_view("number")},
    std::pair{FieldType::kBoolean, std::string_view("boolean")},
    std::pair{FieldType::kArray, std::string_view("array")},
    std::pair{FieldType::kObject, std::string_view("object")},
    std::pair{FieldType::kMoney, std::string_view("money")},
    std::pair{FieldType::kDecimal, std::string_view("decimal")},
    std::pair{FieldType::kDate, std::string_view("date")},
    std::pair{FieldType::kTimestamp, std::string_view("timestamp")},
    std::pair{FieldType::kDuration, std::string_view("duration")},
    std::pair{FieldType::kPerson, std::string_view("person")},
    std::pair{FieldType::kOrganization, std::string_view("organization")},
    std::pair{FieldType::kFile, std::string_view("file")},
};

}  // namespace

std::string_view NameOf(FieldType type) {
  return std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.first == type; })
      ->second;
}

std::optional<FieldType> ParseFieldType(std::string_view name) {
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.second == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

}  // namespace charter
