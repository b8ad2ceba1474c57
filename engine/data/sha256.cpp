#include "engine/data/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "engine/data/failure.h"

namespace charter {
namespace {

void Require(bool done) {
  if (!done) throw Failure(Code::internal_error, "SHA-256 is not available");
}

// Fetched once: a look-up for every digest costs more than a short digest itself.
const EVP_MD* Algorithm() {
  static const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                    EVP_MD_free);
  Require(algorithm != nullptr);
  return algorithm.get();
}

}  // namespace

struct Sha256Stream::Context {
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  Require(context_->digest != nullptr &&
          EVP_DigestInit_ex2(context_->digest.get(), Algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view part) {
  Require(EVP_DigestUpdate(context_->digest.get(), part.data(), part.size()) == 1);
}

std::string Sha256Stream::Finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  Require(EVP_DigestFinal_ex(context_->digest.get(), digest.data(), &size) == 1 &&
          EVP_DigestInit_ex2(context_->digest.get(), nullptr, nullptr) == 1);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{2} * size);
  for (unsigned i = 0; i < size; ++i) {
    hex += kHex[digest[i] >> 4U];
    hex += kHex[digest[i] & 15U];
  }
  return hex;
}

std::string Sha256(std::string_view text) {
  static thread_local Sha256Stream stream;
  stream.Add(text);
  return stream.Finish();
}

}  // namespace charter
