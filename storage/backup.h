// A SQLite database as one file that can be kept elsewhere, and back. For PostgreSQL see BACKUP.md.
#pragma once

#include <string>

namespace charter::storage {

// Both return what was done, as lines for the person who asked, and throw Failure. `url` is an address as for
// OpenStore; for PostgreSQL the failure (invalid_parameter) is the command to run instead.

// Copies the database as it is at this moment, while servers go on writing, and checks the copy: every page,
// that it is Charter's, its schema. `to` appears only then, complete and synced, and is readable by its owner
// alone. Refused: already_there, not_a_database, database_damaged.
std::string Backup(const std::string& url, const std::string& to);

// Makes the database of `url` a checked copy of the file `from`, all at once. A database that is there is
// refused (already_there) unless `replace`: then it is kept beside it, under the name that the answer says.
// Refused, and nothing changed: not_a_database, database_damaged, store_schema (a newer program's),
// database_in_use (a server has the database open).
std::string Restore(const std::string& from, const std::string& url, bool replace);

}  // namespace charter::storage
