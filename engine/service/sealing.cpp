#include "engine/service/sealing.h"

#include <utility>

#include "engine/ports/seal_form.h"

namespace charter {
namespace {

// So many leaves are held at once, and written in one transaction.
constexpr int kLeaves = 10'000;

SealRecord Next(const std::optional<SealRecord>& newest) {
  SealRecord seal;
  seal.number = newest ? newest->number + 1 : 1;
  seal.items = newest ? newest->items : 0;
  seal.revisions = newest ? newest->revisions : 0;
  seal.previous = newest ? newest->hash : "";
  return seal;
}

void Cover(SealRecord& seal, const SealLeaf& leaf) {
  ++seal.changed;
  if (leaf.before == 0) ++seal.items;
  seal.revisions += leaf.rev - leaf.before;
}

// Of a seal and what its leaves and forerunner make it; "" where they are the same.
std::string UnlikeLeaves(Seals& seals, const TenantId& tenant, const SealRecord& seal,
                         const std::optional<SealRecord>& newest) {
  SealRecord made = Next(newest);
  SealRoot root;
  ItemId after;
  for (auto page = seals.SealLeaves(tenant, seal.number, after, kLeaves); !page.empty();
       page = seals.SealLeaves(tenant, seal.number, after, kLeaves)) {
    for (const SealLeaf& leaf : page) {
      Cover(made, leaf);
      root.Add(leaf);
    }
    after = page.back().item;
  }
  made.root = root.Finish();
  const auto unlike = [](const std::string& what, const auto& expected, const auto& found) {
    return what + ": expected " + expected + ", found " + found;
  };
  if (seal.previous != made.previous)
    return unlike("the seal before it has another hash", seal.previous, made.previous);
  if (seal.changed != made.changed) {
    return unlike("the number of items it covers anew", std::to_string(seal.changed),
                  std::to_string(made.changed));
  }
  if (seal.root != made.root) return unlike("what it covers has been changed (root)", seal.root, made.root);
  if (seal.items != made.items)
    return unlike("the number of items", std::to_string(made.items), std::to_string(seal.items));
  if (seal.revisions != made.revisions)
    return unlike("the number of revisions", std::to_string(made.revisions), std::to_string(seal.revisions));
  return "";
}

std::string UnlikeText(const TenantId& tenant, const SealRecord& seal, const SignatureCheck& check) {
  const std::string text = SealText(tenant, seal);
  const std::string hash = Sha256(text);
  if (seal.hash != hash) return "its hash: expected " + hash + ", found " + seal.hash;
  if (check && !check(seal.key, text, seal.signature)) return "its signature is not one of the key given";
  return "";
}

}  // namespace

SealRun SealTenant(Seals& seals, const TenantId& tenant, Timestamp now, const SealKey& key) {
  SealRun run;
  auto newest = seals.FindSeal(tenant, 0);
  ItemId after;
  for (auto page = seals.Unsealed(tenant, after, kLeaves); !page.empty();
       page = seals.Unsealed(tenant, after, kLeaves)) {
    after = page.back().item;
    SealRecord seal = Next(newest);
    seal.at = now;
    seal.key = key.id;
    SealRoot root;
    std::vector<SealLeaf> leaves;
    leaves.reserve(page.size());
    for (SealLeaf& leaf : page) {
      if (leaf.rev < leaf.before) {
        run.cut_back.push_back(std::move(leaf));
        continue;
      }
      leaf.seal = seal.number;
      Cover(seal, leaf);
      root.Add(leaf);
      leaves.push_back(std::move(leaf));
    }
    if (leaves.empty()) continue;
    seal.root = root.Finish();
    const std::string text = SealText(tenant, seal);
    seal.hash = Sha256(text);
    seal.signature = key.sign(text);
    if (!seals.AddSeal(tenant, seal, leaves)) return run;
    newest = seal;
    run.made.push_back(std::move(seal));
  }
  return run;
}

SealCheckResult CheckSeals(Seals& seals, const TenantId& tenant, std::span<const KeptSeal> kept,
                           const SignatureCheck& check) {
  SealCheckResult result;
  const auto differs = [&](const SealRecord& seal, const std::string& what) {
    result.differences.push_back("seal " + std::to_string(seal.number) + ": " + what);
  };
  for (const KeptSeal& each : kept) {
    if (each.tenant != tenant) {
      differs(each.seal, "the kept one is of the tenant " + each.tenant.value + ", not " + tenant.value);
    } else if (const std::string what = UnlikeText(tenant, each.seal, check); !what.empty()) {
      differs(each.seal, "the kept one was changed: " + what);
    } else if (const auto found = seals.FindSeal(tenant, each.seal.number); !found) {
      differs(each.seal, "it is kept elsewhere and missing from the database");
    } else if (found->hash != each.seal.hash) {
      differs(each.seal, "the database has another one than was kept: expected " + each.seal.hash +
                             ", found " + found->hash);
    }
  }
  const auto newest = seals.FindSeal(tenant, 0);
  std::optional<SealRecord> before;
  for (std::int64_t number = 1; newest && number <= newest->number; ++number) {
    auto seal = seals.FindSeal(tenant, number);
    if (!seal) {
      seal.emplace().number = number;
      differs(*seal, "it is missing from the database, which has a later one");
      return result;
    }
    ++result.seals;
    std::string what = UnlikeText(tenant, *seal, check);
    if (what.empty()) what = UnlikeLeaves(seals, tenant, *seal, before);
    if (!what.empty()) {
      differs(*seal, what);
      return result;
    }
    before = std::move(seal);
  }
  return result;
}

}  // namespace charter
