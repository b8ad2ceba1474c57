#include "api/http_post.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "api/http/message.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr std::size_t kMostOfAnswer = 200;  // of what the receiver says, for the list of dead letters

// Once in the life of the program, before the first thread of the courier.
bool StartCurl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return started;
}

std::size_t KeepBeginning(char* data, std::size_t size, std::size_t count, void* kept) {
  auto& text = *static_cast<std::string*>(kept);
  text.append(data, std::min(size * count, kMostOfAnswer - std::min(text.size(), kMostOfAnswer)));
  return size * count;
}

// One line of plain characters: what a stranger sends goes into a database and to a person's screen.
std::string Plain(const std::string& text) {
  std::string plain;
  for (const char c : text) plain += c >= ' ' && c <= '~' ? c : ' ';
  plain.resize(plain.find_last_not_of(' ') + 1);
  return plain;
}

Receipt::Kind KindOf(long status) {
  if (status >= 200 && status < 300) return Receipt::Kind::kDelivered;
  if (status == 410) return Receipt::Kind::kGone;
  if (status >= 400 && status < 500 && status != 408 && status != 429) return Receipt::Kind::kRefused;
  return Receipt::Kind::kFailed;
}

bool IsUnreachable(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
         code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_OPERATION_TIMEDOUT;
}

// What a connection is guarded by, and whether it was.
struct Guard {
  std::optional<Reach> reach;
  bool plain = false;
  bool stopped = false;
};

// Called with the address itself, after names were looked up: a name that means another address a moment
// later helps nobody.
curl_socket_t OpenSocket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& guard = *static_cast<Guard*>(data);
  if (guard.reach && !MayReach(address->addr, *guard.reach, guard.plain)) {
    guard.stopped = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

class HttpPost::Line {
 public:
  Line() : curl_(curl_easy_init()) {
    if (curl_ == nullptr) throw Failure(Code::internal_error, "libcurl does not start");
  }
  ~Line() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(curl_);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Receipt Post(const std::string& url, const std::string& body, const std::vector<NamedText>& headers,
               Duration patience, const std::optional<Reach>& reach) {
    // Forgets the request before, and keeps the connection.
    curl_easy_reset(curl_);
    curl_slist_free_all(std::exchange(headers_, nullptr));
    AddHeader("Content-Type: application/json");
    AddHeader("Expect:");
    for (const auto& [name, value] : headers) AddHeader(name + ": " + value);
    const auto milliseconds = static_cast<long>(patience.seconds * 1000 + patience.nanos / 1'000'000);
    std::string answer;
    Guard guard{reach, !EqualIgnoringCase(url.substr(0, 8), "https://")};
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds / 2);
    curl_easy_setopt(curl_, CURLOPT_USERAGENT, "charter/" CHARTER_VERSION);
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, KeepBeginning);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer);
    if (reach) {
      curl_easy_setopt(curl_, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
      curl_easy_setopt(curl_, CURLOPT_OPENSOCKETDATA, &guard);
      // A proxy of the environment would look the name up itself.
      curl_easy_setopt(curl_, CURLOPT_PROXY, "");
    }
    const CURLcode code = curl_easy_perform(curl_);
    if (guard.stopped && code != CURLE_OK)
      return {Receipt::Kind::kFailed, "this server may not send to that address", {}};
    if (code != CURLE_OK) {
      return {IsUnreachable(code) ? Receipt::Kind::kUnreachable : Receipt::Kind::kFailed,
              curl_easy_strerror(code),
              {}};
    }
    return ReceiptFor(answer);
  }

 private:
  void AddHeader(const std::string& line) { headers_ = curl_slist_append(headers_, line.c_str()); }

  Receipt ReceiptFor(const std::string& answer) {
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    Receipt receipt;
    receipt.kind = KindOf(status);
    if (receipt.kind == Receipt::Kind::kDelivered) return receipt;
    receipt.error = "status " + std::to_string(status);
    if (const std::string said = Plain(answer); !said.empty()) receipt.error += ": " + said;
    curl_off_t seconds = 0;
    curl_easy_getinfo(curl_, CURLINFO_RETRY_AFTER, &seconds);
    if (seconds > 0) receipt.retry_after = Duration{static_cast<std::int64_t>(seconds), 0};
    return receipt;
  }

  CURL* curl_;
  curl_slist* headers_ = nullptr;
};

HttpPost::HttpPost() {
  if (!StartCurl()) throw Failure(Code::internal_error, "libcurl does not start");
}

HttpPost::~HttpPost() = default;

std::unique_ptr<HttpPost::Line> HttpPost::Take() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Line>();
  auto line = std::move(idle_.back());
  idle_.pop_back();
  return line;
}

void HttpPost::GiveBack(std::unique_ptr<Line> line) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(line));
}

Receipt HttpPost::Send(const std::string& url, const std::string& body, const std::vector<NamedText>& headers,
                       Duration patience, const std::optional<Reach>& reach) {
  auto line = Take();
  Receipt receipt = line->Post(url, body, headers, patience, reach);
  GiveBack(std::move(line));
  return receipt;
}

}  // namespace charter::api
