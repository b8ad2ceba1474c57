#include "engine/ports/chain.h"

#include "engine/data/canonical.h"
#include "engine/data/micros.h"
#include "engine/data/person_names.h"
#include "engine/data/sha256.h"

namespace charter {

std::string ChainStart(const TenantId& tenant, const ItemRecord& item) {
  return Sha256(Canonical()
                    .Add("charter.item.1")
                    .Add(tenant.value)
                    .Add(item.id.value)
                    .Add(item.number)
                    .Add(item.workflow)
                    .Add(std::int64_t{item.version})
                    .Add(item.org.value)
                    .Add(item.parent ? item.parent->value : "")
                    .Add(Sha256(item.created_by.value))
                    .Add(ToMicros(item.created_at))
                    .text());
}

std::string ChainHash(const std::string& before, const HistoryRecord& row) {
  Canonical text;
  text.Add(row.names.empty() ? "charter.row.1" : "charter.row.2")
      .Add(before)
      .Add(row.rev)
      .Add(ToMicros(row.at))
      .Add(ToMicros(row.recorded_at))
      .Add(row.event)
      .Add(row.source)
      .Add(Sha256(row.actor))
      .Add(Sha256(row.input))
      .Add(row.from)
      .Add(row.to)
      .Add(Sha256(row.detail));
  if (!row.names.empty()) text.Add(DigestOf(row.names));
  return Sha256(text.text());
}

void Chain(const TenantId& tenant, ItemRecord& item, std::vector<HistoryRecord>& rows) {
  if (item.head.empty()) item.head = ChainStart(tenant, item);
  for (HistoryRecord& row : rows) item.head = row.hash = ChainHash(item.head, row);
}

}  // namespace charter
