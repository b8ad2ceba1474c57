// The people of a directory, as the facts of an event need them.
#pragma once

#include "engine/run/facts.h"
#include "engine/service/service.h"

namespace charter {

// Of one tenant, with the roles they hold over the organisation at `path`.
class KnownPeople : public People {
 public:
  KnownPeople(const Ports& ports, const TenantId& tenant, const std::string& path)
      : ports_(ports), tenant_(tenant), path_(path) {}

  std::optional<Actor> Find(const PersonId& id) override;
  std::vector<Actor> HoldersOf(const std::vector<std::string>& roles) override;
  std::vector<std::int64_t> LoadsOf(const std::vector<PersonId>& people) override;
  std::string Seed() override { return ports_.ids.NextSeed(); }

 private:
  const Ports& ports_;
  const TenantId& tenant_;
  const std::string& path_;
};

}  // namespace charter
