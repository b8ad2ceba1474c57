// The part "load" of engine_bench.
#pragma once

#include <string>

namespace charter::bench {

// A sound workflow of about `lines` lines, as people write them: fields with limits and titles, stages of
// states with events, inputs, guards, actions, deadlines and refusals, in the style of the shipped files.
std::string MakeWorkflow(int lines);

// Prints what loading 2,000 lines takes with all checks, beside yaml-cpp's bare YAML::Load of the same text:
// both in turns, five rounds each.
void BenchLoad();

}  // namespace charter::bench
