#include "engine/chart/soundness.h"

#include "engine/chart/checks.h"

namespace charter {

void CheckSoundness(Reader& reader, const YamlNode& root, const Chart& chart, const GuardTrees& guards) {
  GuardAnalysis analysis(chart, guards);
  const std::vector<bool> dead = CheckNeverTaken(reader, chart, analysis);
  const std::vector<bool> can_end = CheckReachability(reader, chart, dead);
  CheckStuck(reader, chart, dead, can_end);
  CheckOverlaps(reader, chart, dead, analysis);
  CheckFourEyes(reader, chart, dead);
  CheckTitles(reader, root, chart);
}

}  // namespace charter
