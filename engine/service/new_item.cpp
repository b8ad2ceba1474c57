#include "engine/service/new_item.h"

namespace charter {

ItemRecord RecordOf(const Ports& ports, const NewItem& item, Timestamp now) {
  ItemRecord record;
  record.id = ports.ids.NextItem();
  record.number = record.id.value;
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
