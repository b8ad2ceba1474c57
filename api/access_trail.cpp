#include "api/access_trail.h"

#include "api/client_address.h"
#include "api/log.h"
#include "engine/data/failure.h"

namespace charter::api {

AccessRecord AccessTrail::Make(const char* kind, const std::string& address) {
  AccessRecord record;
  record.id = ids_.NextItem().value;
  record.at = clock_.Now();
  record.kind = kind;
  record.address = MaskedAddress(address);
  return record;
}

void AccessTrail::Add(const TenantId& tenant, const AccessRecord& record) {
  try {
    accounts_.AddAccess(tenant, record);
  } catch (const Failure& failure) {
    Log(Level::kError, "access_not_recorded",
        {{"kind", record.kind}, {"code", Label(failure.code())}, {"reason", failure.what()}});
  }
}

}  // namespace charter::api
