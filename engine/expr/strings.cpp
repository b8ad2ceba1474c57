// Functions of text: size in code points, searching, regular expressions.
#include <re2/re2.h>

#include <algorithm>

#include "engine/data/utf8.h"
#include "engine/expr/builtin.h"
#include "engine/expr/operators.h"
#include "engine/expr/pattern.h"

namespace charter::expr {
namespace {

bool BothText(const char* name, Arguments arguments, Fault& fault) {
  if (arguments[0]->is(Kind::kString) && arguments[1]->is(Kind::kString)) return true;
  return fault.Set(kTypeMismatch, std::string(name) + "() is for strings");
}

}  // namespace

bool Size(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  std::size_t size = 0;
  switch (value.kind()) {
    case Kind::kString:
      size = CountCharacters(value.AsString());
      break;
    case Kind::kBytes:
      size = value.AsString().size();
      break;
    case Kind::kList:
      size = value.AsList().size();
      break;
    case Kind::kMap:
      size = value.AsMap().size();
      break;
    default:
      return fault.Set(kTypeMismatch, "size() does not go with " + std::string(TypeNameOf(value.kind())));
  }
  out = Value::Int(static_cast<std::int64_t>(size));
  return true;
}

bool ContainsText(Arguments arguments, Value& out, Fault& fault) {
  if (!BothText("contains", arguments, fault)) return false;
  out = Value::Bool(arguments[0]->AsString().find(arguments[1]->AsString()) != std::string_view::npos);
  return true;
}

bool StartsWith(Arguments arguments, Value& out, Fault& fault) {
  if (!BothText("startsWith", arguments, fault)) return false;
  out = Value::Bool(arguments[0]->AsString().starts_with(arguments[1]->AsString()));
  return true;
}

bool EndsWith(Arguments arguments, Value& out, Fault& fault) {
  if (!BothText("endsWith", arguments, fault)) return false;
  out = Value::Bool(arguments[0]->AsString().ends_with(arguments[1]->AsString()));
  return true;
}

RE2::Options PatternOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  constexpr std::int64_t kMaxPatternMemory = 1 << 20;
  options.set_max_mem(kMaxPatternMemory);
  return options;
}

}  // namespace charter::expr
