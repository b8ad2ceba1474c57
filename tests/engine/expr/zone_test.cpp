#include "engine/expr/zone.h"

#include <gtest/gtest.h>

#include "engine/expr/zone_file.h"

namespace charter {
namespace {

std::int64_t Hours(std::string_view zone, std::string_view at) {
  const std::optional<std::int64_t> offset = expr::ZoneOffset(zone, ParseTimestamp(at).value());
  return offset ? *offset / 3600 : 99;
}

std::int64_t ByRule(std::string_view rule, std::string_view at) {
  return expr::OffsetByRule(rule, ParseTimestamp(at).value().seconds).value_or(-1);
}

TEST(Zone, IsAnOffsetOrUtc) {
  EXPECT_EQ(Hours("UTC", "2026-01-01T00:00:00Z"), 0);
  EXPECT_EQ(Hours("+08:00", "2026-01-01T00:00:00Z"), 8);
  EXPECT_EQ(Hours("02:00", "2026-01-01T00:00:00Z"), 2);
  EXPECT_EQ(Hours("-11:00", "2026-01-01T00:00:00Z"), -11);
  for (const char* zone : {"+8:00", "+24:00", "+08:60", "+0800", "8", "+ab:cd"}) {
    EXPECT_FALSE(expr::ZoneOffset(zone, {})) << zone;
  }
}

TEST(Zone, OfShanghaiNeedsNoDatabaseSince1992) {
  EXPECT_EQ(Hours("Asia/Shanghai", "1992-01-01T00:00:00Z"), 8);
  EXPECT_EQ(Hours("Asia/Shanghai", "2026-07-01T00:00:00Z"), 8);
}

TEST(Zone, CannotLeadOutOfTheDatabase) {
  for (const char* zone :
       {"../../../etc/passwd", "/etc/passwd", "Asia", "No/Such", "Asia/Shanghai\n", ".."}) {
    EXPECT_FALSE(expr::ZoneOffset(zone, {})) << zone;
  }
}

TEST(Zone, FollowsTheRuleOfDaylightSavingTime) {
  constexpr const char* kNewYork = "EST5EDT,M3.2.0,M11.1.0";
  EXPECT_EQ(ByRule(kNewYork, "2026-03-08T06:59:59Z"), -5 * 3600);
  EXPECT_EQ(ByRule(kNewYork, "2026-03-08T07:00:00Z"), -4 * 3600);
  EXPECT_EQ(ByRule(kNewYork, "2026-11-01T05:59:59Z"), -4 * 3600);
  EXPECT_EQ(ByRule(kNewYork, "2026-11-01T06:00:00Z"), -5 * 3600);
  constexpr const char* kSydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
  EXPECT_EQ(ByRule(kSydney, "2026-01-01T00:00:00Z"), 11 * 3600);
  EXPECT_EQ(ByRule(kSydney, "2026-07-01T00:00:00Z"), 10 * 3600);
  EXPECT_EQ(ByRule("CST-8", "2026-07-01T00:00:00Z"), 8 * 3600);
  EXPECT_EQ(ByRule("<+0530>-5:30", "2026-07-01T00:00:00Z"), 5 * 3600 + 1800);
  EXPECT_EQ(ByRule("AAA0BBB,J60/0,J61/0", "2024-03-01T00:00:00Z"), 3600);
  EXPECT_EQ(ByRule("AAA0BBB,59/0,60/0", "2024-02-29T00:00:00Z"), 3600);
}

TEST(Zone, RefusesARuleThatIsNone) {
  for (const char* rule :
       {"", "A5", "EST", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0x"}) {
    EXPECT_FALSE(expr::OffsetByRule(rule, 0)) << rule;
  }
}

// A file of two 64-bit transitions, built by hand: a database need not be installed.
std::string ZoneFile() {
  const auto number = [](std::int64_t value, int bytes) {
    std::string text;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
    return text;
  };
  const auto header = [&number](int transitions, int types, int letters) {
    return "TZif2" + std::string(15, '\0') + number(0, 4) + number(0, 4) + number(0, 4) +
           number(transitions, 4) + number(types, 4) + number(letters, 4);
  };
  const auto type = [&number](std::int64_t offset) { return number(offset, 4) + std::string(2, '\0'); };
  return header(0, 1, 1) + type(0) + std::string(1, '\0') + header(2, 2, 1) + number(-1000, 8) +
         number(1000, 8) + std::string("\1\0", 2) + type(-3600) + type(7200) + std::string(1, '\0') +
         "\nCST-8\n";
}

TEST(Zone, FileIsReadByItsTransitionsAndThenByItsRule) {
  const std::string file = ZoneFile();
  EXPECT_EQ(expr::OffsetInZoneFile(file, -1001), -3600);
  EXPECT_EQ(expr::OffsetInZoneFile(file, -1000), 7200);
  EXPECT_EQ(expr::OffsetInZoneFile(file, 999), 7200);
  EXPECT_EQ(expr::OffsetInZoneFile(file, 1000), 8 * 3600);
}

TEST(Zone, FileThatIsCutShortIsRefusedAndNeverReadPast) {
  const std::string file = ZoneFile();
  for (std::size_t length = 0; length + 9 < file.size(); ++length) {
    EXPECT_FALSE(expr::OffsetInZoneFile(std::string(file, 0, length), 0)) << length;
  }
}

}  // namespace
}  // namespace charter
