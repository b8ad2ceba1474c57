#include <array>

#include "engine/expr/operators.h"

namespace charter::expr {
namespace {

// In the order of Kind.
constexpr std::array<std::string_view, 14> kNames = {"null_type",
                                                     "null_type",
                                                     "bool",
                                                     "int",
                                                     "uint",
                                                     "double",
                                                     "decimal",
                                                     "string",
                                                     "bytes",
                                                     "list",
                                                     "map",
                                                     "google.protobuf.Timestamp",
                                                     "google.protobuf.Duration",
                                                     "type"};

}  // namespace

std::string_view TypeNameOf(Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

const Value& TypeOf(Kind kind) {
  static const std::array<Value, kNames.size()> kValues = [] {
    std::array<Value, kNames.size()> values;
    for (std::size_t i = 0; i < kNames.size(); ++i) values[i] = Value::TypeName(kNames[i]);
    return values;
  }();
  return kValues[static_cast<std::size_t>(kind)];
}

}  // namespace charter::expr
