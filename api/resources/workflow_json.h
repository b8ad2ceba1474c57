// A published workflow as JSON.
#pragma once

#include <string_view>

#include "api/http/route.h"
#include "api/json_writer.h"
#include "engine/data/schema.h"
#include "engine/service/view.h"

namespace charter::api {

// Within an object: which it is, who published it when, and whether it takes new items.
void WriteHead(JsonWriter& json, const WorkflowView& view, Language language);
// A row of a list.
void WriteWorkflowRow(JsonWriter& json, const WorkflowView& view, Language language);

// A parameter that names a version, and what a request gives it; 0 where it gives none.
Field VersionField(std::string name, Text title);
int VersionOf(const Call& call, std::string_view name);

}  // namespace charter::api
