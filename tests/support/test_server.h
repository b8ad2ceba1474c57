// A whole server for tests: real HTTP on a free port, over any store, on a clock that tests move.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/charter_server.h"
#include "tests/support/described.h"
#include "tests/support/http_client.h"

namespace charter::test {

// One person's view of the server.
class Session {
 public:
  Session(std::uint16_t port, std::string token) : client_(port), token_(std::move(token)) {}

  // Answers are in English.
  Reply Get(const std::string& target, std::vector<api::NamedText> headers = {});
  Reply Send(const std::string& method, const std::string& target, std::vector<api::NamedText> headers = {},
             const std::string& body = {});
  Reply Post(const std::string& target, const std::string& body, std::vector<api::NamedText> headers = {});
  Reply Patch(const std::string& target, const nlohmann::json& body);
  Reply Delete(const std::string& target);
  // An event with its input; `if_match` is an ETag, or "" for none.
  Reply SendEvent(const std::string& item, const std::string& event, const nlohmann::json& input = nullptr,
                  const std::string& if_match = {});
  // A new item's id; a test failure and "" where it is refused.
  std::string Create(const std::string& workflow, const nlohmann::json& data,
                     const nlohmann::json& more = nlohmann::json::object());
  // What a field takes for a small text of that name, which the person uploads; a test failure where it is
  // refused.
  std::string Upload(const std::string& name);
  // The item as the person sees it, and everything that happened to it.
  nlohmann::json Item(const std::string& item);
  nlohmann::json History(const std::string& item);

 private:
  HttpClient client_;
  std::string token_;
};

// A small federation: the city above two counties, one union below each.
//   city/ - taihu/ - mill/
//         - donglin/ - shops/
class TestServer {
 public:
  // `url` as storage::OpenStore takes it.
  explicit TestServer(const std::string& url = "memory:",
                      const std::string& start = "2026-01-05T09:00:00+08:00");
  // `change` may set other options than those of a test.
  TestServer(api::OpenDatabase database, const std::string& start,
             const std::function<void(api::CharterServerOptions&)>& change);
  ~TestServer();

  // A new person with one role at a place, signed in.
  Session As(const std::string& role, const std::string& org);
  // The same person again for the same name, else a new one.
  Session Person(const std::string& id, const std::string& org, const std::vector<std::string>& roles);
  // Publishes a file of tests/ or workflows/; a test failure where it is refused.
  void Publish(const std::string& path_from_root);
  void PublishText(const std::string& yaml);

  // Moves the clock over HTTP; returns how many timers fired.
  int Advance(const std::string& period);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] api::CharterServer& server() { return *server_; }

 private:
  std::unique_ptr<api::CharterServer> server_;
  std::uint16_t port_ = 0;
  std::optional<Described> described_;
  int people_ = 0;
};

// Migrated. `url` as storage::OpenStore takes it.
api::OpenDatabase OpenForTest(const std::string& url);

// A path below the root of the source folder.
std::string SourcePath(const std::string& path_from_root);
// The text of such a file; throws where there is none.
std::string ReadSource(const std::string& path_from_root);

}  // namespace charter::test
