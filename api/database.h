// What a command needs of a database, without knowing which one it is.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/ports/directory.h"
#include "engine/ports/store.h"

namespace charter::api {

// An open database; closed with the last copy.
struct OpenDatabase {
  std::shared_ptr<Store> store;
  std::shared_ptr<Directory> directory;
};

// Filled in by main, the one place that knows the storage. Both throw Failure, whose text says what
// to do: store_schema for a database that has not been migrated (or by a newer Charter),
// store_unavailable where the address makes no sense or nothing answers.
struct DatabaseDoor {
  // `migrate`: bring the tables up to date first.
  std::function<OpenDatabase(const std::string& url, bool migrate)> open;
  // Brings the tables up to date; returns how many migrations that took.
  std::function<int(const std::string& url)> migrate;
};

}  // namespace charter::api
