#include "engine/expr/zone.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <system_error>

#include "engine/expr/zone_file.h"

namespace charter::expr {
namespace {

int TwoDigits(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : -100; };
  return digit(text[0]) * 10 + digit(text[1]);
}

std::optional<std::int64_t> FixedOffset(std::string_view text) {
  const bool west = text.starts_with('-');
  if (west || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = TwoDigits(text);
  const int minutes = TwoDigits(text.substr(3));
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

// A name that is safe to look for below the database's folder: no dots, no way out of it.
bool IsZoneName(std::string_view zone) {
  constexpr std::size_t kMaxName = 64;
  if (zone.empty() || zone.size() > kMaxName || zone.front() == '/') return false;
  for (const char c : zone) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '/' && c != '_' && c != '-' && c != '+') return false;
  }
  return true;
}

// The file's contents, read once; empty where there is none. Its address stays good.
const std::string& ZoneFile(std::string_view zone) {
  static const std::string kNone;
  static std::mutex mutex;
  static std::map<std::string, std::string, std::less<>> files;
  constexpr std::size_t kMaxFiles = 1000;
  constexpr std::size_t kMaxFileSize = 65536;
  const std::scoped_lock lock(mutex);
  if (const auto found = files.find(zone); found != files.end()) return found->second;
  if (files.size() >= kMaxFiles) return kNone;
  const std::filesystem::path path = "/usr/share/zoneinfo/" + std::string(zone);
  std::error_code ignored;
  std::string contents;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, ignored)) file.open(path, std::ios::binary);
  if (file.is_open()) contents.assign(std::istreambuf_iterator<char>(file), {});
  if (contents.empty() || contents.size() > kMaxFileSize) return kNone;
  return files.emplace(std::string(zone), std::move(contents)).first->second;
}

}  // namespace

std::optional<std::int64_t> ZoneOffset(std::string_view zone, Timestamp instant) {
  if (zone == "UTC" || zone.empty()) return 0;
  if (const std::optional<std::int64_t> fixed = FixedOffset(zone)) return fixed;
  // Shanghai's rule since 1992 needs no database: a server without one works all the same.
  constexpr std::int64_t kStart1992 = 694224000;
  if (zone == "Asia/Shanghai" && instant.seconds >= kStart1992) return kShanghaiOffsetSeconds;
  if (!IsZoneName(zone)) return std::nullopt;
  return OffsetInZoneFile(ZoneFile(zone), instant.seconds);
}

}  // namespace charter::expr
