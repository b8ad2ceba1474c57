// Expressions in the manner of ECMAScript, as SCXML files have them, to CEL.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/chart/scxml_import_names.h"
#include "engine/data/text.h"

namespace charter {

struct CelText {
  std::string text;
  std::set<std::string> fields;  // of the workflow that it reads
};

// Carries over what plainly means the same: literals, comparisons, && || ! ? :, + - * %, indexing, the
// names of data, In('state'), _event.name, _event.data and what is in it, _name, _sessionid. Else the error
// says what was in the way. Not carried over on purpose: `/`, which divides whole numbers otherwise in
// CEL, and everything that has effects.
tl::expected<CelText, Text> ToCel(std::string_view source, const ScxmlNames& states,
                                  const ScxmlNames& fields);

// The text between the quotes of a string literal that holds no escapes; nothing for anything else.
std::optional<std::string> PlainLiteral(std::string_view source);

}  // namespace charter
