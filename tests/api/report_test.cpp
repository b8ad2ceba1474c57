// Printed pages over HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kPosting = R"yaml(workflow: posting
version: 1
title: {zh: 公示事项, en: Posting}
number: "GS-{year}-{seq:3}"
label: data.name
roles:
  office: {title: {zh: 办公室, en: Office}}
  member: {title: {zh: 会员, en: Member}}
create: {by: office}
data: {name: {type: string, required: true, title: {zh: 名称, en: Name}}}
initial: shown
states:
  shown:
    title: {zh: 公示, en: Shown}
    invoke:
      - {id: poster, type: notice, for: 5 workdays, decide: office, object: member, done: over}
  over: {type: final, title: {zh: 结束, en: Over}}
)yaml";

class AReport : public testing::Test {
 protected:
  AReport() {
    server_.PublishText(kPosting);
    item_ = office_.Create("posting", {{"name", "<b>驿站</b>"}});
  }
  Reply Get(const std::string& rest, std::vector<api::NamedText> headers = {}) {
    return office_.Get("/v1/items/" + item_ + "/reports/" + rest, std::move(headers));
  }

  TestServer server_;
  Session office_ = server_.As("office", "taihu");
  std::string item_;
};

TEST_F(AReport, IsAPageOfItsOwn) {
  const Reply reply = Get("poster");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(*reply.headers.Find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(reply.body, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(reply.body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(reply.body, HasSubstr("&lt;b&gt;驿站&lt;/b&gt;"));
  EXPECT_THAT(reply.body, Not(HasSubstr("<b>")));
  EXPECT_THAT(reply.body, HasSubstr("It stands from 2026-01-05 to 2026-01-12."));
}

TEST_F(AReport, IsChineseForWhoeverReadsChinese) {
  const Reply reply = Get("notice", {{"Accept-Language", "zh-CN"}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_THAT(reply.body, HasSubstr("公示期自2026年1月5日起至2026年1月12日止。"));
}

TEST_F(AReport, IsASpreadsheetWhereThatIsAskedFor) {
  for (const Reply& reply : {Get("poster?format=csv"), Get("poster", {{"Accept", "text/csv"}})}) {
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(*reply.headers.Find("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_THAT(reply.body, StartsWith("\xEF\xBB\xBF"));
    EXPECT_THAT(reply.body, HasSubstr("Number,GS-2026-001\r\n"));
    EXPECT_THAT(*reply.headers.Find("Content-Disposition"), HasSubstr(".csv"));
  }
}

TEST_F(AReport, IsNotThereForOthersOrByOtherNames) {
  EXPECT_EQ(Get("poster?format=pdf").status, 400);
  EXPECT_EQ(Get("shown").status, 404);
  EXPECT_EQ(server_.As("office", "donglin").Get("/v1/items/" + item_ + "/reports/poster").status, 404);
}

}  // namespace
}  // namespace charter::test
