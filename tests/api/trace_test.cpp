#include "api/trace.h"

#include <gtest/gtest.h>

namespace charter::api {
namespace {

std::string Trace(const std::string& parent) {
  Headers headers;
  headers.Add("Traceparent", parent);
  return TraceOf(headers).value_or("none");
}

TEST(Trace, IsTheSecondPartOfTraceparent) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  EXPECT_EQ(Trace("00-" + trace + "-b7ad6b7169203331-01"), trace);
  EXPECT_EQ(Trace("01-" + trace + "-b7ad6b7169203331-01-later"), trace);
}

TEST(Trace, IsNotTakenFromWhatIsNoTraceparent) {
  for (const char* parent : {"", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                             "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                             "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                             "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                             "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                             "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                             "00-0af7651916cd43dd8448eb211c80319\"-b7ad6b7169203331-01"})
    EXPECT_EQ(Trace(parent), "none") << parent;
  Headers two;
  two.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  two.Add("traceparent", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  EXPECT_FALSE(TraceOf(two));
  EXPECT_FALSE(TraceOf({}));
}

}  // namespace
}  // namespace charter::api
