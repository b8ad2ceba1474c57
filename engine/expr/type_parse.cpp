#include <algorithm>
#include <array>

#include "engine/expr/type.h"

namespace charter {
namespace {

using enum TypeKind;

constexpr int kMaxDepth = 32;

constexpr std::array kNames{std::pair{std::string_view("dyn"), kDyn},
                            std::pair{std::string_view("null_type"), kNull},
                            std::pair{std::string_view("bool"), kBool},
                            std::pair{std::string_view("int"), kInt},
                            std::pair{std::string_view("uint"), kUint},
                            std::pair{std::string_view("double"), kDouble},
                            std::pair{std::string_view("decimal"), kDecimal},
                            std::pair{std::string_view("string"), kString},
                            std::pair{std::string_view("bytes"), kBytes},
                            std::pair{std::string_view("timestamp"), kTimestamp},
                            std::pair{std::string_view("google.protobuf.Timestamp"), kTimestamp},
                            std::pair{std::string_view("duration"), kDuration},
                            std::pair{std::string_view("google.protobuf.Duration"), kDuration},
                            std::pair{std::string_view("list"), kList},
                            std::pair{std::string_view("map"), kMap},
                            std::pair{std::string_view("type"), kType}};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Type> Whole() {
    auto type = One(0);
    SkipSpaces();
    return text_.empty() ? type : std::nullopt;
  }

 private:
  void SkipSpaces() { text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size())); }

  bool Take(char c) {
    SkipSpaces();
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<Type> One(int depth) {
    SkipSpaces();
    const std::string_view name = text_.substr(0, text_.find_first_of("(), "));
    text_.remove_prefix(name.size());
    const auto* const found =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == kNames.end() || depth > kMaxDepth) return std::nullopt;
    if (found->second == kList) return List(depth);
    if (found->second == kMap) return Map(depth);
    return Type(found->second);
  }

  std::optional<Type> List(int depth) {
    if (!Take('(')) return Type::List(Type());
    auto element = One(depth + 1);
    if (!element || !Take(')')) return std::nullopt;
    return Type::List(*std::move(element));
  }

  std::optional<Type> Map(int depth) {
    if (!Take('(')) return Type::Map(Type(), Type());
    auto key = One(depth + 1);
    if (!key || !Take(',')) return std::nullopt;
    auto value = One(depth + 1);
    if (!value || !Take(')')) return std::nullopt;
    constexpr std::array kKeys{kDyn, kBool, kInt, kUint, kString};
    if (std::find(kKeys.begin(), kKeys.end(), key->kind()) == kKeys.end()) return std::nullopt;
    return Type::Map(*std::move(key), *std::move(value));
  }

  std::string_view text_;
};

}  // namespace

std::optional<Type> Type::Parse(std::string_view text) { return Parser(text).Whole(); }

}  // namespace charter
