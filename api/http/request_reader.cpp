#include "api/http/request_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

// One of Beast's assertions does not hold for a last chunk that comes a byte at a time; its code does.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace charter::api {
namespace {

namespace beast = boost::beast;

// What matters of the fields to the framing; Beast would let several of each pass.
struct Framing {
  int lengths = 0, codings = 0, hosts = 0;
  std::string_view length, coding, host;
  bool expects_continue = false;
};

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

// One plain number (RFC 9112, 6.3 allows a list of equal ones; nobody needs it).
std::optional<std::uint64_t> ParseLength(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool plain = !text.empty() && text.front() >= '0' && text.front() <= '9';
  if (!plain || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool IsHostCharacter(char c) {
  constexpr std::string_view kOthers = "-._~%!$&'()*+;=:[]";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

bool IsHost(std::string_view text) { return std::all_of(text.begin(), text.end(), IsHostCharacter); }

bool IsKnownMethod(std::string_view method) {
  constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                     "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

// "HTTP/2.0", say: well written, but not ours.
bool IsOtherVersion(std::string_view line) {
  const std::string_view version = line.substr(std::min(line.rfind(' ') + 1, line.size()));
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version != "HTTP/1.1" && version != "HTTP/1.0" && version.size() == 8 &&
         version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' && digit(version[7]);
}

constexpr std::array<std::string_view, 2> kSchemes{"http://", "https://"};

}  // namespace

// Collects what Beast reads. Its own body limits are not used for bodies with a length, which need no parser.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
 public:
  Parser(Request& request, const Limits& limits) : request_(request), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head + 1));
    body_limit(limits.body);
  }

  [[nodiscard]] const Framing& framing() const { return framing_; }
  [[nodiscard]] bool is_http_1_0() const { return version_ == 10; }

 private:
  using error_code = beast::error_code;

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       error_code&) override {
    request_.method = View(method);
    request_.target = View(target);
    version_ = version;
  }

  void on_response_impl(int, beast::string_view, int, error_code&) override {}

  void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    if (is_header_done()) return;  // a trailer: nobody needs what comes after the body, and it may not mix
    switch (field) {
      case beast::http::field::content_length:
        ++framing_.lengths;
        framing_.length = View(value);
        break;
      case beast::http::field::transfer_encoding:
        ++framing_.codings;
        framing_.coding = View(value);
        break;
      case beast::http::field::host:
        ++framing_.hosts;
        framing_.host = View(value);
        break;
      case beast::http::field::expect:
        framing_.expects_continue = EqualIgnoringCase(View(value), "100-continue");
        break;
      default:
        break;
    }
    request_.headers.Add(std::string(View(name)), std::string(View(value)));
  }

  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

  std::size_t on_body_impl(beast::string_view body, error_code&) override { return body.size(); }

  void on_chunk_header_impl(std::uint64_t, beast::string_view extensions, error_code& ec) override {
    extensions_ += extensions.size();
    if (extensions_ > limits_.chunk_extensions) ec = beast::http::error::bad_chunk_extension;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }

  void on_finish_impl(error_code&) override {}

  Request& request_;
  const Limits& limits_;
  Framing framing_;
  int version_ = 11;
  std::size_t extensions_ = 0;
};

RequestReader::RequestReader(const Limits& limits, std::string peer)
    : limits_(limits), peer_(std::move(peer)) {
  request_.peer = peer_;
}
RequestReader::~RequestReader() = default;

void RequestReader::Reset() {
  state_ = State::kEmpty;
  request_ = {};
  request_.peer = peer_;
  problem_.reset();
  parser_.reset();
  held_.clear();
  begin_ = scanned_ = line_start_ = lines_ = 0;
  body_left_ = 0;
  chunked_ = keep_alive_ = http_1_0_ = expects_continue_ = body_began_ = false;
}

std::size_t RequestReader::Take(std::string_view bytes) {
  std::size_t used = 0;
  if (state_ == State::kEmpty && !bytes.empty()) state_ = State::kHead;
  if (state_ == State::kHead) used = TakeHead(bytes);
  if (state_ == State::kBody && used < bytes.size()) {
    body_began_ = true;
    const std::string_view rest = bytes.substr(used);
    used += chunked_ ? TakeChunks(rest) : TakeBody(rest);
  }
  return used;
}

