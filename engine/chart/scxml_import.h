// W3C SCXML to a workflow file, as far as the two say the same.
#pragma once

#include <string>
#include <vector>

#include "engine/chart/diagnostic.h"

namespace charter {

struct Imported {
  std::string yaml;                     // a workflow file; empty if there is an error
  std::vector<Diagnostic> diagnostics;  // places are those of the SCXML file
};

// Reads state, parallel, final, history, initial, transition, onentry, onexit, raise, send, cancel, assign,
// log, if, datamodel, donedata. Whatever else stands there, and every expression that is not plainly the
// same in CEL, is left out with a warning (left_out), which also stands in the file as a comment. A
// transition whose condition could not be carried over is never taken: its guard is false.
//
// The result loads, apart from findings of soundness (14xx). Errors: xml_syntax; xml_limit (more than 1 MiB,
// 64 levels or 50,000 elements); not_scxml. A document type is refused and no entity but XML's own five is
// expanded. Never throws on any input; thread-safe.
Imported ImportScxml(const std::string& xml);

}  // namespace charter
