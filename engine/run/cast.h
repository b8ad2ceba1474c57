// The people of a simulation, where there is no directory.
#pragma once

#include <string>
#include <vector>

#include "engine/run/facts.h"

namespace charter {

// Nobody has other tasks, and lots fall by the item's revision alone, so that a simulation plays alike each
// time.
class Cast : public People {
 public:
  // `people` outlives it.
  Cast(const std::vector<Actor>& people, std::int64_t rev) : people_(people), rev_(rev) {}

  std::optional<Actor> Find(const PersonId& id) override;
  std::vector<Actor> HoldersOf(const std::vector<std::string>& roles) override;
  std::vector<std::int64_t> LoadsOf(const std::vector<PersonId>& people) override {
    return std::vector<std::int64_t>(people.size());
  }
  std::string Seed() override;

 private:
  const std::vector<Actor>& people_;
  std::int64_t rev_;
};

}  // namespace charter