std::size_t RequestReader::TakeHead(std::string_view bytes) {
  if (held_.empty()) {  // mostly all of it comes at once, and nothing need be copied
    const auto end = FindEndOfHead(bytes);
    if (end) {
      ReadHead(bytes.substr(begin_, *end - begin_));
      return *end;
    }
    if (state_ == State::kHead) held_ = bytes;
    return bytes.size();
  }
  const std::size_t before = held_.size();
  held_ += bytes;
  const auto end = FindEndOfHead(held_);
  if (!end) return bytes.size();
  const std::string head = std::move(held_);
  held_.clear();
  ReadHead(std::string_view(head).substr(begin_, *end - begin_));
  return *end - before;
}

std::optional<std::size_t> RequestReader::FindEndOfHead(std::string_view text) {
  while (true) {
    const std::size_t feed = text.find('\n', scanned_);
    const bool found = feed != std::string_view::npos;
    const std::size_t line_end = found ? feed : text.size();
    if (lines_ == 0 && line_end - line_start_ > limits_.line + 1) {
      Refuse(Code::target_too_long, {"请求行过长", "The request line is too long."});
      return std::nullopt;
    }
    if (line_end - begin_ > limits_.head || lines_ > limits_.fields + 1) {
      Refuse(Code::fields_too_large, {"请求头字段过多或过长", "The header fields are too many or too long."});
      return std::nullopt;
    }
    if (!found) {
      scanned_ = text.size();
      return std::nullopt;
    }
    if (feed == 0 || text[feed - 1] != '\r') {
      Refuse(Code::malformed_request, {"行须以 CRLF 结尾", "A line ends in CRLF, not in LF alone."});
      return std::nullopt;
    }
    const std::string_view line = text.substr(line_start_, feed - 1 - line_start_);
    scanned_ = line_start_ = feed + 1;
    if (line.empty() && lines_ > 0) return feed + 1;
    if (line.empty()) {
      // One empty line before a request is let pass (RFC 9112, 2.2).
      if (begin_ > 0) {
        Refuse(Code::malformed_request, {"请求之前有空行", "Empty lines come before the request."});
        return std::nullopt;
      }
      begin_ = feed + 1;
      continue;
    }
    if (lines_ > 0 && (line.front() == ' ' || line.front() == '\t')) {
      Refuse(Code::malformed_request, {"请求头字段不得折行", "A header field goes over more than one line."});
      return std::nullopt;
    }
    ++lines_;
  }
}

void RequestReader::ReadHead(std::string_view head) {
  parser_ = std::make_unique<Parser>(request_, limits_);
  beast::error_code error;
  const std::size_t used = parser_->put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (error == beast::http::error::body_limit) {
    Refuse(Code::body_too_large, {});
  } else if (error == beast::http::error::bad_version && IsOtherVersion(head.substr(0, head.find("\r\n")))) {
    Refuse(Code::http_version_unsupported, {});
  } else if (error || used != head.size()) {
    Refuse(Code::malformed_request,
           {"请求行或请求头字段不合法", "The request line or a header field is not valid."});
  } else {
    Check();
  }
  if (!chunked_) parser_.reset();
}

