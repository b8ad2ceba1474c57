// One request in, one answer out: what every route has in common.
#pragma once

#include "api/http/message.h"
#include "api/http/router.h"
#include "api/identity.h"

namespace charter::api {

// Thread-safe. Never throws: what a handler throws becomes a problem, and its text goes to the log.
class Application {
 public:
  // `identity` outlives it.
  Application(Router router, Identity& identity);
  [[nodiscard]] Response Handle(const Request& request) const;
  [[nodiscard]] const Router& router() const { return router_; }

 private:
  [[nodiscard]] Answer Dispatch(const Request& request, Language language, std::string_view& route) const;

  Router router_;
  Identity& identity_;
};

}  // namespace charter::api
