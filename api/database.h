// What a command needs of a database, without knowing which one it is.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "engine/ports/directory.h"
#include "engine/ports/files.h"
#include "engine/ports/store.h"

namespace charter::api {

// An open database; closed with the last copy.
struct OpenDatabase {
  std::shared_ptr<Store> store;
  std::shared_ptr<Directory> directory;
  std::shared_ptr<Files> files;
};

// Filled in by main, the one place that knows the storage. Both throw Failure, whose text says what
// to do: store_schema for a database that has not been migrated (or by a newer Charter),
// store_unavailable where the address makes no sense or nothing answers.
struct DatabaseDoor {
  // `migrate`: bring the tables up to date first.
  std::function<OpenDatabase(const std::string& url, bool migrate)> open;
  // Brings the tables up to date; returns how many migrations that took.
  std::function<int(const std::string& url)> migrate;
  // A database as one file, and a tenant as lines of text (storage/backup.h, storage/transfer.h); what was
  // done comes back as lines for the user.
  std::function<std::string(const std::string& url, const std::string& to)> backup;
  std::function<std::string(const std::string& from, const std::string& url, bool replace)> restore;
  std::function<std::string(const std::string& url, const TenantId& tenant, std::ostream& out)> export_tenant;
  std::function<std::string(std::istream& in, const std::string& url)> import_tenant;
};

}  // namespace charter::api
