// Keys that sign seals: Ed25519 (RFC 8032), in PEM files as other programs write and read them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace charter::api {

// Signs. Thread-safe.
class SigningKey {
 public:
  // A private key in PKCS #8. Throws Failure(invalid_parameter) where the file is none.
  static SigningKey Read(const std::string& path);
  // A new one: to `path`, which must not be there yet, readable by its owner only; and its public key to
  // `path`.pub. Throws Failure(invalid_parameter).
  static void Make(const std::string& path);

  // SHA-256 of the public key, in hex.
  [[nodiscard]] const std::string& id() const { return id_; }
  // In hex.
  [[nodiscard]] std::string Sign(std::string_view text) const;

 private:
  std::shared_ptr<void> key_;
  std::string id_;
};

// Tells who signed. Thread-safe.
class PublicKeys {
 public:
  // All public keys of a PEM file. Throws Failure(invalid_parameter) where there is none.
  static PublicKeys Read(const std::string& path);

  // False also where `id` is no key of the file.
  [[nodiscard]] bool Verify(std::string_view id, std::string_view text, std::string_view signature) const;

 private:
  struct Key {
    std::string id;
    std::shared_ptr<void> key;
  };
  std::vector<Key> keys_;
};

}  // namespace charter::api
