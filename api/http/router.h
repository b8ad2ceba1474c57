// One immutable table of all routes. What may be asked, by whom and with which parameters follows
// from it, and so do 404, 405 and Allow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/route.h"

namespace charter::api {

// Immutable once built; safe to share between threads.
class Router {
 public:
  explicit Router(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;  // null: nothing at this address takes this method
    std::vector<NamedText> path;
    std::vector<std::string> allowed;  // the methods that the address takes; empty: no such address
  };
  // HEAD is answered by the route of GET; OPTIONS, by no route, everywhere.
  [[nodiscard]] Match Find(std::string_view method, const std::vector<std::string>& segments) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> templates_;
};

}  // namespace charter::api
