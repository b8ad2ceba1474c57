// The file of sample tokens: lines like TOKEN_LEAD_TAIHU=charter_..., for a shell to read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/identity.h"
#include "api/sample_city.h"

namespace charter::api {

// By name. Lines that are no token are passed over; nothing where there is no such file.
std::map<std::string, std::string> ReadTokenFile(const std::string& path);

// The tokens of the file where they all still hold, so that a shell which has read it goes on
// working after a restart; otherwise new ones for everybody, valid for a year, written to the file
// with mode 0600. Throws Failure(invalid_parameter) where the file cannot be written.
std::map<std::string, std::string> KeepOrIssueTokens(const std::string& path, const SampleCity& city,
                                                     Directory& directory, Clock& wall_clock);

}  // namespace charter::api
