#include "api/sealer.h"

#include <fstream>
#include <utility>

#include "api/log.h"
#include "api/seal_json.h"
#include "engine/data/failure.h"

namespace charter::api {

SealKey KeyOf(const SigningKey& key) {
  return {key.id(), [key](std::string_view text) { return key.Sign(text); }};
}

Sealer::Sealer(Store& store, Clock& clock, SigningKey key, std::string file)
    : store_(store), clock_(clock), key_(std::move(key)), file_(std::move(file)) {}

void Sealer::RunOnce() {
  for (const TenantId& tenant : store_.ListTenants()) {
    const SealRun run = SealTenant(store_, tenant, clock_.Now(), KeyOf(key_));
    for (const SealRecord& seal : run.made) Keep(tenant, seal);
    for (const SealLeaf& leaf : run.cut_back) {
      Log(Level::kError, "item_cut_back",
          {{"tenant", tenant.value},
           {"item", leaf.item.value},
           {"revision", std::to_string(leaf.rev)},
           {"sealed", std::to_string(leaf.before)}});
    }
  }
}

void Sealer::Keep(const TenantId& tenant, const SealRecord& seal) const {
  const std::string line = WriteSeal(tenant, seal);
  Log(Level::kInfo, "sealed", {{"seal", line}});
  if (file_.empty()) return;
  std::ofstream file(file_, std::ios::app | std::ios::binary);
  file << line << "\n";
  if (!file.flush()) throw Failure(Code::invalid_parameter, "cannot write the seals to " + file_);
}

}  // namespace charter::api
