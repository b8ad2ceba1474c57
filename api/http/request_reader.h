// Bytes from the network to one request: strict, within limits, a piece at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/limits.h"
#include "api/http/message.h"
#include "api/problem.h"

namespace charter::api {

// HTTP/1.1 and 1.0 (RFC 9112). What two readers could take for two different messages is refused, whether
// or not the standard would let it pass: a length that is not one plain number, given twice or beside
// Transfer-Encoding, folded fields, bare line feeds, space before a colon. Boost.Beast checks the grammar;
// what it is lenient about is checked here. Not thread-safe.
class RequestReader {
 public:
  enum class State : std::uint8_t { kEmpty, kHead, kBody, kComplete, kRefused };

  // `peer`: that of every request.
  explicit RequestReader(const Limits& limits, std::string peer = {});
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Takes what belongs to this request and says how many bytes that was; the rest is of the next. Takes
  // nothing where the request is complete or refused.
  std::size_t Take(std::string_view bytes);
  // For the next request on the same connection.
  void Reset();

  [[nodiscard]] State state() const { return state_; }
  // As far as it could be read. The target is in origin form ("/v1/items?limit=2") or "*".
  [[nodiscard]] const Request& request() const { return request_; }
  // Precondition: kRefused. malformed_request, body_too_large, target_too_long, fields_too_large,
  // not_implemented, http_version_unsupported.
  [[nodiscard]] const Problem& problem() const { return *problem_; }

  // From the end of the head on.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool is_http_1_0() const { return http_1_0_; }
  // The client waits for "100 Continue" and has sent nothing of the body.
  [[nodiscard]] bool awaits_continue() const {
    return state_ == State::kBody && expects_continue_ && !body_began_;
  }

 private:
  class Parser;

  std::size_t TakeHead(std::string_view bytes);
  std::size_t TakeBody(std::string_view bytes);
  std::size_t TakeChunks(std::string_view bytes);
  // Where the head in `text` ends; nothing where it does not yet, or is refused.
  std::optional<std::size_t> FindEndOfHead(std::string_view text);
  void ReadHead(std::string_view head);
  void Check();
  bool CheckTarget();
  void Refuse(Code code, Text detail);

  const Limits& limits_;
  State state_ = State::kEmpty;
  const std::string peer_;
  Request request_;
  std::optional<Problem> problem_;
  std::unique_ptr<Parser> parser_;

  std::string held_;  // of the head, or of a chunk's line, what has come so far
  std::size_t begin_ = 0, scanned_ = 0, line_start_ = 0, lines_ = 0;
  std::uint64_t body_left_ = 0;
  bool chunked_ = false, keep_alive_ = false, http_1_0_ = false, expects_continue_ = false,
       body_began_ = false;
};

}  // namespace charter::api
