#include "engine/service/drawings.h"

namespace charter {

std::shared_ptr<const Drawing> Drawings::Get(const std::shared_ptr<const Chart>& chart, Language language) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& place = entries_[{chart.get(), language}];
    if (place == nullptr) place = std::make_shared<Entry>();
    entry = place;
  }
  const std::lock_guard lock(entry->drawing_it);
  if (entry->drawing == nullptr) entry->drawing = std::make_shared<const Drawing>(chart, language);
  return entry->drawing;
}

}  // namespace charter
