// The table of CEL: a row is an expression and what comes of it, by the sections of
// https://github.com/google/cel-spec/blob/master/doc/langdef.md
#pragma once

#include <vector>

namespace charter {

struct Row {
  const char* source;
  const char* expected;       // as Outcome (fixture.h) tells it
  const char* gap = nullptr;  // where CEL has it otherwise: why Charter has not
};

struct Section {
  const char* title;
  std::vector<Row> rows;
};

std::vector<Section> SyntaxSections();
std::vector<Section> OperatorsSections();
std::vector<Section> FunctionsSections();

}  // namespace charter
