// The shape of workflow and scenario files as JSON Schema, for editors.
#pragma once

#include <string>

namespace charter {

// JSON Schema 2020-12, as text. What LoadChart knows of keys, words and forms, it knows, with a description
// of every key in Chinese and English; a test holds the two together. What takes the whole file to see
// (targets, roles, expressions, soundness) is LoadChart's alone. Activities come from ActivityKinds and
// field types from FieldType.
std::string WorkflowSchema();
std::string ScenarioSchema();

}  // namespace charter
