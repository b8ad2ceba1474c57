// A client that can behave badly: one socket on loopback, with every step in the test's hands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace charter::test {

class RawClient {
 public:
  // `receive_buffer`: what the system takes for it, 0 for its own choice. Throws std::runtime_error without
  // a connection.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  // False where the server has closed already. Waits for the server ten seconds, then throws.
  bool Send(std::string_view bytes);
  // The next bytes that come, at the most so many; "" at the end. Throws where nothing comes in ten seconds.
  std::string Receive(std::size_t most = 65536);
  // One whole answer, head and body by its Content-Length; what follows stays for the next call. "" where
  // the server closed.
  std::string ReceiveAnswer(bool to_head = false);
  // All until the server closes.
  std::string ReceiveAll();

  // "I shall send no more."
  void HalfClose() const;
  // Away without a word: the server's next packet meets a reset.
  void Reset();

 private:
  int descriptor_;
  std::string received_;
};

// 0 where it is no answer.
int StatusIn(std::string_view answer);
std::string BodyIn(std::string_view answer);

}  // namespace charter::test
