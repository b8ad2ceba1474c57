// The parts of the OpenAPI document that routes name: what answers hold, header fields, parameters of all
// requests. Written in api/openapi/*.json, with texts for people in both languages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/data/text.h"

namespace charter::api::openapi {

using Json = nlohmann::ordered_json;

// The files as they are; made by the build.
std::span<const std::string_view> ComponentFiles();

// All of them as one object, {"schemas": {...}, "headers": {...}, ...}, with texts as {"zh", "en"}.
const Json& Components();

// The members that a schema of theirs lists; none where it is no object. Throws std::logic_error where there
// is no such schema.
std::vector<std::string> MembersOf(const std::string& schema);

// Leaves one language of every "description" and "title" that is {"zh", "en"}; and of what the engine writes
// as "title" with "x-title", that of the language.
void Localize(Json& document, Language language);

}  // namespace charter::api::openapi
