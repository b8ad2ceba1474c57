// What a chart says, part by part and in both languages: what two versions are compared by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/chart.h"

namespace charter {

// One thing that is said of a part.
struct ChartAspect {
  std::string id;  // "title", "guard", "2.guard" of the second way an event may go
  Text title;      // what that is called: "期限"
  Text value;      // never empty; expressions, settings and schemas as they are written
};

struct ChartPart {
  enum class Kind : std::uint8_t {
    kWorkflow,
    kRole,
    kField,
    kParameter,
    kSheet,
    kState,
    kEvent,     // what may be sent in one state, and what the workflow does there by itself
    kDeadline,  // of one state: when something is due, and what happens once time has passed
    kActivity,
  };
  Kind kind = Kind::kWorkflow;
  std::string id;  // unique among those of its kind: "review", of an event "review/submit"
  Text title;
  std::vector<ChartAspect> aspects;
};

std::string_view NameOf(ChartPart::Kind kind);  // "deadline"
Text TitleOf(ChartPart::Kind kind);

// By kind, each in the order of the file.
std::vector<ChartPart> PartsOf(const Chart& chart);

}  // namespace charter
