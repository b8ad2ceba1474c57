// What `charter serve` says when it is ready.
#pragma once

#include <iosfwd>
#include <map>
#include <optional>
#include <string>

#include "api/sample_city.h"
#include "api/sign_in.h"

namespace charter::api {

struct Welcome {
  std::string address;  // "http://127.0.0.1:8080"
  std::optional<Timestamp> simulated_now;
  std::optional<SampleCity> city;
  std::map<std::string, std::string> tokens;  // by name
  std::string token_file;
  std::optional<SignIn::FirstPassword> first;  // of the administrator that was made just now
};

// One token for each role, the first person who holds it; all are in the token file.
void Print(const Welcome& welcome, std::ostream& out);

// Spaces up to `width` columns of a terminal, where a Chinese character takes two.
std::string Pad(const std::string& text, std::size_t width);

}  // namespace charter::api
