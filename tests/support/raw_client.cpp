#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace charter::test {

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval limit{10, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (receive_buffer > 0)
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const std::error_code reason(errno, std::generic_category());
    close(descriptor_);
    throw std::runtime_error("no connection: " + reason.message());
  }
}

RawClient::RawClient(RawClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

RawClient::~RawClient() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      throw std::runtime_error("the server did not read for ten seconds");
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string RawClient::Receive(std::size_t most) {
  if (!received_.empty()) {
    std::string part = received_.substr(0, most);
    received_.erase(0, part.size());
    return part;
  }
  std::string part(most, '\0');
  const ssize_t count = recv(descriptor_, part.data(), part.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    throw std::runtime_error("nothing came from the server in ten seconds");
  part.resize(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
  return part;
}

std::string RawClient::ReceiveAnswer(bool to_head) {
  std::string answer;
  std::size_t length = std::string::npos;
  while (answer.size() < length) {
    const std::string part = Receive();
    if (part.empty()) break;
    answer += part;
    const std::size_t end = answer.find("\r\n\r\n");
    if (length != std::string::npos || end == std::string::npos) continue;
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const std::size_t field = answer.find(kLength);
    std::size_t body = 0;
    if (field < end && !to_head) {
      const char* digits = answer.data() + field + kLength.size();
      std::from_chars(digits, answer.data() + end, body);
    }
    length = end + 4 + body;
  }
  if (answer.size() > length) {
    received_ = answer.substr(length) + received_;
    answer.resize(length);
  }
  return answer;
}

std::string RawClient::ReceiveAll() {
  std::string all;
  while (true) {
    const std::string part = Receive();
    if (part.empty()) return all;
    all += part;
  }
}

void RawClient::HalfClose() const { shutdown(descriptor_, SHUT_WR); }

void RawClient::Reset() {
  const linger at_once{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(std::exchange(descriptor_, -1));
}

int StatusIn(std::string_view answer) {
  int status = 0;
  if (answer.starts_with("HTTP/1.1 "))
    std::from_chars(answer.data() + 9, answer.data() + answer.size(), status);
  return status;
}

std::string BodyIn(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

}  // namespace charter::test
