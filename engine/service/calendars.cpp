#include "engine/service/calendars.h"

#include <string>

#include "engine/data/failure.h"

namespace charter {

const WorkCalendar& Calendars::Newest() {
  const std::lock_guard lock(mutex_);
  if (!kept_) Keep();
  return editions_.rbegin()->second;
}

const WorkCalendar& Calendars::Get(std::int64_t edition) {
  const std::lock_guard lock(mutex_);
  if (editions_.empty()) Read();
  if (edition == 0) return editions_.empty() ? given_ : editions_.begin()->second;
  // Another server may have added it.
  if (!editions_.contains(edition)) Read();
  const auto found = editions_.find(edition);
  if (found == editions_.end()) {
    throw Failure(Code::store_failed, "an item was counted with edition " + std::to_string(edition) +
                                          " of the work calendar, which the database does not have");
  }
  return found->second;
}

void Calendars::Read() {
  for (const auto& record : store_.ListCalendars()) {
    if (editions_.contains(record.edition)) continue;
    auto calendar = WorkCalendar::Parse(record.text);
    if (!calendar) {
      throw Failure(Code::store_failed, "edition " + std::to_string(record.edition) +
                                            " of the work calendar cannot be read: " + calendar.error());
    }
    calendar->set_edition(record.edition);
    editions_.emplace(record.edition, *std::move(calendar));
  }
}

void Calendars::Keep() {
  Read();
  const std::string text = given_.ToJson();
  bool known = false;
  for (const auto& [edition, calendar] : editions_) known = known || calendar.ToJson() == text;
  if (!known) {
    if (!editions_.empty()) {
      for (const int year : editions_.rbegin()->second.published()) {
        if (given_.IsPublished(year)) continue;
        throw Failure(Code::invalid_parameter,
                      "the work calendar lacks the year " + std::to_string(year) +
                          ", which deadlines are counted with already; take a file that has it");
      }
    }
    static_cast<void>(store_.AddCalendar(text, clock_.Now()));
    Read();
  }
  kept_ = true;
}

}  // namespace charter
