// An item and its history as JSON.
#pragma once

#include <string>
#include <vector>

#include "api/http/message.h"
#include "api/json_writer.h"
#include "engine/data/text.h"
#include "engine/service/view.h"

namespace charter::api {

// All that a caller is shown of one item. Where `language` decides, both languages are there too.
std::string ItemJson(const ItemView& view, Language language);
// The same with its revision as ETag.
Response ItemResponse(const ItemView& view, Language language, int status = 200);
// {"title": ..., "titles": {"zh": ..., "en": ...}} within an object.
void WriteTitle(JsonWriter& json, const Text& title, Language language);
// One activity of it.
void WriteActivity(JsonWriter& json, const ActivityView& activity, Language language);
// A row of a list.
void WriteItemRow(JsonWriter& json, const ItemRecord& record);
// One event. `with_detail`: also what the engine was given and did, for auditors.
void WriteHistoryRow(JsonWriter& json, const HistoryRecord& row, bool with_detail);

}  // namespace charter::api
