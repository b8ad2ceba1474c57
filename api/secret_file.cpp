#include "api/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace charter::api {

// Written beside and renamed, so that nobody reads half of it.
bool WriteSecret(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written =
      fchmod(file, 0600) == 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return written && rename(beside.c_str(), path.c_str()) == 0;
}

}  // namespace charter::api
