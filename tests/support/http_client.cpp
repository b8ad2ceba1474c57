#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "tests/support/described.h"

namespace charter::test {
namespace {

class Socket {
 public:
  explicit Socket(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    timeval limit{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      const std::error_code reason(errno, std::generic_category());
      close(fd_);
      throw std::runtime_error("no connection: " + reason.message());
    }
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Stops early where the server has answered and closed already.
  void Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Nothing at the end of the stream.
  [[nodiscard]] std::optional<std::string> Read() const {
    std::array<char, 65536> buffer{};
    const ssize_t count = recv(fd_, buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      throw std::runtime_error("no answer in ten seconds");
    if (count <= 0) return std::nullopt;
    return std::string(buffer.data(), static_cast<std::size_t>(count));
  }

 private:
  int fd_;
};

std::size_t LengthOf(const Reply& reply) {
  const std::string text = reply.Header("Content-Length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

Reply ParseHead(std::string_view head) {
  Reply reply;
  std::from_chars(head.data() + head.find(' ') + 1, head.data() + head.size(), reply.status);
  std::size_t start = head.find("\r\n");
  while (start < head.size()) {
    start += 2;
    const std::size_t end = std::min(head.find("\r\n", start), head.size());
    const std::string_view line = head.substr(start, end - start);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      reply.headers.Add(std::string(line.substr(0, colon)),
                        std::string(api::TrimSpace(line.substr(colon + 1))));
    }
    start = end;
  }
  return reply;
}

}  // namespace

std::string Reply::Header(std::string_view name) const {
  const std::string* value = headers.Find(name);
  return value == nullptr ? std::string() : *value;
}

Reply HttpClient::Send(const std::string& method, const std::string& target,
                       const std::vector<api::NamedText>& headers, const std::string& body) {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  if (!body.empty() || method == "POST") bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  const Socket connection(port_);
  connection.Write(bytes + "\r\n" + body);

  std::string text;
  std::size_t head_end = std::string::npos;
  Reply reply;
  while (head_end == std::string::npos ||
         (method != "HEAD" && text.size() < head_end + 4 + LengthOf(reply))) {
    const auto more = connection.Read();
    if (!more) break;
    text += *more;
    if (head_end == std::string::npos && (head_end = text.find("\r\n\r\n")) != std::string::npos) {
      reply = ParseHead(std::string_view(text).substr(0, head_end));
    }
  }
  if (head_end == std::string::npos) throw std::runtime_error("the server closed without an answer");
  reply.body = text.substr(head_end + 4);
  ExpectDescribed(port_, method, target, reply);
  return reply;
}

}  // namespace charter::test
