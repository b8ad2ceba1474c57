#include "engine/service/new_item.h"

#include "engine/run/step.h"

namespace charter {

ItemRecord RecordOf(const Ports& ports, const TenantId& tenant, const NewItem& item, Timestamp now) {
  ItemRecord record;
  record.id = ports.ids.NextItem();
  record.number = record.id.value;
  std::vector<FieldError> errors;
  ConformCreation(item.chart, item.data, errors);
  if (errors.empty() && !item.chart.number.empty()) {
    const int year = ToCivil(DayOf(now)).year;
    const auto next = ports.store.NextNumber(tenant, item.chart.workflow + ":" + std::to_string(year));
    record.number = FormatNumber(item.chart.number, year, next);
  }
  record.workflow = item.chart.workflow;
  record.version = item.chart.version;
  record.org = item.place.id;
  record.org_path = item.place.path;
  record.parent = item.parent;
  record.created_by = item.created_by;
  record.created_at = now;
  return record;
}

}  // namespace charter
