#include "engine/ports/erasures.h"

#include "engine/data/canonical.h"
#include "engine/data/micros.h"
#include "engine/data/sha256.h"

namespace charter {

std::string ErasureHash(const TenantId& tenant, const ErasureRecord& record, const std::string& before) {
  return Sha256(Canonical()
                    .Add("charter.erasure.1")
                    .Add(tenant.value)
                    .Add(record.number)
                    .Add(record.person.value)
                    .Add(record.by.value)
                    .Add(record.reason)
                    .Add(ToMicros(record.at))
                    .Add(before)
                    .text());
}

}  // namespace charter
