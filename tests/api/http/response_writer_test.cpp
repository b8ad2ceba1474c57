#include "api/http/response_writer.h"

#include <gtest/gtest.h>

namespace charter::api {
namespace {

TEST(ResponseWriter, WritesTheDateAsHttpWantsIt) {
  EXPECT_EQ(HttpDate(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(HttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(HttpDate(1'709'164'800), "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST(ResponseWriter, LeavesAFieldOutThatWouldEndTheHead) {
  Response response;
  response.headers.Add("Location", "/a\r\nSet-Cookie: b");
  response.headers.Add("X\nY", "z");
  response.headers.Add("ETag", "\"7\"");
  EXPECT_EQ(
      WriteResponse(response, false, Persistence::kDefault, 0),
      "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nETag: \"7\"\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, NamesEveryStatusThatIsInUse) {
  EXPECT_EQ(ReasonOf(200), "OK");
  EXPECT_EQ(ReasonOf(422), "Unprocessable Entity");
  EXPECT_EQ(ReasonOf(428), "Precondition Required");
  EXPECT_EQ(ReasonOf(431), "Request Header Fields Too Large");
}

}  // namespace
}  // namespace charter::api
