#include "engine/expr/zone_file.h"

#include <cstddef>

namespace charter::expr {
namespace {

// The header's counts, in its order.
struct Header {
  char version = 0;
  std::size_t utc_flags = 0;
  std::size_t standard_flags = 0;
  std::size_t leaps = 0;
  std::size_t transitions = 0;
  std::size_t types = 0;
  std::size_t letters = 0;
};

constexpr std::size_t kHeaderSize = 44;
constexpr std::size_t kTypeSize = 6;

std::int64_t Number(std::string_view bytes) {
  std::uint64_t number = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) number = number << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(number);
}

std::optional<Header> ReadHeader(std::string_view file) {
  if (file.size() < kHeaderSize || !file.starts_with("TZif")) return std::nullopt;
  const auto count = [file](std::size_t i) {
    return static_cast<std::size_t>(Number(file.substr(20 + 4 * i, 4)) & 0xFFFFFF);
  };
  return Header{file[4], count(0), count(1), count(2), count(3), count(4), count(5)};
}

std::size_t BodySize(const Header& header, std::size_t time_size) {
  return header.transitions * (time_size + 1) + header.types * kTypeSize + header.letters +
         header.leaps * (time_size + 4) + header.standard_flags + header.utc_flags;
}

}  // namespace

std::optional<std::int64_t> OffsetInZoneFile(std::string_view file, std::int64_t instant_seconds) {
  // The first block has times of 32 bits; from version 2 on another with 64 bits follows.
  std::optional<Header> header = ReadHeader(file);
  if (!header || header->version < '2') return std::nullopt;
  const std::size_t skipped = kHeaderSize + BodySize(*header, 4);
  if (skipped > file.size()) return std::nullopt;
  file.remove_prefix(skipped);
  header = ReadHeader(file);
  if (!header || header->types == 0) return std::nullopt;
  const std::size_t size = BodySize(*header, 8);
  if (kHeaderSize + size > file.size()) return std::nullopt;
  const std::string_view times = file.substr(kHeaderSize, header->transitions * 8);
  const std::string_view indices = file.substr(kHeaderSize + times.size(), header->transitions);
  const std::string_view types =
      file.substr(kHeaderSize + times.size() + indices.size(), header->types * kTypeSize);

  std::size_t passed = 0;  // transitions at or before the instant
  std::size_t end = header->transitions;
  while (passed < end) {
    const std::size_t middle = passed + (end - passed) / 2;
    if (Number(times.substr(middle * 8, 8)) <= instant_seconds) {
      passed = middle + 1;
    } else {
      end = middle;
    }
  }
  if (passed == header->transitions) {
    std::string_view rule = file.substr(kHeaderSize + size);
    if (rule.size() > 2 && rule.front() == '\n' && rule.back() == '\n') {
      return OffsetByRule(rule.substr(1, rule.size() - 2), instant_seconds);
    }
  }
  const std::size_t type = passed == 0 ? 0 : static_cast<unsigned char>(indices[passed - 1]);
  if (type >= header->types) return std::nullopt;
  return Number(types.substr(type * kTypeSize, 4));
}

}  // namespace charter::expr
