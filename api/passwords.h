// Passwords, kept as argon2id (RFC 9106). The only file that knows libsodium is its .cpp.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/text.h"

namespace charter::api {

inline constexpr std::size_t kShortestPassword = 10;  // characters
inline constexpr std::size_t kLongestPassword = 128;

// Nothing where the password may be taken; otherwise why not. `name`: of the account.
std::optional<Text> WhyUnfit(std::string_view password, std::string_view name);

// A password for once: about a hundred random bits, easy to read out.
std::string OneTimePassword();

struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory = 64UL * 1024 * 1024;  // bytes, each time
  int at_once = 2;                          // others wait: so much memory and no more
};

// Thread-safe. Each call takes as long as the cost says, some tenths of a second.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  // With salt and parameters in it. Throws Failure(internal_error) where there is no memory.
  [[nodiscard]] std::string Hash(std::string_view password);
  // Takes as long for a hash that is none ("": nobody has the name) and is false then.
  [[nodiscard]] bool IsRight(std::string_view password, const std::string& hash);
  // Whether the hash was made at another cost than this.
  [[nodiscard]] bool IsDated(const std::string& hash) const;

 private:
  class Turn;

  const PasswordCost cost_;
  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0;
  std::string decoy_;
};

}  // namespace charter::api
