#include "engine/data/pattern.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <re2/re2.h>

#include "engine/data/personal_number.h"
#include "engine/data/schema.h"

namespace charter {
namespace {

RE2::Options Options() {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  return options;
}

// Patterns come from published workflows, so the cache settles at their number; past the limit it
// starts anew, which costs time and never memory.
class PatternCache {
 public:
  std::shared_ptr<const RE2> Get(const std::string& pattern) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = compiled_.find(pattern); found != compiled_.end()) return found->second;
    }
    auto compiled = std::make_shared<const RE2>(pattern, Options());
    const std::unique_lock lock(mutex_);
    if (compiled_.size() >= kLimit) compiled_.clear();
    return compiled_.emplace(pattern, std::move(compiled)).first->second;
  }

 private:
  static constexpr std::size_t kLimit = 1024;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const RE2>> compiled_;
};

PatternCache& Cache() {
  static PatternCache cache;
  return cache;
}

}  // namespace

bool PatternFinds(const std::string& pattern, std::string_view text) {
  const std::shared_ptr<const RE2> compiled = Cache().Get(pattern);
  return compiled->ok() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled);
}

bool FitsFormat(std::string_view format, std::string_view text) {
  if (format == "date") return ParseDate(text).has_value();
  if (format == "date-time") return ParseTimestamp(text).has_value();
  if (format == "email") return PatternFinds(R"(^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$)", text);
  if (format == "uuid") return PatternFinds("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", text);
  if (format == "uri") return PatternFinds(R"(^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$)", text);
  return !IsPersonalNumber(format) || FitsPersonalNumber(format, text);
}

const std::vector<std::string>& KnownFormats() {
  static const std::vector<std::string> formats{"date", "date-time", "email", "uuid",
                                                "uri",  "id_number", "phone", "bank_account"};
  return formats;
}

tl::expected<int, std::string> CheckPattern(const std::string& pattern) {
  constexpr std::size_t kMaxBytes = 1000;
  if (pattern.size() > kMaxBytes) return tl::unexpected(std::string("longer than 1,000 bytes"));
  const RE2 compiled(pattern, Options());
  if (!compiled.ok()) return tl::unexpected(compiled.error());
  return compiled.ProgramSize();
}

}  // namespace charter