void RequestReader::Check() {
  const Framing& framing = parser_->framing();
  http_1_0_ = parser_->is_http_1_0();
  keep_alive_ = parser_->keep_alive();
  if (framing.hosts > 1 || (framing.hosts == 0 && !http_1_0_) || !IsHost(framing.host))
    return Refuse(Code::malformed_request,
                  {"须有且仅有一个合法的 Host", "One valid Host is needed, and no more."});
  if (!CheckTarget()) return;
  if (!IsKnownMethod(request_.method))
    return Refuse(Code::not_implemented, {"不支持此请求方法", "Nothing here knows this method."});

  if (framing.lengths + framing.codings > 1)
    return Refuse(Code::malformed_request,
                  {"请求体长度有多种说法", "The length of the body is given more than once."});
  if (framing.codings == 1) {
    if (http_1_0_)
      return Refuse(Code::malformed_request,
                    {"HTTP/1.0 没有 Transfer-Encoding", "HTTP/1.0 has no Transfer-Encoding."});
    const std::size_t comma = framing.coding.rfind(',');
    const std::string_view last = TrimSpace(framing.coding.substr(comma + 1));
    const bool others = comma != std::string_view::npos;
    if (!EqualIgnoringCase(last, "chunked") ||
        (others && EqualIgnoringCase(TrimSpace(framing.coding.substr(0, comma)), "chunked")))
      return Refuse(Code::malformed_request,
                    {"Transfer-Encoding 须以 chunked 结尾", "Transfer-Encoding must end in \"chunked\"."});
    if (others)
      return Refuse(Code::not_implemented, {"Transfer-Encoding 只支持 chunked",
                                            "Of Transfer-Encoding, \"chunked\" alone is known."});
    chunked_ = true;
    expects_continue_ = framing.expects_continue;
    state_ = State::kBody;
    parser_->eager(true);
    return;
  }
  if (framing.lengths == 1) {
    const auto length = ParseLength(framing.length);
    if (!length)
      return Refuse(Code::malformed_request,
                    {"Content-Length 须是一个数", "Content-Length must be one number."});
    if (*length > limits_.body) return Refuse(Code::body_too_large, {});
    body_left_ = *length;
  }
  expects_continue_ = framing.expects_continue && !http_1_0_;
  state_ = body_left_ > 0 ? State::kBody : State::kComplete;
}

// Origin form, absolute form (whose authority stands above Host, RFC 9112, 3.2.2) or, for OPTIONS, "*".
bool RequestReader::CheckTarget() {
  std::string& target = request_.target;
  if (target == "*" && request_.method == "OPTIONS") return true;
  const auto* scheme = std::find_if(kSchemes.begin(), kSchemes.end(), [&](std::string_view each) {
    return target.size() > each.size() && EqualIgnoringCase(target.substr(0, each.size()), each);
  });
  if (scheme != kSchemes.end()) {
    const std::string_view rest = std::string_view(target).substr(scheme->size());
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view authority = rest.substr(0, end);
    std::string path(rest.substr(end));
    if (!authority.empty() && IsHost(authority)) target = path.starts_with('/') ? path : "/" + path;
  }
  if (target.starts_with('/') && target.find('#') == std::string::npos) return true;
  Refuse(Code::malformed_request, {"请求的地址不合法", "The address that is asked for is not valid."});
  return false;
}

std::size_t RequestReader::TakeBody(std::string_view bytes) {
  const std::size_t used = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
  request_.body.append(bytes.substr(0, used));
  body_left_ -= used;
  if (body_left_ == 0) state_ = State::kComplete;
  return used;
}

std::size_t RequestReader::TakeChunks(std::string_view bytes) {
  const std::size_t held = held_.size();
  if (held > 0) held_ += bytes;
  const std::string_view text = held > 0 ? std::string_view(held_) : bytes;
  std::size_t used = 0;
  beast::error_code error;
  while (used < text.size() && !parser_->is_done() && !error)
    used += parser_->put(boost::asio::const_buffer(text.data() + used, text.size() - used), error);
  if (parser_->is_done()) {
    state_ = State::kComplete;
    const std::size_t taken = used - held;
    held_.clear();
    parser_.reset();
    return taken;
  }
  if (error == beast::http::error::body_limit) {
    Refuse(Code::body_too_large, {});
  } else if ((error && error != beast::http::error::need_more) || text.size() - used > limits_.chunk_line) {
    Refuse(Code::malformed_request, {"分块的请求体不合法", "The chunked body is not valid."});
  } else {
    held_ = std::string(text.substr(used));
  }
  return bytes.size();
}

void RequestReader::Refuse(Code code, Text detail) {
  state_ = State::kRefused;
  keep_alive_ = false;
  problem_.emplace();
  problem_->code = code;
  problem_->detail = std::move(detail);
}

}  // namespace charter::api
