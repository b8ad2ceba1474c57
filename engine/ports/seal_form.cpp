#include "engine/ports/seal_form.h"

#include "engine/data/canonical.h"
#include "engine/data/micros.h"

namespace charter {

void SealRoot::Add(const SealLeaf& leaf) {
  stream_.Add(Canonical().Add(leaf.item.value).Add(leaf.before).Add(leaf.rev).Add(leaf.head).text());
}

std::string SealText(const TenantId& tenant, const SealRecord& seal) {
  return Canonical()
      .Add("charter.seal.1")
      .Add(tenant.value)
      .Add(seal.number)
      .Add(ToMicros(seal.at))
      .Add(seal.items)
      .Add(seal.revisions)
      .Add(seal.changed)
      .Add(seal.root)
      .Add(seal.previous)
      .text();
}

}  // namespace charter
