#include "tests/support/test_server.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "api/calendar_file.h"
#include "api/log.h"
#include "api/preset_files.h"
#include "storage/open_store.h"

namespace charter::test {
namespace {

using nlohmann::json;

const TenantId kTenant("city");

std::vector<Organization> SmallFederation() {
  return {
      {OrgId("city"), std::nullopt, "municipal_federation", {"市总工会", "City Federation"}, "city/"},
      {OrgId("taihu"),
       OrgId("city"),
       "county_federation",
       {"太湖区总工会", "Taihu Federation"},
       "city/taihu/"},
      {OrgId("donglin"),
       OrgId("city"),
       "county_federation",
       {"东林区总工会", "Donglin Federation"},
       "city/donglin/"},
      {OrgId("mill"), OrgId("taihu"), "grassroots_union", {"纺织厂工会", "Mill Union"}, "city/taihu/mill/"},
      {OrgId("shops"),
       OrgId("donglin"),
       "grassroots_union",
       {"商圈工会", "Shops Union"},
       "city/donglin/shops/"}};
}

}  // namespace

Reply Session::Get(const std::string& target, std::vector<api::NamedText> headers) {
  return Send("GET", target, std::move(headers));
}

Reply Session::Send(const std::string& method, const std::string& target, std::vector<api::NamedText> headers,
                    const std::string& body) {
  headers.emplace_back("Authorization", "Bearer " + token_);
  headers.emplace_back("Accept-Language", "en");
  return client_.Send(method, target, headers, body);
}

Reply Session::Post(const std::string& target, const std::string& body, std::vector<api::NamedText> headers) {
  headers.emplace_back("Authorization", "Bearer " + token_);
  headers.emplace_back("Accept-Language", "en");
  return client_.Send("POST", target, headers, body);
}

Reply Session::Patch(const std::string& target, const json& body) {
  return client_.Send("PATCH", target, {{"Authorization", "Bearer " + token_}, {"Accept-Language", "en"}},
                      body.dump());
}

Reply Session::Delete(const std::string& target) {
  return client_.Send("DELETE", target, {{"Authorization", "Bearer " + token_}, {"Accept-Language", "en"}});
}

Reply Session::SendEvent(const std::string& item, const std::string& event, const json& input,
                         const std::string& if_match) {
  json body{{"event", event}};
  if (!input.is_null()) body["input"] = input;
  std::vector<api::NamedText> headers;
  if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
  return Post("/v1/items/" + item + "/events", body.dump(), headers);
}

std::string Session::Create(const std::string& workflow, const json& data, const json& more) {
  json body{{"workflow", workflow}, {"data", data}};
  body.update(more);
  const Reply reply = Post("/v1/items", body.dump());
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.status == 201 ? json::parse(reply.body)["id"].get<std::string>() : std::string();
}

std::string Session::Upload(const std::string& name) {
  const Reply reply = Post("/v1/files?name=" + api::PercentEncode(name), "a document: " + name);
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.status == 201 ? json::parse(reply.body)["ref"].get<std::string>() : std::string();
}

json Session::Item(const std::string& item) { return json::parse(Get("/v1/items/" + item).body); }

json Session::History(const std::string& item) {
  return json::parse(Get("/v1/items/" + item + "/history?limit=200").body);
}

api::OpenDatabase OpenForTest(const std::string& url) {
  storage::OpenOptions options;
  options.migrate = true;
  const std::shared_ptr<storage::OpenedStore> opened = storage::OpenStore(url, options);
  return {std::shared_ptr<Store>(opened, &opened->store()),
          std::shared_ptr<Directory>(opened, &opened->directory()),
          std::shared_ptr<Files>(opened, &opened->files())};
}

TestServer::TestServer(const std::string& url, const std::string& start)
    : TestServer(OpenForTest(url), start, [](api::CharterServerOptions&) {}) {}

TestServer::TestServer(api::OpenDatabase database, const std::string& start,
                       const std::function<void(api::CharterServerOptions&)>& change) {
  // The requests of a test are its own business.
  api::SetLogSink([](const std::string&) {});
  api::CharterServerOptions options;
  options.http = {"127.0.0.1", 0, 2};
  options.simulated_start = ParseTimestamp(start);
  // Timers fire when a test moves the clock, and at no other time.
  options.timer_loop = false;
  // Safe passwords take their time.
  options.passwords = {1, 8192, 2};
  options.gate.home = kTenant;
  options.gate.refusals = {};
  change(options);
  server_ =
      std::make_unique<api::CharterServer>(std::move(database), api::ReadCalendar(SourcePath("workflows")),
                                           options, api::ReadPresets(SourcePath("workflows")));
  server_->directory().PutOrganizations(kTenant, SmallFederation());
  port_ = server_->Start();
  described_.emplace(port_, server_->application().router().routes());
}

TestServer::~TestServer() {
  server_->Stop();
  api::SetLogSink({});
}

Session TestServer::As(const std::string& role, const std::string& org) {
  return Person("p" + std::to_string(++people_), org, {role});
}

Session TestServer::Person(const std::string& id, const std::string& org,
                           const std::vector<std::string>& roles) {
  Directory& directory = server_->directory();
  directory.PutPerson(kTenant, {PersonId(id), "Person " + id, OrgId(org)});
  for (const std::string& role : roles) directory.AddGrant(kTenant, PersonId(id), {role, OrgId(org), {}});
  const Timestamp now = server_->wall_clock().Now();
  return {port_, server_->identity().Issue(kTenant, PersonId(id), {now.seconds + 3600, 0})};
}

void TestServer::Publish(const std::string& path_from_root) { PublishText(ReadSource(path_from_root)); }

void TestServer::PublishText(const std::string& yaml) {
  const Reply reply =
      As("administrator", "city").Post("/v1/workflows", yaml, {{"Content-Type", "application/yaml"}});
  EXPECT_EQ(reply.status, 201) << reply.body;
}

int TestServer::Advance(const std::string& period) {
  const Reply reply = As("administrator", "city").Post("/v1/clock", json{{"advance", period}}.dump());
  EXPECT_EQ(reply.status, 200) << reply.body;
  return reply.status == 200 ? json::parse(reply.body)["fired"].get<int>() : -1;
}

std::string SourcePath(const std::string& path_from_root) { return CHARTER_SOURCE_DIR "/" + path_from_root; }

std::string ReadSource(const std::string& path_from_root) {
  const std::ifstream file(SourcePath(path_from_root), std::ios::binary);
  if (!file) throw std::runtime_error("no file " + path_from_root);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace charter::test
