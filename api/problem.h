// What went wrong, as application/problem+json (RFC 9457).
#pragma once

#include <string>
#include <vector>

#include "api/http/message.h"
#include "engine/chart/diagnostic.h"
#include "engine/data/code.h"
#include "engine/data/failure.h"
#include "engine/data/refusal.h"
#include "engine/data/text.h"

namespace charter::api {

struct Problem {
  Code code{};
  Text detail;                          // what is wrong, in particular; empty: the code's own text
  Text hint;                            // what to do about it; may be empty
  std::vector<FieldError> fields;       // every field at fault
  std::vector<std::string> details;     // machine-readable particulars
  std::vector<Diagnostic> diagnostics;  // of a workflow file
  std::vector<NamedText> members;       // further members: name and JSON text
  std::vector<NamedText> headers;       // further header fields: Allow, WWW-Authenticate
};

const std::vector<Code>& AllCodes();  // by number
// The one mapping of codes to HTTP; every code has a status.
int StatusOf(Code code);

Problem ProblemOf(const Refusal& refusal);
// Nothing of the failure's own text gets in: it is for the log.
Problem ProblemOf(const Failure& failure);
Problem InvalidParameter(Text detail, Text hint = {});

// Members: type ("/problems/guard_not_met"), title, status, detail, code ("CH2004") and, where there
// are any, hint, fields, details, diagnostics and the problem's own.
Response Render(const Problem& problem, Language language);

// The better liked of zh and en by Accept-Language (RFC 9110, 12.5.4); Chinese where it says neither.
Language LanguageOf(const Headers& headers);

}  // namespace charter::api
