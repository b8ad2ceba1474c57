// A tenant as lines of text: to move it from one database to another, of whichever kind.
#pragma once

#include <iosfwd>
#include <string>

#include "engine/data/id.h"

namespace charter::storage {

// Both return what was done, as lines for the person who asked, and throw Failure. `url` is an address as for
// OpenStore. Memory stays small however large the tenant is. TRANSFER.md describes the lines.

// Writes all that the database keeps of the tenant, as it was at one moment, while servers go on writing. The
// same content gives the same bytes from either kind of database. Nothing is left out but whose turn at a
// queue it is. Refused: store_schema; invalid_parameter for a tenant that nothing is kept of.
std::string ExportTenant(const std::string& url, const TenantId& tenant, std::ostream& out);

// Puts what ExportTenant wrote into a database, in one transaction: all of it or nothing. Refused:
// export_damaged (cut off, altered), export_version, already_there (the tenant has a row here),
// calendar_clash.
std::string ImportTenant(std::istream& in, const std::string& url);

}  // namespace charter::storage
