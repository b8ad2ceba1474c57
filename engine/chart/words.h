// What the parts of a chart are called, in words of one language: for pictures and for what changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/chart/chart.h"

namespace charter {

// All on one line. The chart must outlive it.
class Words {
 public:
  Words(const Chart& chart, Language language) : chart_(chart), language_(language) {}

  [[nodiscard]] const char* Say(const char* zh, const char* en) const {
    return language_ == Language::kZh ? zh : en;
  }
  // A title, or the id where there is none.
  [[nodiscard]] std::string TitleOf(const State& state) const;
  [[nodiscard]] std::string TitleOf(const Activity& activity) const;  // or that of its kind
  [[nodiscard]] std::string Roles(const std::vector<RoleIndex>& roles) const;
  [[nodiscard]] std::string States(const std::vector<StateIndex>& states) const;

  // A parameter by its title: what it comes to, the law of each item's place says.
  [[nodiscard]] std::string LengthOf(const PeriodTerm& term) const;
  // "5 workdays", after `plain`; "5 workdays before data.opening"; "at data.opening".
  [[nodiscard]] std::string When(const std::optional<PeriodTerm>& period, const Program& at, bool before,
                                 const std::string& plain) const;
  // What makes the transition happen: an event, the time, or that something is done.
  [[nodiscard]] std::string Cause(TransitionIndex index) const;

 private:
  [[nodiscard]] std::string Done(const std::string& event) const;

  const Chart& chart_;
  Language language_;
};

}  // namespace charter
