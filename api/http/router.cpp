#include "api/http/router.h"

namespace charter::api {
namespace {

bool IsParameter(const std::string& part) { return part.front() == '{'; }

bool Fits(const std::vector<std::string>& parts, const std::vector<std::string>& segments,
          std::vector<NamedText>& values) {
  if (parts.size() != segments.size()) return false;
  values.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (IsParameter(parts[i])) {
      values.emplace_back(parts[i].substr(1, parts[i].size() - 2), segments[i]);
    } else if (parts[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) {
    templates_.push_back(ParseTarget(route.path).value_or(Target{}).segments);
  }
}

Router::Match Router::Find(std::string_view method, const std::vector<std::string>& segments) const {
  Match match;
  std::vector<NamedText> values;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!Fits(templates_[i], segments, values)) continue;
    const Route& route = routes_[i];
    match.allowed.push_back(route.method);
    if (route.method == "GET") match.allowed.emplace_back("HEAD");
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      match.route = &route;
      match.path = values;
    }
  }
  if (!match.allowed.empty()) match.allowed.emplace_back("OPTIONS");
  return match;
}

}  // namespace charter::api
