#include "engine/run/label.h"

#include <algorithm>

#include "engine/run/activation.h"
#include "engine/run/masking.h"

namespace charter {

std::string LabelOf(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                    const WorkCalendar& calendar) {
  if (chart.label.empty()) return item.number;
  const bool guarded = std::any_of(chart.data.begin(), chart.data.end(), [&](const Field& field) {
    return !field.read.empty() && chart.label.source().find(field.name) != std::string::npos;
  });
  if (guarded) return item.number;
  Event event;
  event.at = snapshot.at;
  const EvalResult label = chart.label.Run(ItemActivation(chart, item, snapshot, event, calendar));
  if (!label || !label->is(Kind::kString)) return item.number;
  return Masking(chart, snapshot).Of(std::string(label->AsString()));
}

}  // namespace charter
