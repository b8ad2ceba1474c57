// Seals all tenants of a database, and keeps the seals where they are wanted.
#pragma once

#include <string>

#include "api/signing_key.h"
#include "engine/ports/clock.h"
#include "engine/ports/store.h"
#include "engine/service/sealing.h"

namespace charter::api {

// As SealTenant wants it.
SealKey KeyOf(const SigningKey& key);

class Sealer {
 public:
  // `file`: where each seal is added as a line; "" for the log only. Store and clock outlive this.
  Sealer(Store& store, Clock& clock, SigningKey key, std::string file);

  // Seals what no seal covers yet, of every tenant. An item that was cut back is logged as an error. Throws
  // Failure where the store fails or the file cannot be written. The body of the loop.
  void RunOnce();

 private:
  void Keep(const TenantId& tenant, const SealRecord& seal) const;

  Store& store_;
  Clock& clock_;
  SigningKey key_;
  std::string file_;
};

}  // namespace charter::api
