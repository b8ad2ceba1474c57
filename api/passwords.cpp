#include "api/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <functional>

#include "api/random_bytes.h"
#include "engine/data/failure.h"
#include "engine/data/utf8.h"

namespace charter::api {
namespace {

bool IsOneCharacterOnly(std::string_view text) {
  return std::adjacent_find(text.begin(), text.end(), std::not_equal_to<>()) == text.end();
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::optional<Text> WhyUnfit(std::string_view password, std::string_view name) {
  const std::size_t characters = CountCharacters(password);
  if (characters < kShortestPassword || characters > kLongestPassword) {
    const std::string from = std::to_string(kShortestPassword);
    const std::string to = std::to_string(kLongestPassword);
    return Text{"密码应有 " + from + " 至 " + to + " 个字符",
                "A password has " + from + " to " + to + " characters."};
  }
  if (IsOneCharacterOnly(password))
    return Text{"密码不能只重复一个字符", "A password is more than one character again and again."};
  if (name.size() * 2 > password.size() && Contains(password, name))
    return Text{"密码不能由账户名称构成", "A password is more than the account's name."};
  return std::nullopt;
}

std::string OneTimePassword() {
  // 32 signs, so that each byte gives one of them evenly; none is taken for another.
  constexpr std::string_view kSigns = "abcdefghijkmnpqrstuvwxyz23456789";
  static_assert(kSigns.size() == 32);
  constexpr std::size_t kCount = 20;
  std::string text;
  for (const char c : RandomBytes(kCount)) {
    if (text.size() % 6 == 5) text += '-';
    text += kSigns[static_cast<unsigned char>(c) % kSigns.size()];
  }
  return text;
}

// One of those who may take memory now.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& of) : of_(of) {
    std::unique_lock lock(of_.mutex_);
    of_.free_.wait(lock, [this] { return of_.running_ < of_.cost_.at_once; });
    ++of_.running_;
  }
  ~Turn() {
    {
      const std::scoped_lock lock(of_.mutex_);
      --of_.running_;
    }
    of_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Passwords& of_;
};

Passwords::Passwords(PasswordCost cost) : cost_(cost) {
  if (sodium_init() < 0) throw Failure(Code::internal_error, "libsodium does not start");
  decoy_ = Hash(RandomBytes(16));
}

std::string Passwords::Hash(std::string_view password) {
  const Turn turn(*this);
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  // What comes out holds nothing of the password's memory.
  // cppcheck-suppress danglingTemporaryLifetime
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure(Code::internal_error, "no memory for a password's hash");
  hash.resize(hash.find('\0'));
  return hash;
}

bool Passwords::IsRight(std::string_view password, const std::string& hash) {
  const Turn turn(*this);
  const bool is_known = !hash.empty();
  const std::string& against = is_known ? hash : decoy_;
  return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && is_known;
}

bool Passwords::IsDated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

}  // namespace charter::api
