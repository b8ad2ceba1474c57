// A client of server-sent events that reads one after the other, as they come.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/raw_client.h"

namespace charter::test {

class Listener {
 public:
  Listener(std::uint16_t port, const std::string& token, const std::string& target = "/v1/changes",
           const std::string& last_id = {})
      : client_(port) {
    client_.Send("GET " + target +
                 " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + token +
                 "\r\n" + (last_id.empty() ? "" : "Last-Event-ID: " + last_id + "\r\n") + "\r\n");
    head_ = Until("\r\n\r\n");
    if (is_open()) NextBlock();
  }

  [[nodiscard]] const std::string& head() const { return head_; }
  [[nodiscard]] bool is_open() const { return head_.starts_with("HTTP/1.1 200 "); }
  // Of the last block that had one.
  [[nodiscard]] const std::string& id() const { return id_; }

  // The lines of what comes next up to an empty one; "" at the end.
  std::string NextBlock() {
    std::string block = Until("\n\n");
    for (std::size_t at = 0; at < block.size(); at = block.find('\n', at) + 1) {
      if (block.compare(at, 4, "id: ") == 0) id_ = block.substr(at + 4, block.find('\n', at) - at - 4);
    }
    return block;
  }
  // The next event, whatever comments come before it; null at the end.
  nlohmann::json Next() {
    while (true) {
      const std::string block = NextBlock();
      if (block.empty()) return nullptr;
      const auto at = block.find("data: ");
      if (at != std::string::npos) return nlohmann::json::parse(block.substr(at + 6));
    }
  }
  // All until the server closes.
  std::string Rest() {
    std::string rest = std::move(received_);
    return rest + client_.ReceiveAll();
  }

 private:
  std::string Until(const std::string& end) {
    while (received_.find(end) == std::string::npos) {
      const std::string part = client_.Receive();
      if (part.empty()) return {};
      received_ += part;
    }
    const std::size_t size = received_.find(end) + end.size();
    std::string text = received_.substr(0, size);
    received_.erase(0, size);
    return text;
  }

  RawClient client_;
  std::string received_;
  std::string head_;
  std::string id_;
};

}  // namespace charter::test
