#include "engine/data/canonical.h"

namespace charter {

Canonical& Canonical::Add(std::string_view part) {
  text_ += std::to_string(part.size());
  text_ += ':';
  text_ += part;
  text_ += ',';
  return *this;
}

Canonical& Canonical::Add(std::int64_t number) { return Add(std::string_view(std::to_string(number))); }

Canonical& Canonical::Add(const std::vector<std::string>& list) {
  Canonical inner;
  for (const std::string& part : list) inner.Add(std::string_view(part));
  return Add(std::string_view(inner.text()));
}

}  // namespace charter
