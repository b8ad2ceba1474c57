// Writes down who came in and who was turned away.
#pragma once

#include <string>

#include "api/item_ids.h"
#include "engine/ports/accounts.h"
#include "engine/ports/clock.h"

namespace charter::api {

// What is recorded, with its id, time and masked address.
namespace access {
inline constexpr const char* kSignedIn = "signed_in";
inline constexpr const char* kSignInRefused = "sign_in_refused";
inline constexpr const char* kSignedOut = "signed_out";
inline constexpr const char* kPasswordChanged = "password_changed";
inline constexpr const char* kPasswordReset = "password_reset";
inline constexpr const char* kAccountMade = "account_made";
inline constexpr const char* kAccountLocked = "account_locked";
inline constexpr const char* kAccountUnlocked = "account_unlocked";
inline constexpr const char* kTokenMade = "token_made";
inline constexpr const char* kTokenDropped = "token_dropped";
inline constexpr const char* kWebhookMade = "webhook_made";  // who else is told of all changes
inline constexpr const char* kWebhookChanged = "webhook_changed";
inline constexpr const char* kWebhookDropped = "webhook_dropped";
inline constexpr const char* kFieldRead = "field_read";        // a personal number in clear
inline constexpr const char* kDataExported = "data_exported";  // what is kept about another person
inline constexpr const char* kErased = "erased";               // a person
inline constexpr const char* kRefused = "refused";             // a request, with the code of its refusal
inline constexpr const char* kLimited = "limited";  // so often that the rest of them is not written down
}  // namespace access

// Thread-safe.
class AccessTrail {
 public:
  // `clock`: real time. Both outlive this.
  AccessTrail(Accounts& accounts, Clock& clock) : accounts_(accounts), clock_(clock), ids_(clock) {}

  // `address` as it is.
  [[nodiscard]] AccessRecord Make(const char* kind, const std::string& address);
  // A record that cannot be kept is a line in the log; who is answered has done nothing wrong.
  void Add(const TenantId& tenant, const AccessRecord& record);

 private:
  Accounts& accounts_;
  Clock& clock_;
  ItemIds ids_;
};

}  // namespace charter::api
