// One immutable table of all routes. What may be asked, by whom and with which parameters follows
// from it, and so do 404, 405 and Allow.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "api/http/message.h"
#include "api/problem.h"
#include "engine/data/text.h"
#include "engine/service/caller.h"

namespace charter::api {

// Who a route answers; kAccount: a person, also one who has yet to change his first password.
enum class Access : std::uint8_t { kAnyone, kPerson, kAccount };

class KeyedWrite;
struct Proof;

// A request that has been matched, parsed and authenticated.
struct Call {
  const Request& request;
  const Target& target;
  std::vector<NamedText> path;     // the values of the template's {names}
  const Caller* caller = nullptr;  // null where the route's access is kAnyone
  const Proof* proof = nullptr;    // by which he is known; null together with him
  Language language = Language::kZh;
  KeyedWrite* keyed = nullptr;  // null where the request names no Idempotency-Key

  // Precondition: the template has that name.
  [[nodiscard]] const std::string& Path(std::string_view name) const;
};

using Answer = tl::expected<Response, Problem>;
using Handler = std::function<Answer(const Call&)>;

struct Route {
  std::string method;
  std::string path;  // "/v1/items/{id}/events"
  Access access = Access::kPerson;
  std::vector<std::string> query;  // the parameters it knows
  Handler handler;                 // called by many threads at once
  // Whether it honours an Idempotency-Key: not where the answer is a secret, which is kept nowhere, nor where
  // doing it twice is doing it once.
  bool takes_key = true;

  // Whether it only reads: asked again it does no harm (RFC 9110, 9.2.1).
  [[nodiscard]] bool IsSafe() const { return method == "GET"; }
};

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
