// A file may come from anyone: whatever it holds, loading it ends soon, in little memory, with a place to
// look at.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <new>

#include "engine/chart/load.h"

namespace {

// Bytes in use and the most there were, counted here so that they are the same under a sanitizer.
std::atomic<std::size_t> in_use{0};
std::atomic<std::size_t> peak{0};

void* Allocate(std::size_t size) noexcept {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) return nullptr;
  const std::size_t now = in_use += malloc_usable_size(memory);
  if (now > peak) peak = now;
  return memory;
}

void Free(void* memory) {
  if (memory != nullptr) in_use -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* memory = Allocate(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { Free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { Free(memory); }

namespace charter {
namespace {

constexpr std::size_t kMiB = 1 << 20;

std::string Repeat(std::string_view piece, std::size_t bytes = kMiB) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

std::string Lines(int count, const std::function<std::string(int)>& line) {
  std::string out;
  for (int i = 0; i < count; ++i) out += line(i) + "\n";
  return out;
}

struct Spent {
  Loaded loaded;
  std::size_t bytes = 0;
  double seconds = 0;  // of the processor
};

Spent LoadAndMeasure(const std::string& source) {
  Spent spent;
  const std::size_t before = in_use;
  peak = before;
  const std::clock_t start = std::clock();
  spent.loaded = LoadChart(source);
  spent.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  spent.bytes = peak - before;
  return spent;
}

void ExpectBounded(const std::string& name, const std::string& source) {
  ASSERT_LE(source.size(), kMiB) << name;
  const Spent spent = LoadAndMeasure(source);
  EXPECT_LT(spent.bytes, 64 * kMiB) << name;
  // Generous, since a sanitized build takes ten times the time of a release.
  EXPECT_LT(spent.seconds, 20) << name;
  for (const auto& diagnostic : spent.loaded.diagnostics)
    EXPECT_LT(diagnostic.message.en.size(), 4096U) << name;
  EXPECT_LE(spent.loaded.diagnostics.size(), 500U) << name;
}

TEST(UntrustedFile, CostsLittleWhateverPieceItRepeats) {
  for (const char* piece :
       {"[",  "{",    ": ", "- ",  "-\n",  "? ",    "! ",  "!a!b ", "&a ",  "*a ",   "\"", "\"\" ", "#\n",
        "\t", "\r\n", "x ", "x\n", "x:\n", "---\n", "[],", "[? ",   "{a: ", "\"\"*", "中", "x: y\n"}) {
    ExpectBounded(piece, Repeat(piece));
  }
}

TEST(UntrustedFile, CostsLittleWhateverFollowsAnOpenBracket) {
  for (const char* open : {"[", "a: {"}) {
    for (const char* piece : {"1,", "a: b, ", "!\"\":", ": ", "? ", "a\n"}) {
      ExpectBounded(std::string(open) + piece, open + Repeat(piece, kMiB - 4));
    }
  }
}

TEST(UntrustedFile, CostsLittleWithTextsOfEveryLength) {
  ExpectBounded("a quote left open", "a: \"" + Repeat("x", kMiB - 10));
  ExpectBounded("blank lines in a quote", "a: \"" + Repeat("\n", kMiB - 10) + "\"");
  ExpectBounded("blank lines in a plain text", "a: x\n" + Repeat("\n", kMiB - 10) + " y");
  ExpectBounded("one key", Repeat("x", kMiB - 10) + ": a");
  ExpectBounded("a literal of many lines", "a: |\n" + Repeat(" x\n", kMiB - 10));
  ExpectBounded("a literal of blank lines", "a: |+\n" + Repeat("\n", kMiB - 10));
  ExpectBounded("a folded text", "a: >\n" + Repeat("  x\n x\n", kMiB - 10));
  ExpectBounded("an indentation", "a:\n" + Repeat(" ", kMiB - 10) + "b");
  ExpectBounded("long keys",
                Lines(900, [](int i) { return std::string(1000, 'x') + std::to_string(i) + ": a"; }));
  ExpectBounded("long texts",
                Lines(16, [](int i) { return "k" + std::to_string(i) + ": " + std::string(60'000, 'x'); }));
  ExpectBounded("levels",
                Lines(1400, [](int i) { return std::string(static_cast<std::size_t>(i), ' ') + "a:"; }));
}

// Files that are well-formed YAML, and hard for what comes after.
const std::string kHead = "workflow: g\nversion: 1\nroles: {lead: {}}\n";

std::string Fields(int count) {
  return "data:\n" + Lines(count, [](int i) { return "  f" + std::to_string(i) + ": {type: integer}"; });
}

std::string OneState(const std::string& entries) {
  return "initial: a\nstates:\n  z: {type: final}\n  a:\n    on: {go: {target: z, by: lead}}\n    "
         "entry:\n" +
         entries;
}

TEST(UntrustedFile, CostsLittleWithThousandsOfFieldsAndExpressions) {
  ExpectBounded("fields and expressions", kHead + Fields(5000) + OneState(Lines(8000, [](int i) {
                                            return "    - log: data.f" + std::to_string(i % 5000);
                                          })));
  ExpectBounded("unknown fields", kHead + Fields(5000) + OneState(Lines(8000, [](int i) {
                                    return "    - log: data.g" + std::to_string(i);
                                  })));
  ExpectBounded("assignments", kHead + Fields(5000) + OneState("    - assign:\n" + Lines(5000, [](int i) {
                                                                 return "        f" +
                                                                        std::to_string(4999 - i) + ": '1'";
                                                               })));
  ExpectBounded("inputs",
                kHead + Fields(4000) + "initial: a\nstates:\n  a:\n    on:\n" + Lines(3000, [](int i) {
                  return "      e" + std::to_string(i) + ": {input: {x: {type: integer}}}";
                }));
}

TEST(UntrustedFile, CostsLittleWithThousandsOfStates) {
  ExpectBounded("a chain upwards",
                kHead + "initial: s4000\nstates:\n  s0: {type: final}\n" + Lines(4000, [](int i) {
                  return "  s" + std::to_string(i + 1) + ": {on: {go: {target: s" + std::to_string(i) +
                         ", by: lead}}}";
                }));
  ExpectBounded("unknown targets", kHead + "initial: a\nstates:\n" + Lines(8000, [](int i) {
                                     return "  state_number_" + std::to_string(i) +
                                            ": {on: {go: stake_numbre_" + std::to_string(i) + "}}";
                                   }));
  ExpectBounded("many targets", kHead + "initial: a\nstates:\n  a: {on: {go: {target: [" +
                                    Repeat("s1, ", 16'000) + "s1], by: lead}}}\n  s1: {type: final}\n");
}

TEST(UntrustedFile, CostsLittleWithExpensiveRegularExpressions) {
  const std::string expensive = "(a{1,30}){1,30}";
  ExpectBounded("of fields", kHead + "data:\n" + Lines(7000, [&](int i) {
                               return "  x" + std::to_string(i) + ": {type: string, pattern: '" + expensive +
                                      "'}";
                             }));
  ExpectBounded(
      "in expressions",
      kHead + OneState(Lines(8000, [&](int) { return "    - log: \"'a'.matches('" + expensive + "')\""; })));
  ExpectBounded("a long one",
                kHead + "data: {x: {type: string, pattern: '" + Repeat("(a{1,100}){1,9}", 60'000) + "'}}\n");
}

TEST(UntrustedFile, MayHoldLongCommentsAndTexts) {
  const std::string text = "description: \"" + std::string(65'000, 'x') + "\"\n";
  const Loaded loaded =
      LoadChart(Repeat("# a comment\n", 100'000) + text + kHead + OneState("    - log: now\n"));
  EXPECT_NE(loaded.chart, nullptr);
}

struct Refused {
  const char* what;
  std::string source;
  Code code;
  Position position;
};

TEST(UntrustedFile, IsRefusedWithThePlace) {
  const std::string utf16 = std::string("\xff\xfe", 2) + std::string("a\0:\0", 4);
  for (const Refused& each : {
           Refused{"too large", std::string(kMiB + 1, 'a'), Code::yaml_limit, {0, 0}},
           Refused{"deep brackets", "a: " + std::string(100'000, '['), Code::yaml_limit, {1, 68}},
           Refused{"deep brackets over lines", Repeat("[\n", 1000), Code::yaml_limit, {65, 1}},
           Refused{"deep dashes", Repeat("- ", 1000), Code::yaml_limit, {1, 129}},
           Refused{"an open list of many", "x: 1\n[" + Repeat("b, ", 200'000), Code::yaml_limit, {2, 1}},
           Refused{"an open quote", "x: 1\na: \"" + std::string(200'000, 'b'), Code::yaml_limit, {2, 1}},
           Refused{"a list as a key", "a: 1\n[b]: c\n", Code::wrong_shape, {2, 1}},
           Refused{"a bracket left open", "a:\n  - [b, c\n", Code::wrong_shape, {2, 5}},
           Refused{"UTF-16", utf16, Code::yaml_encoding, {1, 1}},
           Refused{"UTF-16 without a mark", std::string("a\0:\0 \0", 6), Code::yaml_encoding, {1, 1}},
           Refused{"Latin-1", "a: b\nc: caf\xe9\n", Code::yaml_encoding, {2, 1}},
           Refused{"an overlong form", "a: \xc0\xaf\n", Code::yaml_encoding, {1, 1}},
           Refused{"a surrogate", "a: \xed\xa0\x80\n", Code::yaml_encoding, {1, 1}},
           Refused{"a zero byte", std::string("abcd: x\0y\n", 10), Code::yaml_encoding, {1, 8}},
           Refused{"a control character", "a: 工\x01会\n", Code::yaml_encoding, {1, 5}},
           Refused{"a C1 control character", "a: b\nc: \xc2\x9f\n", Code::yaml_encoding, {2, 4}},
           Refused{"a lone carriage return", "a: b\rc: d\n", Code::yaml_encoding, {1, 5}},
           Refused{"an escaped zero", "a: \"x\\0\"\n", Code::yaml_encoding, {1, 4}},
           Refused{"an escaped surrogate", "a: \"\\ud800\"\n", Code::yaml_syntax, {1, 11}},
           Refused{"a tab as indentation", "a:\n\t- b\n", Code::yaml_syntax, {2, 2}},
           Refused{"a second document", "a: b\n---\nc: d\n", Code::yaml_documents, {2, 1}},
           Refused{"an alias of itself", "a: &x [*x]\n", Code::yaml_alias, {1, 4}},
       }) {
    const Loaded loaded = LoadChart(each.source);
    EXPECT_EQ(loaded.chart, nullptr) << each.what;
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << each.what;
    const Diagnostic& found = loaded.diagnostics[0];
    EXPECT_EQ(Label(found.code), Label(each.code)) << each.what << ": " << found.message.en;
    EXPECT_EQ(found.position, each.position) << each.what << " at " << found.position.line << ":"
                                             << found.position.column << ": " << found.message.en;
  }
}

TEST(UntrustedFile, MayStartWithAByteOrderMarkAndEndItsLinesAsWindowsDoes) {
  const Loaded loaded = LoadChart("\xef\xbb\xbfworkflow: g\r\nversion: one\r\n");
  ASSERT_FALSE(loaded.diagnostics.empty());
  const bool told =
      std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(), [](const Diagnostic& d) {
        return d.code == Code::wrong_shape && d.position == Position{2, 10};
      });
  EXPECT_TRUE(told);
}

TEST(UntrustedFile, CountsColumnsInCharactersAfterChinese) {
  const Loaded loaded = LoadChart("workflow: g\ntitle: {zh: 基层工会, eng: b}\n");
  const bool told =
      std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(), [](const Diagnostic& d) {
        return d.code == Code::unknown_key && d.position == Position{2, 19};
      });
  EXPECT_TRUE(told);
}

TEST(UntrustedFile, GetsNoMoreThanTwoHundredErrorsAndNoChartThen) {
  const Loaded loaded = LoadChart(kHead + OneState(Lines(500, [](int) { return "    - log: nothing"; })));
  EXPECT_EQ(loaded.chart, nullptr);
  EXPECT_EQ(loaded.diagnostics.size(), 200U);
}

TEST(UntrustedFile, IsNotQuotedAtFullLengthInAMessage) {
  const Loaded loaded = LoadChart(kHead + std::string(60'000, 'k') + ": 1\n");
  for (const auto& diagnostic : loaded.diagnostics) EXPECT_LT(diagnostic.message.en.size(), 600U);
}

}  // namespace
}  // namespace charter
