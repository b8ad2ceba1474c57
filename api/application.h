// One request in, one answer out: what every route has in common.
#pragma once

#include <optional>
#include <string_view>

#include "api/counters.h"
#include "api/gate.h"
#include "api/http/message.h"
#include "api/http/router.h"
#include "api/idempotency.h"

namespace charter::api {

// Thread-safe. Never throws: what a handler throws becomes a problem, and its text goes to the log.
class Application {
 public:
  // `gate` and `idempotency` outlive it.
  Application(Router router, Gate& gate, Idempotency& idempotency);
  [[nodiscard]] Response Handle(const Request& request) const;
  [[nodiscard]] const Router& router() const { return router_; }
  [[nodiscard]] const RequestCounts& requests() const { return requests_; }
  [[nodiscard]] const ResultCounts& problems() const { return problems_; }

 private:
  // What is known of a request by the time it is answered.
  struct Seen {
    const Route* route = nullptr;
    std::optional<Proof> proof;
  };
  [[nodiscard]] Answer Dispatch(const Request& request, Language language, Seen& seen) const;

  Router router_;
  Gate& gate_;
  Idempotency& idempotency_;
  mutable RequestCounts requests_;
  mutable ResultCounts problems_;
};

}  // namespace charter::api
