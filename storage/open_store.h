// Opens the store that an address names. The only header of this folder that others need.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "engine/ports/directory.h"
#include "engine/ports/files.h"
#include "engine/ports/store.h"

namespace charter::storage {

// A store, the directory and the files beside it, in one database. All are thread-safe and live as long as
// this.
class OpenedStore {
 public:
  OpenedStore(std::unique_ptr<Store> store, std::unique_ptr<Directory> directory,
              std::unique_ptr<Files> files);
  ~OpenedStore();
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] Directory& directory() { return *directory_; }
  [[nodiscard]] Files& files() { return *files_; }

 private:
  std::unique_ptr<Store> store_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Files> files_;
};

struct OpenOptions {
  bool migrate = false;  // bring the schema up to date first
  // To PostgreSQL at most: as many that read, and as many and two that commit. SQLite has one writer and
  // four readers.
  std::size_t connections = 16;
};

// `url` is one of
//   sqlite:PATH                       a file
//   postgresql://user@host:5432/name  or postgres://..., or a conninfo ("host=... dbname=...")
//   memory:                           nothing is kept; a new, empty store each time
// All throw Failure, whose text says what to do: store_unavailable where the address makes no sense or
// nobody answers there, store_schema where the schema is not the one of this program.
std::unique_ptr<OpenedStore> OpenStore(const std::string& url, const OpenOptions& options = {});

// Applies the migrations that are missing, each in a transaction, and returns how many that were.
// Creates a SQLite file that is not there. Several processes may call it at once.
int Migrate(const std::string& url);

struct SchemaVersions {
  int present = 0;  // of the database; 0 before the first migration
  int wanted = 0;   // of this program
};
SchemaVersions SchemaVersion(const std::string& url);

}  // namespace charter::storage
