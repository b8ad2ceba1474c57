// Somebody must be the first who may do anything.
#pragma once

#include <optional>

#include "api/sign_in.h"

namespace charter::api {

// Where the tenant has no organisation yet: makes one, of the tenant's own id, and a person `administrator`
// who administers it, with a password for once. Nothing where there is somebody already, or another server
// does the same at this moment.
std::optional<SignIn::FirstPassword> MakeFirstAdministrator(Directory& directory, SignIn& sign_in,
                                                            const TenantId& tenant);

}  // namespace charter::api
