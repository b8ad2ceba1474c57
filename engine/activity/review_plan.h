// A review as its workflow file has it: who scores what, and how one score comes of many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/activity/activity.h"
#include "engine/activity/aggregate.h"

namespace charter {

// Reviewers who score on one sheet.
struct Panel {
  enum class Assign : std::uint8_t { kManual, kRandom, kBalanced };

  std::string id;  // empty: the review has this one only
  Sheet sheet;
  std::vector<std::string> roles;  // one of which a reviewer holds over the item
  std::int64_t min = 1;            // valid scores that are needed
  std::int64_t max = 0;            // reviewers at a time
  std::int64_t count = 0;          // reviewers that are drawn
  Assign assign = Assign::kManual;
  Decimal weight{1, 0};
  Aggregation aggregate;
};

struct ReviewPlan {
  std::vector<Panel> panels;            // one without an id, or several with one
  std::vector<std::string> organisers;  // `by`; the reviewers' roles where it is not given
  bool blind = true;
  int places = 2;

  // Null if there is none of that id.
  [[nodiscard]] const Panel* Find(std::string_view id) const;
  [[nodiscard]] bool Draws() const;  // whether some panel's reviewers are drawn, not named
};

// Points have at most as many places.
constexpr int kScorePlaces = 4;
// Reviewers of a panel where `max` does not say.
constexpr std::int64_t kMostReviewers = 100;

// Precondition: ReviewMistakes found none.
ReviewPlan PlanOf(const ActivitySetup& setup);

// sheet_or_panels, duplicate_id, impossible_numbers (a `count` outside of `min` and `max`, scores that are
// all dropped, weights of 0, numbers that cannot be computed exactly).
std::vector<ActivityMistake> ReviewMistakes(const ActivitySetup& setup);

// What a reviewer hands in on a sheet: an object with every criterion, each within its bounds.
Schema SheetSchema(const Sheet& sheet);

}  // namespace charter
