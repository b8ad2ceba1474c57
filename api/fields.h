// What the descriptions of requests are put together from.
#pragma once

#include <string>
#include <vector>

#include "engine/data/schema.h"

namespace charter::api {

Field Optional(std::string name, FieldType type, Text title);
Field Required(std::string name, FieldType type, Text title);
Field Required(Field field);
// Text of so many characters.
Field TextField(std::string name, std::size_t at_least, std::size_t at_most, Text title);
// A whole number within bounds.
Field NumberField(std::string name, std::int64_t minimum, std::int64_t maximum, Text title);
Field OneOf(std::string name, const std::vector<std::string>& choices, Text title);
// A flag that can only be set.
Field Flag(std::string name, Text title);
// An object with these members and no others; a list of such objects.
Field ObjectField(std::string name, std::vector<Field> members, Text title);
Field ListOf(std::string name, std::vector<Field> members, Text title);
// Some of these names, with commas between them.
Field SomeOf(std::string name, const std::vector<std::string>& choices, Text title);

// The parameters of a list: its filters, `limit` and `cursor`. Where rows are numbered, the cursor is the
// number of the last row before.
std::vector<Field> Paged(std::vector<Field> filters = {});
std::vector<Field> PagedByNumber();
Field LimitField();

Field WorkflowFilter();
Field StateFilter();
Field PlaceFilter();
Field TextFilter();
Field OverdueFilter();
// All that a list of items may be narrowed by.
std::vector<Field> ItemFilters();

// ?dry_run=true; see Call::IsDryRun.
Field DryRun();

}  // namespace charter::api
