#include "api/http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace charter::api {
namespace {

Response Text(std::string body, const std::string& type = "application/json") {
  Response response;
  response.headers.Add("Content-Type", type);
  response.body = std::move(body);
  return response;
}

Response For(const std::string& accepted, Response response) {
  Request request;
  if (!accepted.empty()) request.headers.Add("Accept-Encoding", accepted);
  Compress(request, response);
  return response;
}

std::string Unzip(std::string text) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string out(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

const std::string kLong(5'000, 'a');

TEST(Gzip, ComesOutAsItWentIn) {
  const Response response = For("br, GZIP;q=0.5", Text(kLong));
  EXPECT_LT(response.body.size(), 100U);
  EXPECT_EQ(*response.headers.Find("Content-Encoding"), "gzip");
  EXPECT_EQ(*response.headers.Find("Vary"), "Accept-Encoding");
  EXPECT_EQ(Unzip(response.body), kLong);
}

TEST(Gzip, IsForThoseWhoTakeItAlone) {
  for (const char* accepted : {"", "identity", "gzip;q=0", "gzip;q=0.000", "*", "xgzip"})
    EXPECT_EQ(For(accepted, Text(kLong)).body, kLong) << accepted;
}

TEST(Gzip, IsLeftOutWhereItDoesNotPay) {
  EXPECT_EQ(For("gzip", Text("short")).body, "short");
  EXPECT_EQ(For("gzip", Text(kLong, "image/png")).body, kLong);
  std::mt19937 random(2026);
  std::string noise;
  for (int i = 0; i < 5'000; ++i) noise += static_cast<char>(random());
  EXPECT_EQ(For("gzip", Text(noise)).body, noise);
}

}  // namespace
}  // namespace charter::api
