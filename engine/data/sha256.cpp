#include "engine/data/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "engine/data/failure.h"
#include "engine/data/hex.h"

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
  return ToHex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string Sha256(std::string_view text) {
  static thread_local Sha256Stream stream;
  stream.Add(text);
  return stream.Finish();
}

}  // namespace charter
