// A request and its answer, whatever carries them. Nothing here knows a socket or a library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charter::api {

class Outlet;

using NamedText = std::pair<std::string, std::string>;

// Header fields in the order they came. Names compare without regard to case (RFC 9110, 5.1).
class Headers {
 public:
  void Add(std::string name, std::string value);
  // The first field of that name; null where there is none.
  [[nodiscard]] const std::string* Find(std::string_view name) const;
  [[nodiscard]] const std::vector<NamedText>& all() const { return fields_; }

 private:
  std::vector<NamedText> fields_;
};

struct Request {
  std::string method;  // upper case: "GET"
  std::string target;  // as it was sent: "/v1/items?limit=10"
  Headers headers;
  std::string body;
  std::string peer;  // the address at the other end of the connection: "203.0.113.7"
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  // Of an answer that is not to be held at once, what follows `body`: so many bytes, piece by piece. `rest`
  // is called by one thread of the pool at a time, each time the client has taken what there was; an empty
  // piece or an exception breaks the connection off.
  std::int64_t rest_size = 0;
  std::function<std::string()> rest = nullptr;
  // Where the answer goes on without a known end: called once its head and body are on their way, with what
  // the rest is to be written to. Not called for HEAD, nor where the server is stopping. The end of the
  // connection ends it.
  std::function<void(std::shared_ptr<Outlet>)> goes_on = nullptr;
};

// The target taken apart: path segments and query parameters in order, percent-decoded.
struct Target {
  std::vector<std::string> segments;  // "/v1/items" is {"v1", "items"}; a trailing "/" adds nothing
  std::vector<NamedText> query;       // "+" in a query is a space
  [[nodiscard]] const std::string* FindQuery(std::string_view name) const;
};

// Nothing where the target does not start with "/", a percent sign is not followed by two hex
// digits, or what comes out is not UTF-8 or holds control characters.
std::optional<Target> ParseTarget(std::string_view target);

// The inverse for one query value or path segment: everything but unreserved characters is escaped.
std::string PercentEncode(std::string_view text);

bool EqualIgnoringCase(std::string_view a, std::string_view b);
std::string_view TrimSpace(std::string_view text);

}  // namespace charter::api
