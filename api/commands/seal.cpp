// charter seal: sign what stands in the database, to be kept elsewhere.
#include <cstdlib>
#include <ostream>
#include <vector>

#include "api/clock.h"
#include "api/commands/commands.h"
#include "api/seal_json.h"
#include "api/sealer.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr const char* kKeyVariable = "CHARTER_SEAL_KEY";

int MakeKey(const std::string& path, const Surroundings& surroundings) {
  SigningKey::Make(path);
  surroundings.out << "made " << path << " (keep it secret) and " << path
                   << ".pub (give it to those who verify)\n";
  return kExitOk;
}

// Each tenant's newest seal goes to `out`: it covers all before it.
int SealTenants(Store& store, const std::vector<TenantId>& tenants, const SigningKey& key,
                const Surroundings& surroundings) {
  SystemClock clock;
  int code = kExitOk;
  for (const TenantId& tenant : tenants) {
    const SealRun run = SealTenant(store, tenant, clock.Now(), KeyOf(key));
    for (const SealLeaf& leaf : run.cut_back) {
      code = kExitFailed;
      surroundings.err << "item " << leaf.item.value << " stands at revision " << leaf.rev
                       << ", an earlier seal covers its revision " << leaf.before
                       << ": it was cut back; charter verify tells more\n";
    }
    const auto newest = store.FindSeal(tenant, 0);
    if (!newest) continue;
    if (run.made.empty())
      surroundings.err << "nothing has changed since seal " << newest->number << "; this is it:\n";
    surroundings.out << WriteSeal(tenant, *newest) << "\n";
  }
  return code;
}

int Seal(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.Has("--new-key")) return MakeKey(arguments.Get("--new-key"), surroundings);
  const SigningKey key = SigningKey::Read(SealKeyPath(arguments));
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  std::vector<TenantId> tenants = database->store->ListTenants();
  if (arguments.Has("--tenant")) tenants = {TenantId(arguments.Get("--tenant"))};
  return SealTenants(*database->store, tenants, key, surroundings);
}

}  // namespace

Option SealKeyOption() {
  return {"--seal-key", Option::Value::kRequired, "FILE",
          "the private key that signs seals (else the file that CHARTER_SEAL_KEY names)"};
}

std::string SealKeyPath(const Arguments& arguments) {
  const char* named = std::getenv(kKeyVariable);  // NOLINT(concurrency-mt-unsafe): before any thread
  std::string path = arguments.Get("--seal-key", named == nullptr ? "" : named);
  if (path.empty()) {
    throw Failure(
        Code::invalid_parameter,
        "sealing needs a key: --seal-key FILE, or CHARTER_SEAL_KEY=FILE; charter seal --new-key FILE "
        "makes one");
  }
  return path;
}

Command SealCommand() {
  using Value = Option::Value;
  return {"seal",
          "",
          "sign what stands in the database, for keeping elsewhere",
          {DatabaseOption(),
           SealKeyOption(),
           {"--new-key", Value::kRequired, "FILE", "make a key in FILE, and FILE.pub for those who verify"},
           {"--tenant", Value::kRequired, "ID", "whose items (all tenants)"}},
          Seal};
}

}  // namespace charter::api
