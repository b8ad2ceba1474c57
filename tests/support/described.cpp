#include "tests/support/described.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "api/openapi/document.h"
#include "tests/support/json_schema.h"

namespace charter::test {
namespace {

using nlohmann::json;

// The documents by the ports of their servers; the same routes, the same document.
class Documents {
 public:
  void Add(std::uint16_t port, const std::vector<api::Route>& routes) {
    const std::scoped_lock lock(mutex_);
    auto& known = by_count_[routes.size()];
    if (!known) {
      known = std::make_shared<json>(json::parse(api::openapi::DocumentOf(routes, Language::kEn).dump()));
    }
    by_port_[port] = known;
  }
  void Remove(std::uint16_t port) {
    const std::scoped_lock lock(mutex_);
    by_port_.erase(port);
  }
  std::shared_ptr<const json> Find(std::uint16_t port) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_port_.find(port);
    return found == by_port_.end() ? nullptr : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::shared_ptr<const json>> by_count_;
  std::map<std::uint16_t, std::shared_ptr<const json>> by_port_;
};

Documents& AllDocuments() {
  static Documents documents;
  return documents;
}

std::vector<std::string> Segments(const std::string& path) {
  std::vector<std::string> segments;
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    if (slash > from) segments.push_back(path.substr(from, slash - from));
    from = slash + 1;
  }
  return segments;
}

bool Fits(const std::vector<std::string>& parts, const std::vector<std::string>& segments) {
  if (parts.size() != segments.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].starts_with("{") && parts[i] != segments[i]) return false;
  }
  return true;
}

// The operations at the address, or null.
const json* PathOf(const json& document, const std::string& target) {
  const auto segments = Segments(target.substr(0, target.find('?')));
  const json* found = nullptr;
  for (const auto& [path, operations] : document["paths"].items()) {
    // Literal segments before templates, as "{" sorts behind letters.
    if (found == nullptr && Fits(Segments(path), segments)) found = &operations;
  }
  return found;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

void ExpectFits(const json& document, const json& schema, const std::string& target, const Reply& reply) {
  const json body = json::parse(reply.body, nullptr, false);
  if (body.is_discarded()) {
    ADD_FAILURE() << "no JSON: " << reply.body;
    return;
  }
  JsonSchema checker(document);
  if (reply.status < 300 && target.find("fields=") != std::string::npos) checker.AllowMissing();
  for (const std::string& error : checker.Errors(schema, body)) ADD_FAILURE() << error;
}

void ExpectHeaders(const json& response, const Reply& reply) {
  const json none = json::object();
  const json& described = response.contains("headers") ? response["headers"] : none;
  for (const char* name : {"ETag", "Location", "Link", "WWW-Authenticate", "Retry-After",
                           "Content-Disposition", "Idempotency-Replayed", "Preference-Applied"}) {
    EXPECT_TRUE(reply.Header(name).empty() || described.contains(name)) << name << " is not described";
  }
  if (response.contains("content") && response["content"].dump().find("anyOf") != std::string::npos) return;
  if (reply.status >= 300 && reply.status != 401) return;
  for (const char* name : {"ETag", "Location", "WWW-Authenticate", "Content-Disposition"}) {
    EXPECT_FALSE(described.contains(name) && reply.Header(name).empty()) << name << " is missing";
  }
}

// What the server says where no operation is meant.
void ExpectProblem(const json& document, const std::string& target, const Reply& reply) {
  EXPECT_GE(reply.status, 400) << "an answer of an operation that is not described";
  EXPECT_EQ(reply.Header("Content-Type"), "application/problem+json");
  ExpectFits(document, {{"$ref", "#/components/schemas/Problem"}}, target, reply);
}

void ExpectAnswer(const json& document, const json& operation, const std::string& method,
                  const std::string& target, const Reply& reply) {
  const std::string status = std::to_string(reply.status);
  if (!operation["responses"].contains(status)) {
    ADD_FAILURE() << "the status is not described";
    return;
  }
  const json& response = operation["responses"][status];
  ExpectHeaders(response, reply);
  if (method == "HEAD") return;
  if (reply.body.empty()) {
    const bool may_be = !response.contains("content") || !reply.Header("Preference-Applied").empty();
    EXPECT_TRUE(may_be) << "a body is described, and there is none";
    return;
  }
  if (response.contains("content") && response["content"].contains("*/*")) return;
  const std::string type = reply.Header("Content-Type");
  if (!response.contains("content") || !response["content"].contains(type)) {
    ADD_FAILURE() << "the media type " << type << " is not described";
    return;
  }
  if (type.find("json") != std::string::npos)
    ExpectFits(document, response["content"][type]["schema"], target, reply);
}

}  // namespace

Described::Described(std::uint16_t port, const std::vector<api::Route>& routes) : port_(port) {
  AllDocuments().Add(port, routes);
}

Described::~Described() { AllDocuments().Remove(port_); }

void ExpectDescribed(std::uint16_t port, const std::string& method, const std::string& target,
                     const Reply& reply) {
  const auto document = AllDocuments().Find(port);
  if (document == nullptr || target == "*") return;
  SCOPED_TRACE(method + " " + target + " answered with " + std::to_string(reply.status) + ": " +
               reply.body.substr(0, 500));
  const json* path = PathOf(*document, target);
  const std::string name = method == "HEAD" ? "get" : Lower(method);
  if (path != nullptr && path->contains(name)) {
    ExpectAnswer(*document, (*path)[name], method, target, reply);
  } else if (method == "OPTIONS" && path != nullptr) {
    EXPECT_EQ(reply.status, 204);
    EXPECT_FALSE(reply.Header("Allow").empty());
  } else if (method != "HEAD") {
    ExpectProblem(*document, target, reply);
  }
}

}  // namespace charter::test
