// One request in, one answer out: what every route has in common.
#pragma once

#include "api/http/message.h"
#include "api/http/router.h"
#include "api/idempotency.h"
#include "api/identity.h"

namespace charter::api {

// Thread-safe. Never throws: what a handler throws becomes a problem, and its text goes to the log.
class Application {
 public:
  // `identity` and `idempotency` outlive it.
  Application(Router router, Identity& identity, Idempotency& idempotency);
  [[nodiscard]] Response Handle(const Request& request) const;
  [[nodiscard]] const Router& router() const { return router_; }

 private:
  [[nodiscard]] Answer Dispatch(const Request& request, Language language, std::string_view& route) const;

  Router router_;
  Identity& identity_;
  Idempotency& idempotency_;
};

}  // namespace charter::api
