// Which fields name a person.
#pragma once

#include <string>

#include "engine/data/schema.h"

namespace charter {

// Whether a field of the type `person`, or one within it, holds this id.
bool HoldsPerson(const Schema& schema, const Value& value, const std::string& person);

}  // namespace charter
