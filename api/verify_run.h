// Checks all items of a tenant in several threads.
#pragma once

#include <functional>

#include "engine/service/service.h"

namespace charter::api {

// Called in the order of items, by one thread at a time.
using OnVerified = std::function<void(const VerifiedItems& range)>;

// Each of `threads` takes the next range of items, until none is left. Throws what a check throws.
void VerifyAll(Service& service, Audit& audit, const TenantId& tenant, int threads, const OnVerified& done);

}  // namespace charter::api
