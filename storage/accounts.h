// All SQL of accounts and of the record of access; of tokens and subjects.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ports/accounts.h"
#include "engine/ports/tokens.h"
#include "storage/session.h"

namespace charter::storage {

// How kinds and scopes are kept, in every store the same.
std::string_view NameOf(TokenKind kind);
std::string_view NameOf(TokenScope scope);

// See Tokens for each.
void PutToken(Session& session, const Token& token);
std::optional<Token> FindToken(Session& session, const std::string& sha256, Timestamp now);
std::vector<Token> ListTokens(Session& session, const TenantId& tenant, const PersonId& person,
                              TokenKind kind, Timestamp now);
void UseToken(Session& session, const Token& token);
int DropTokens(Session& session, const TenantId& tenant, const PersonId& person, TokenKind kind,
               const std::string& prefix);
int RemoveExpiredTokens(Session& session, Timestamp now, int limit);
void PutSubject(Session& session, const TenantId& tenant, const Subject& subject);
std::optional<PersonId> FindSubject(Session& session, const TenantId& tenant, const std::string& issuer,
                                    const std::string& subject);

// See Accounts for each.
std::optional<Account> FindAccount(Session& session, const TenantId& tenant, const std::string& name);
std::optional<Account> FindAccountOf(Session& session, const TenantId& tenant, const PersonId& person);
bool PutAccount(Session& session, const TenantId& tenant, const Account& account, const AccessRecord& record);
Page<Account> ListAccounts(Session& session, const TenantId& tenant, const std::string& after, int limit);
void AddAccess(Session& session, const TenantId& tenant, const AccessRecord& record);
int RemoveAccess(Session& session, Timestamp before, int limit);
// Of one person, or (null) of all.
Page<AccessRecord> ListAccess(Session& session, const TenantId& tenant, const PersonId* person,
                              const std::string& before, int limit);

}  // namespace charter::storage
