// What items keep of a person, for himself (个人信息保护法, article 45).
#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/data/json.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/person_fields.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr int kRange = 1000;
constexpr int kMostRanges = 20;  // that are gone through for one page
constexpr int kHistoryPage = 1000;

bool IsBy(const HistoryRecord& row, const PersonId& person) {
  const auto actor = ParseJson(row.actor);
  const Value* id = actor && actor->is(Kind::kMap) ? actor->Find("id") : nullptr;
  return id != nullptr && id->is(Kind::kString) && id->AsString() == person.value;
}

}  // namespace

std::optional<PersonItem> Service::Impl::AboutPerson(const Caller& person, const PersonId& asker,
                                                     const ItemId& id) {
  const auto record = ports.store.FindItem(person.tenant, id);
  if (!record) return std::nullopt;
  const auto chart = charts.Get(person.tenant, *record);
  const Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  const auto roles = ReaderOf(person, record->org_path).roles;
  const PersonId& who = person.person.id;
  const bool himself = asker == who;
  PersonItem about{record->id, record->number, record->workflow, {}, record->created_by == who, {}, {}, {}};
  if (charter::MaySee(person, *record, snapshot)) {
    about.title = record->title;
    for (std::size_t i = 0; i < chart->data.size(); ++i) {
      const Field& field = chart->data[i];
      if (MayRead(field, roles) && HoldsPerson(field.schema, snapshot.data[i], who.value))
        about.fields.push_back(field.name);
    }
  }
  // As he reads what he did, whatever he may have been since. Whoever asks for him is not told what he did in
  // secret, nor what he said to one side.
  const HistoryReader reader(*chart, snapshot, who, roles);
  std::int64_t last = 0;
  for (auto page = ports.store.History(person.tenant, id, 0, kHistoryPage); !page.empty();
       page = ports.store.History(person.tenant, id, last, kHistoryPage)) {
    last = page.back().rev;
    for (HistoryRecord& row : page) {
      const bool told = IsBy(row, who) && (himself || !IsSecret(row));
      if (told && reader.Show(row)) about.rows.push_back(std::move(row));
    }
  }
  const Masking masking(*chart, snapshot);
  std::string said;
  do {
    auto page = ports.store.ListComments(person.tenant, id, said, kHistoryPage);
    std::erase_if(page.rows, [&](const CommentRecord& comment) {
      return comment.person != who || (!himself && !comment.to.empty());
    });
    for (CommentRecord& comment : page.rows) comment.text = masking.Of(std::move(comment.text));
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(about.said));
    said = std::move(page.next);
  } while (!said.empty());
  if (!about.made && about.fields.empty() && about.rows.empty() && about.said.empty()) return std::nullopt;
  return about;
}

Page<PersonItem> Service::ItemsOf(const TenantId& tenant, const PersonId& person, const PersonId& asker,
                                  const std::string& after, int limit) {
  Page<PersonItem> page;
  const auto found = impl_->ports.directory.FindPerson(tenant, person);
  if (!found) return page;
  const Caller as_person = CallerAt(impl_->ports.directory, tenant, *found, impl_->ports.clock.Now());
  ItemId from(after);
  for (int i = 0; i < kMostRanges; ++i) {
    const ItemRange range = impl_->ports.store.RangeAfter(tenant, from, kRange);
    for (const ItemId& id : impl_->ports.store.ItemsAbout(tenant, range, person)) {
      if (page.rows.size() >= static_cast<std::size_t>(limit)) {
        page.next = page.rows.back().id.value;
        return page;
      }
      if (auto about = impl_->AboutPerson(as_person, asker, id)) page.rows.push_back(*std::move(about));
    }
    if (!range.until) return page;
    from = *range.until;
  }
  page.next = from.value;
  return page;
}

}  // namespace charter
