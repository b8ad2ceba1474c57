// One address with one method, described once: requests are judged by the description, and /openapi.json is
// written from it.
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
#include "engine/data/schema.h"
#include "engine/data/text.h"
#include "engine/data/value.h"
#include "engine/service/caller.h"

namespace charter::api {

// Who a route answers; kAccount: a person, also one who has yet to change his first password.
enum class Access : std::uint8_t { kAnyone, kPerson, kAccount };

// What a route makes of If-Match: kHonoured takes it where it is sent, kRequired refuses a request without.
enum class IfMatch : std::uint8_t { kIgnored, kHonoured, kRequired };

class KeyedWrite;
struct Proof;

// A request that has been matched, authenticated and found to fit the route's description.
struct Call {
  const Request& request;
  const Target& target;
  std::vector<NamedText> path;     // the values of the template's {names}
  const Caller* caller = nullptr;  // null where the route's access is kAnyone
  const Proof* proof = nullptr;    // by which he is known; null together with him
  Language language = Language::kZh;
  KeyedWrite* keyed = nullptr;                 // null where the request names no Idempotency-Key
  Value query = Value::Map({});                // what the route's `query` made of the parameters, by name
  Value body = Value::Map({});                 // the members of a JSON body, as the route's `body` has them
  std::optional<std::int64_t> expected_rev{};  // of If-Match; nothing for `*` and where none was sent

  // Precondition: the template has that name.
  [[nodiscard]] const std::string& Path(std::string_view name) const;
  // ?dry_run=true: nothing is to be stored, not even the answer.
  [[nodiscard]] bool IsDryRun() const;
};

using Answer = tl::expected<Response, Problem>;
using Handler = std::function<Answer(const Call&)>;

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kMergePatch = "application/merge-patch+json";  // RFC 7396

// What a route reads of a body.
struct BodyShape {
  std::string type;            // the media type; "": a body is not looked at
  std::vector<Field> members;  // of a JSON object, which has no others; null is as good as not given
};

BodyShape JsonBody(std::vector<Field> members);
// A JSON object whose members say what is to change; null is what is to be removed.
BodyShape PatchBody();
BodyShape TextBody(std::string type);

// What a route answers where it does what it was asked; what it refuses is told by codes.
struct AnswerShape {
  enum class Holds : std::uint8_t { kNothing, kText, kOne, kList, kPage };

  int status = 200;
  Holds holds = Holds::kNothing;
  std::string type;                  // the media type; "" for kNothing
  std::string schema;                // of what it holds: a name of api/openapi/*.json
  std::vector<std::string> headers;  // that come with it: names of api/openapi/*.json
};

// One of that schema as JSON; {"items": [...]}; {"items": [...], "next": cursor} with its Link; an address
// that was made, with its Location; a text of another kind.
AnswerShape Gives(std::string schema, std::vector<std::string> headers = {});
AnswerShape GivesList(std::string schema);
AnswerShape GivesPage(std::string schema);
AnswerShape GivesNew(std::string schema, std::vector<std::string> headers = {});
AnswerShape GivesText(std::string type, std::vector<std::string> headers = {});
// 204.
AnswerShape GivesNothing(std::vector<std::string> headers = {});

struct Route {
  std::string method;
  std::string path;  // "/v1/items/{id}/events"
  std::string name;  // unique, for programs: "sendEvent"
  Text summary;      // one line
  Access access = Access::kPerson;
  IfMatch if_match = IfMatch::kIgnored;
  std::vector<Field> query = {};  // the parameters it knows
  BodyShape body = {};
  std::vector<AnswerShape> answers;
  std::vector<Code> refuses = {};  // besides what any route may (RefusalsOf)
  Handler handler;                 // called by many threads at once

  // Whether it honours an Idempotency-Key: not where the answer is a secret, which is kept nowhere, nor where
  // doing it twice is doing it once.
  bool takes_key = true;

  // Whether it only reads: asked again it does no harm (RFC 9110, 9.2.1).
  [[nodiscard]] bool IsSafe() const { return method == "GET"; }
  [[nodiscard]] bool IsKeyed() const { return !IsSafe() && access != Access::kAnyone && takes_key; }
};

// Every code that the route may refuse a request with: its own, and those that follow from its description.
std::vector<Code> RefusalsOf(const Route& route);

}  // namespace charter::api
