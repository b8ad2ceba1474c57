// Puts together what is said of one part of a chart.
#pragma once

#include <string>
#include <utility>

#include "engine/chart/drawing_text.h"
#include "engine/chart/inventory.h"

namespace charter {

inline Text SameInBoth(const std::string& text) { return {text, text}; }

// Collects the aspects of one part; what is empty is not said.
class PartBuilder {
 public:
  PartBuilder(ChartPart::Kind kind, std::string id, Text title) {
    part_.kind = kind;
    part_.id = std::move(id);
    part_.title = title.empty() ? SameInBoth(part_.id) : std::move(title);
  }

  void Say(const std::string& id, Text title, Text value) {
    if (!value.empty()) part_.aspects.push_back({prefix_ + id, std::move(title), std::move(value)});
  }
  void Say(const std::string& id, Text title, const std::string& value) {
    Say(id, std::move(title), SameInBoth(value));
  }
  void Say(const std::string& id, Text title, const Program& program) {
    Say(id, std::move(title), OnOneLine(program.source()));
  }
  void SayYes(const std::string& id, Text title, bool yes) {
    if (yes) Say(id, std::move(title), Text{"是", "yes"});
  }
  void Titled(const Text& title) { Say("title", {"名称", "Title"}, title); }

  // From here on about the second, third, ... way; the first has no number.
  void Branch(std::size_t number) { prefix_ = number < 2 ? "" : std::to_string(number) + "."; }
  ChartPart Take() { return std::move(part_); }

 private:
  ChartPart part_;
  std::string prefix_;
};

}  // namespace charter
