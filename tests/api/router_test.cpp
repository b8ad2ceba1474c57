#include "api/http/router.h"

#include <gtest/gtest.h>

namespace charter::api {
namespace {

Router ThreeRoutes() {
  const Handler nothing = [](const Call&) -> Answer { return Response{}; };
  return Router({{.method = "GET", .path = "/v1/items", .handler = nothing},
                 {.method = "POST", .path = "/v1/items", .handler = nothing},
                 {.method = "GET", .path = "/v1/items/{id}", .handler = nothing}});
}

TEST(Router, FindsTheRouteAndTheValuesInItsPath) {
  const Router router = ThreeRoutes();
  const auto match = router.Find("GET", {"v1", "items", "i-7"});
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->path, "/v1/items/{id}");
  EXPECT_EQ(match.path, (std::vector<NamedText>{{"id", "i-7"}}));
}

TEST(Router, AnswersHeadByTheRouteOfGet) {
  const Router router = ThreeRoutes();
  EXPECT_EQ(router.Find("HEAD", {"v1", "items"}).route, &router.routes()[0]);
}

TEST(Router, NamesTheMethodsThatAnAddressTakes) {
  const Router router = ThreeRoutes();
  const auto match = router.Find("DELETE", {"v1", "items"});
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, (std::vector<std::string>{"GET", "HEAD", "POST", "OPTIONS"}));
}

TEST(Router, KnowsNoOtherAddress) {
  const Router router = ThreeRoutes();
  for (const auto& segments :
       std::vector<std::vector<std::string>>{{}, {"v1"}, {"v1", "items", "a", "b"}, {"items"}}) {
    EXPECT_TRUE(router.Find("GET", segments).allowed.empty());
  }
}

}  // namespace
}  // namespace charter::api
