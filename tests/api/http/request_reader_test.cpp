#include "api/http/request_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace charter::api {
namespace {

using State = RequestReader::State;
using std::string_literals::operator""s;

const Limits kLimits;

// "400 CH3100", "GET /path [body]", or "more".
std::string Outcome(const RequestReader& reader) {
  if (reader.state() == State::kRefused)
    return std::to_string(StatusOf(reader.problem().code)) + " " + Label(reader.problem().code);
  if (reader.state() != State::kComplete) return "more";
  return reader.request().method + " " + reader.request().target + " [" + reader.request().body + "]";
}

// Fed in pieces of that size; what is left over is appended to the outcome.
std::string Read(std::string_view bytes, std::size_t piece, const Limits& limits = kLimits) {
  RequestReader reader(limits);
  std::size_t used = 0;
  while (used < bytes.size() && reader.state() != State::kComplete && reader.state() != State::kRefused) {
    const std::string part(bytes.substr(used, piece));  // a copy of its own: reading past it is noticed
    used += reader.Take(part);
  }
  if (reader.state() == State::kRefused) return Outcome(reader);
  return Outcome(reader) + (used < bytes.size() ? " + " + std::string(bytes.substr(used)) : "");
}

std::string Get(const std::string& fields) { return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }
std::string Post(const std::string& fields, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string Chunked(const std::string& body) { return Post("Transfer-Encoding: chunked\r\n", body); }

struct Case {
  std::string name;
  std::string bytes;
  std::string outcome;
};

class Reading : public testing::TestWithParam<Case> {};

TEST_P(Reading, ComesOutTheSameHoweverTheBytesArrive) {
  const Case& each = GetParam();
  EXPECT_EQ(Read(each.bytes, each.bytes.size()), each.outcome);
  for (const std::size_t piece : {1, 2, 3, 7, 64}) EXPECT_EQ(Read(each.bytes, piece), each.outcome) << piece;
}

const std::string kMalformed = "400 CH3100";

INSTANTIATE_TEST_SUITE_P(
    Valid, Reading,
    testing::Values(
        Case{"get", Get(""), "GET / []"}, Case{"one_empty_line_before", "\r\n" + Get(""), "GET / []"},
        Case{"length", Post("Content-Length: 5\r\n", "hello"), "POST / [hello]"},
        Case{"length_zero", Post("Content-Length: 0\r\n", ""), "POST / []"},
        Case{"leading_zeros_of_a_length", Post("Content-Length: 005\r\n", "hello"), "POST / [hello]"},
        Case{"next_request_is_left", Post("Content-Length: 2\r\n", "hiGET"), "POST / [hi] + GET"},
        Case{"no_length_is_no_body", Post("", "GET"), "POST / [] + GET"},
        Case{"chunks", Chunked("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"), "POST / [hello!]"},
        Case{"no_chunk_but_the_last", Chunked("0\r\n\r\n"), "POST / []"},
        Case{"chunk_size_in_hex", Chunked("0A\r\n0123456789\r\n0\r\n\r\n"), "POST / [0123456789]"},
        Case{"chunk_extension", Chunked("2;a=b;c=\"d\"\r\nhi\r\n0;x\r\n\r\n"), "POST / [hi]"},
        Case{"chunks_then_next_request", Chunked("2\r\nhi\r\n0\r\n\r\nGET"), "POST / [hi] + GET"},
        Case{"trailer_is_dropped", Chunked("2\r\nhi\r\n0\r\nX-Late: 1\r\n\r\n"), "POST / [hi]"},
        Case{"chunked_in_capitals", Post("TRANSFER-ENCODING: CHUNKED\r\n", "0\r\n\r\n"), "POST / []"},
        Case{"http_1_0_without_host", "GET / HTTP/1.0\r\n\r\n", "GET / []"},
        Case{"query", "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a?b=c []"},
        Case{"absolute_form", "GET http://a.b:80/c?d HTTP/1.1\r\nHost: a\r\n\r\n", "GET /c?d []"},
        Case{"absolute_form_without_path", "GET HTTPS://a.b HTTP/1.1\r\nHost: a\r\n\r\n", "GET / []"},
        Case{"absolute_form_with_query_alone", "GET http://a.b?c HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?c []"},
        Case{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * []"},
        Case{"ipv6_host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET / []"},
        Case{"tab_within_a_value", Get("X: a\tb\r\n"), "GET / []"},
        Case{"bytes_beyond_ascii_in_a_value", Get("X: \xE4\xB9\xA6\r\n"), "GET / []"},
        Case{"not_yet_whole", "GET / HTTP/1.1\r\nHost: a\r\n", "more"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    TwoReadersCouldDiffer, Reading,
    testing::Values(
        Case{"length_with_junk", Post("Content-Length: 5abc\r\n", "hello"), kMalformed},
        Case{"length_of_junk", Post("Content-Length: abc\r\n", ""), kMalformed},
        Case{"length_empty", Post("Content-Length:\r\n", ""), kMalformed},
        Case{"length_negative", Post("Content-Length: -1\r\n", ""), kMalformed},
        Case{"length_with_plus", Post("Content-Length: +5\r\n", "hello"), kMalformed},
        Case{"length_in_hex", Post("Content-Length: 0x5\r\n", "hello"), kMalformed},
        Case{"length_past_64_bits", Post("Content-Length: 18446744073709551616\r\n", ""), kMalformed},
        Case{"length_with_space_within", Post("Content-Length: 1 0\r\n", ""), kMalformed},
        Case{"length_twice_the_same", Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
             kMalformed},
        Case{"length_twice", Post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), kMalformed},
        Case{"length_as_a_list", Post("Content-Length: 5, 5\r\n", "hello"), kMalformed},
        Case{"length_then_coding", Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             kMalformed},
        Case{"coding_then_length", Post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
             kMalformed},
        Case{"coding_unknown_beside_length", Post("Transfer-Encoding: x\r\nContent-Length: 5\r\n", "hello"),
             kMalformed},
        Case{"coding_chu", Post("Transfer-Encoding: chu\r\n", "0\r\n\r\n"), kMalformed},
        Case{"coding_xchunked", Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), kMalformed},
        Case{"coding_empty", Post("Transfer-Encoding:\r\n", ""), kMalformed},
        Case{"coding_identity", Post("Transfer-Encoding: identity\r\n", ""), kMalformed},
        Case{"coding_in_quotes", Post("Transfer-Encoding: \"chunked\"\r\n", ""), kMalformed},
        Case{"coding_with_parameter", Post("Transfer-Encoding: chunked;q=1\r\n", ""), kMalformed},
        Case{"coding_chunked_not_last", Post("Transfer-Encoding: chunked, gzip\r\n", ""), kMalformed},
        Case{"coding_chunked_twice", Post("Transfer-Encoding: chunked, chunked\r\n", ""), kMalformed},
        Case{"coding_twice", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
             kMalformed},
        Case{"coding_behind_a_vertical_tab", Post("Transfer-Encoding: \vchunked\r\n", ""), kMalformed},
        Case{"coding_in_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             kMalformed},
        Case{"space_before_colon", Post("Content-Length : 5\r\n", "hello"), kMalformed},
        Case{"tab_before_colon", Post("Transfer-Encoding\t: chunked\r\n", ""), kMalformed},
        Case{"folded", Post("X: a\r\n b\r\n", ""), kMalformed},
        Case{"folded_with_tab", Post("Transfer-Encoding:\r\n\tchunked\r\n", ""), kMalformed},
        Case{"folded_first_field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", kMalformed},
        Case{"bare_line_feed", "GET / HTTP/1.1\nHost: a\n\n", kMalformed},
        Case{"bare_line_feed_after_a_field", "GET / HTTP/1.1\r\nHost: a\n\r\n", kMalformed},
        Case{"bare_carriage_return", Get("X: a\rContent-Length: 5\r\n"), kMalformed},
        Case{"nul_in_value", Get("X: a\0b\r\n"s), kMalformed},
        Case{"nul_in_name", Get("X\0: a\r\n"s), kMalformed},
        Case{"nul_in_target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, kMalformed},
        Case{"empty_name", Get(": a\r\n"), kMalformed}, Case{"no_colon", Get("X\r\n"), kMalformed},
        Case{"two_empty_lines_before", "\r\n\r\n" + Get(""), kMalformed},
        Case{"chunk_size_empty", Chunked("\r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_size_with_prefix", Chunked("0x5\r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_size_negative", Chunked("-1\r\n"), kMalformed},
        Case{"chunk_size_with_space", Chunked("5 \r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_size_behind_space", Chunked(" 5\r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_size_past_64_bits", Chunked("10000000000000000\r\n"), kMalformed},
        Case{"chunk_longer_than_said", Chunked("2\r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_line_of_line_feed_alone", Chunked("5\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"chunk_extension_of_junk", Chunked("5;\x01\r\nhello\r\n0\r\n\r\n"), kMalformed},
        Case{"trailer_that_gives_a_length", Chunked("0\r\nContent-Length: 5\r\n\r\n"), kMalformed},
        Case{"trailer_that_gives_a_coding", Chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), kMalformed}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    RequestLine, Reading,
    testing::Values(
        Case{"host_missing", "GET / HTTP/1.1\r\n\r\n", kMalformed},
        Case{"host_twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", kMalformed},
        Case{"host_of_two", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", kMalformed},
        Case{"host_with_a_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", kMalformed},
        Case{"host_with_a_person", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", kMalformed},
        Case{"version_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505 CH3106"},
        Case{"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 CH3106"},
        Case{"version_1_2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505 CH3106"},
        Case{"version_0_9", "GET / HTTP/0.9\r\n\r\n", "505 CH3106"},
        Case{"version_missing", "GET /\r\n\r\n", kMalformed},
        Case{"version_of_junk", "GET / HTTP/1.x\r\nHost: a\r\n\r\n", kMalformed},
        Case{"version_in_small_letters", "GET / http/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"space_at_the_end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", kMalformed},
        Case{"tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"no_method", " / HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"method_of_junk", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"method_unknown", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501 CH3104"},
        Case{"method_in_small_letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", "501 CH3104"},
        Case{"coding_unknown", Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501 CH3104"},
        Case{"target_without_slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"target_with_fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"asterisk_for_get", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"authority_form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"absolute_form_of_another_scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"absolute_form_with_a_person", "GET http://b@a/ HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"absolute_form_without_host", "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n", kMalformed},
        Case{"tls_hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, kMalformed}),
    [](const auto& test) { return test.param.name; });

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

INSTANTIATE_TEST_SUITE_P(
    Oversized, Reading,
    testing::Values(
        Case{"line_at_the_limit", "GET /" + std::string(8192 - 14, 'a') + " HTTP/1.0\r\n\r\n",
             "GET /" + std::string(8192 - 14, 'a') + " []"},
        Case{"line_past_the_limit", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
             "414 CH3102"},
        Case{"line_without_end", std::string(8200, 'a'), "414 CH3102"},
        Case{"field_past_the_limit", Get("X: " + std::string(32 * 1024, 'a') + "\r\n"), "431 CH3103"},
        Case{"field_without_end", "GET / HTTP/1.1\r\nX: " + std::string(33 * 1024, 'a'), "431 CH3103"},
        Case{"fields_at_the_limit", Get(Repeated("X: a\r\n", 99)), "GET / []"},
        Case{"fields_past_the_limit", Get(Repeated("X: a\r\n", 100)), "431 CH3103"},
        Case{"body_past_the_limit", Post("Content-Length: 8388609\r\n", ""), "413 CH4002"},
        Case{"body_of_an_exabyte", Post("Content-Length: 1152921504606846976\r\n", ""), "413 CH4002"},
        Case{"chunk_past_the_limit", Chunked("800001\r\n"), "413 CH4002"},
        Case{"chunk_of_7fffffffffffffff", Chunked("7fffffffffffffff\r\n"), "413 CH4002"},
        Case{"chunk_of_ffffffffffffffff", Chunked("ffffffffffffffff\r\n"), "413 CH4002"},
        Case{"chunk_line_without_end", Chunked("5;" + std::string(2000, 'a')), kMalformed},
        Case{"chunk_size_of_zeros_without_end", Chunked(std::string(2000, '0')), kMalformed},
        Case{"chunk_extensions_in_every_chunk",
             Chunked(Repeated("1;" + std::string(900, 'a') + "\r\nx\r\n", 5)), kMalformed},
        Case{"trailer_without_end", Chunked("0\r\nX: " + std::string(2000, 'a')), kMalformed}),
    [](const auto& test) { return test.param.name; });

TEST(RequestReader, TakesABodyOfEightMebibytes) {
  const std::string body(8UL * 1024 * 1024, 'a');
  EXPECT_EQ(Read(Post("Content-Length: 8388608\r\n", body), 4096), "POST / [" + body + "]");
  EXPECT_EQ(Read(Chunked("800000\r\n" + body + "\r\n0\r\n\r\n"), 4096), "POST / [" + body + "]");
  EXPECT_EQ(Read(Chunked("800000\r\n" + body + "\r\n1\r\n"), 4096), "413 CH4002");
}

TEST(RequestReader, KeepsFieldsInTheirOrderAndNothingOfTheTrailers) {
  RequestReader reader(kLimits);
  reader.Take(
      "POST / HTTP/1.1\r\nHost: a\r\nX-One:  1 \r\ntransfer-encoding: chunked\r\n\r\n0\r\nX-Late: 1\r\n\r\n");
  ASSERT_EQ(reader.state(), State::kComplete);
  const std::vector<NamedText> expected{{"Host", "a"}, {"X-One", "1"}, {"transfer-encoding", "chunked"}};
  EXPECT_EQ(reader.request().headers.all(), expected);
}

bool KeepsAlive(const std::string& line_and_fields) {
  RequestReader reader(kLimits);
  reader.Take(line_and_fields + "Host: a\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kComplete);
  return reader.keep_alive();
}

TEST(RequestReader, GoesByTheDefaultsOfTheVersionWhereNothingIsSaidOfTheConnection) {
  EXPECT_TRUE(KeepsAlive("GET / HTTP/1.1\r\n"));
  EXPECT_TRUE(KeepsAlive("GET / HTTP/1.1\r\nConnection: keep-alive\r\n"));
  EXPECT_FALSE(KeepsAlive("GET / HTTP/1.1\r\nConnection: close\r\n"));
  EXPECT_FALSE(KeepsAlive("GET / HTTP/1.1\r\nConnection: TE, Close\r\n"));
  EXPECT_FALSE(KeepsAlive("GET / HTTP/1.0\r\n"));
  EXPECT_TRUE(KeepsAlive("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n"));
}

TEST(RequestReader, KnowsWhoWaitsForContinue) {
  RequestReader reader(kLimits);
  reader.Take(Post("Expect: 100-Continue\r\nContent-Length: 2\r\n", ""));
  EXPECT_TRUE(reader.awaits_continue());
  reader.Take("h");
  EXPECT_FALSE(reader.awaits_continue());

  RequestReader bodiless(kLimits);
  bodiless.Take(Get("Expect: 100-continue\r\n"));
  EXPECT_FALSE(bodiless.awaits_continue());
  RequestReader at_once(kLimits);
  at_once.Take(Post("Expect: 100-continue\r\nContent-Length: 2\r\n", "h"));
  EXPECT_FALSE(at_once.awaits_continue());
  RequestReader old(kLimits);
  old.Take("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_FALSE(old.awaits_continue());
}

TEST(RequestReader, ReadsTheNextRequestAfterAReset) {
  RequestReader reader(kLimits);
  reader.Take(Chunked("2\r\nhi\r\n0\r\n\r\n"));
  reader.Reset();
  EXPECT_EQ(reader.state(), State::kEmpty);
  reader.Take(Get("Connection: close\r\n"));
  EXPECT_EQ(Outcome(reader), "GET / []");
  EXPECT_FALSE(reader.keep_alive());
}

TEST(RequestReader, EndsOrRefusesWhateverComes) {
  std::mt19937 random(2026);
  const std::vector<std::string> words{"GET ",
                                       "/ ",
                                       "HTTP/1.1",
                                       "\r\n",
                                       "\n",
                                       "Host: a",
                                       "Content-Length: ",
                                       "5",
                                       "chunked",
                                       "Transfer-Encoding: ",
                                       "0",
                                       ";",
                                       " ",
                                       "\t",
                                       "\x80",
                                       "a",
                                       ":",
                                       "\r",
                                       "ffff",
                                       ","};
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    RequestReader reader(kLimits);
    if (i % 2 == 0) reader.Take(i % 4 == 0 ? "POST / HTTP/1.1\r\nHost: a\r\n" : Chunked(""));
    for (int j = 0; j < 40 && reader.state() != State::kComplete && reader.state() != State::kRefused; ++j) {
      const bool word = random() % 4 != 0;
      const std::string part =
          word ? words[random() % words.size()] : std::string(1, static_cast<char>(random()));
      ASSERT_LE(reader.Take(part), part.size());
    }
    refused += reader.state() == State::kRefused ? 1 : 0;
  }
  EXPECT_GT(refused, 10'000);
}

}  // namespace
}  // namespace charter::api
