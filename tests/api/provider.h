// An identity provider for tests: keys, tokens of any kind, and the set of its keys.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/key_fetch.h"
#include "engine/ports/clock.h"

namespace charter::test {

class HandClock final : public Clock {
 public:
  explicit HandClock(Timestamp start) : now(start) {}
  Timestamp Now() override { return now; }
  Timestamp now;
};

// A key pair under a name.
class Provider {
 public:
  static Provider Rsa(const std::string& kid, int bits = 2048);
  static Provider P256(const std::string& kid);

  // Signed with this key whatever the header says; by default it says what is so.
  [[nodiscard]] std::string Sign(const nlohmann::json& claims) const;
  [[nodiscard]] std::string Sign(const nlohmann::json& claims, const nlohmann::json& header) const;
  [[nodiscard]] std::string SignText(const std::string& claims, const std::string& header = {}) const;

  [[nodiscard]] nlohmann::json Jwk() const;
  [[nodiscard]] std::string Keys() const;  // the set of this one
  [[nodiscard]] std::string Pem() const;

 private:
  std::string kid_;
  bool is_rsa_ = true;
  std::shared_ptr<void> key_;
};

std::string KeySet(const std::vector<nlohmann::json>& keys);
// A part of a token.
std::string Part(const nlohmann::json& json);
std::string SignHs256(const nlohmann::json& header, const nlohmann::json& claims, const std::string& secret);

// Gives what the text holds at the moment.
class GivenKeys final : public api::KeyFetch {
 public:
  explicit GivenKeys(const std::string* text) : text_(text) {}
  std::string Fetch() override;

  int fetched = 0;
  bool fails = false;

 private:
  const std::string* text_;
};

}  // namespace charter::test
