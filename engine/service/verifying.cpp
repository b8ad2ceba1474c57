// Service's part that checks what is stored.
#include "engine/data/failure.h"
#include "engine/data/person_names.h"
#include "engine/service/service_impl.h"

namespace charter {

VerifiedItems Service::VerifyItems(const TenantId& tenant, const ItemRange& range) {
  VerifiedItems verified;
  ItemCheck check(impl_->charts, impl_->calendars, impl_->ports.store.ListErasures(tenant));
  for (const Trail& trail : impl_->ports.store.ReadTrails(tenant, range)) {
    ++verified.items;
    verified.revisions += static_cast<std::int64_t>(trail.history.size());
    if (auto difference = check.Check(tenant, trail)) verified.differences.push_back(std::move(*difference));
  }
  return verified;
}

std::optional<std::string> Service::VerifyErasures(const TenantId& tenant) {
  std::string before;
  std::int64_t number = 0;
  for (const ErasureRecord& record : impl_->ports.store.ListErasures(tenant)) {
    const std::string which = "erasure " + std::to_string(++number) + ": ";
    if (record.number != number) return which + "it is missing";
    if (record.hash != ErasureHash(tenant, record, before))
      return which + "its content is not what was written";
    const auto person = impl_->ports.directory.FindPerson(tenant, record.person);
    if (!person || person->name != kErasedName)
      return which + "the directory has a name for " + record.person.value + " again";
    before = record.hash;
  }
  return std::nullopt;
}

std::optional<std::string> Service::Verify(const TenantId& tenant, const ItemId& id) {
  constexpr int kPage = 1000;
  Store& store = impl_->ports.store;
  Trail trail{id, store.FindItem(tenant, id), {}, {}, store.LedgerOf(tenant, id)};
  if (!trail.item) throw Failure(Code::item_not_found, "no item " + id.value);
  std::int64_t last = 0;
  for (auto page = store.History(tenant, id, 0, kPage); !page.empty();
       page = store.History(tenant, id, last, kPage)) {
    last = page.back().rev;
    std::move(page.begin(), page.end(), std::back_inserter(trail.history));
  }
  const auto difference =
      ItemCheck(impl_->charts, impl_->calendars, store.ListErasures(tenant)).Check(tenant, trail);
  return difference ? std::optional(ToString(*difference)) : std::nullopt;
}

}  // namespace charter
