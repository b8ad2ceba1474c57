// Why something was not done: an expected outcome, told to the person who asked.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/code.h"
#include "engine/data/schema.h"
#include "engine/data/text.h"

namespace charter {

struct Refusal {
  Code code;
  Text message;                      // what is wrong, in particular
  Text hint;                         // what to do about it; may be empty
  std::vector<FieldError> fields;    // for input_invalid and data_invalid: every field at fault
  std::vector<std::string> details;  // machine-readable particulars: the guard, the roles that may, ...
};

template <typename T>
using Outcome = tl::expected<T, Refusal>;

}  // namespace charter
