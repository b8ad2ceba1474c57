// Brings a database's schema up to date.
#pragma once

#include "storage/database.h"
#include "storage/open_store.h"

namespace charter::storage {

// See Migrate in open_store.h. Throws Failure (store_schema) where the schema is newer than this
// program.
int ApplyMigrations(Database& database);

SchemaVersions ReadSchemaVersions(Database& database);
int LatestVersion(const Database& database);
// Throws Failure (store_schema).
void CheckNotNewer(const Database& database, const SchemaVersions& versions);

}  // namespace charter::storage
