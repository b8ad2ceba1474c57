// Working days of the People's Republic of China: weekends, holidays and make-up working days.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/time.h"

namespace charter {

// The yearly notices of the State Council as data (workflows/calendars/). Immutable once loaded;
// safe to share between threads. A year without a notice counts weekends only and is reported as
// not published, so that what was computed from it can be marked provisional.
class WorkCalendar {
 public:
  // {"years": {"2026": {"off": ["2026-01-01", ...], "make_up_work": [...]}}}; a year whose lists are
  // both empty has not been published. The error is one English sentence that names the place.
  static tl::expected<WorkCalendar, std::string> Parse(std::string_view json);

  // Which of the editions that items were counted with it is, from 1; 0: none that is kept.
  [[nodiscard]] std::int64_t edition() const { return edition_; }
  void set_edition(std::int64_t edition) { edition_ = edition; }
  // What Parse reads, of the published years alone: equal texts count alike.
  [[nodiscard]] std::string ToJson() const;
  // This one as its next edition, in which the years that `newer` has published are as they are there.
  [[nodiscard]] WorkCalendar With(const WorkCalendar& newer) const;
  // The years that one of the two has published and the other has not, or not with the same days.
  [[nodiscard]] std::vector<int> ChangedYears(const WorkCalendar& other) const;

  [[nodiscard]] bool IsWorkday(Date day) const;
  [[nodiscard]] bool IsPublished(int year) const;
  [[nodiscard]] const std::set<int>& published() const { return published_; }

  // The n-th workday after `start` (start not counted), n >= 1; before it for n <= -1; `start` for 0.
  [[nodiscard]] Date AddWorkdays(Date start, std::int64_t n) const;
  // `day` itself where it is a workday, else the next workday (Civil Code, Article 203).
  [[nodiscard]] Date RollForward(Date day) const;
  // Workdays in (a, b]; negative where b is before a.
  [[nodiscard]] std::int64_t WorkdaysBetween(Date a, Date b) const;
  // Whether every year that [a, b] touches is published.
  [[nodiscard]] bool Covers(Date a, Date b) const;

  // The days of a year that differ from its weeks: those worked for (`work`) or those off, "2026-01-01".
  [[nodiscard]] std::vector<std::string> DaysOf(int year, bool work) const;

 private:
  std::int64_t edition_ = 0;
  std::set<int> published_;
  std::map<Date, bool> exceptions_;  // true: works, false: off
};

}  // namespace charter
