// What stands for a person: tokens, and subjects of an identity provider.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"

namespace charter {

enum class TokenKind : std::uint8_t {
  kService,   // issued by the server itself, for programs and the sample city
  kPersonal,  // made by a person for his own programs
  kSession,   // a browser's, as long as its person is signed in
};

enum class TokenScope : std::uint8_t {
  kAll,       // all that its person may do
  kRead,      // what he may read
  kPassword,  // nothing but the change of his first password
};

// The token itself is known to its holder only.
struct Token {
  TenantId tenant;
  PersonId person;
  std::string sha256;  // of the token, in lower-case hex
  Timestamp expires_at;
  TokenKind kind = TokenKind::kService;
  TokenScope scope = TokenScope::kAll;
  std::string title;  // what its person calls it
  Timestamp created_at = {};
  std::optional<Timestamp> used_at = {};    // last, as far as it is noted; never for kService
  std::vector<std::string> workflows = {};  // whose items it is for; empty: all
};

// A person as a provider (the `iss` of its tokens) knows him.
struct Subject {
  std::string issuer;
  std::string subject;
  PersonId person;
};

// Part of every directory; thread-safe. Every call is one transaction; throws Failure when the store fails.
class Tokens {
 public:
  virtual ~Tokens() = default;

  // Creates or replaces by tenant and hash. The person must be there (Code::store_failed).
  virtual void PutToken(const Token& token) = 0;
  // Nothing for an unknown token or one that expires at or before `now`.
  [[nodiscard]] virtual std::optional<Token> FindToken(const std::string& sha256, Timestamp now) = 0;
  // A person's own of one kind that have not expired, by hash.
  [[nodiscard]] virtual std::vector<Token> ListTokens(const TenantId& tenant, const PersonId& person,
                                                      TokenKind kind, Timestamp now) = 0;
  // Keeps `used_at` and `expires_at` of a token that is there.
  virtual void UseToken(const Token& token) = 0;
  // Removes a person's tokens of one kind whose hash begins with `prefix` ("": all); returns how many.
  virtual int DropTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                         const std::string& prefix) = 0;
  // Removes those of all tenants that expire at or before `now`, at most `limit`; returns how many.
  virtual int RemoveExpiredTokens(Timestamp now, int limit) = 0;

  // Creates or replaces by issuer and subject; a subject without a person ("") is removed.
  virtual void PutSubject(const TenantId& tenant, const Subject& subject) = 0;
  [[nodiscard]] virtual std::optional<PersonId> FindSubject(const TenantId& tenant, const std::string& issuer,
                                                            const std::string& subject) = 0;
};

}  // namespace charter
