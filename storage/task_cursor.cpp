#include "storage/task_cursor.h"

#include "engine/data/json.h"
#include "storage/param.h"

namespace charter::storage {

std::int64_t DueInOrder(const TaskRecord& task) { return task.due ? ToMicros(*task.due) : kNoDue; }

TaskCursor TaskCursor::Of(const TaskRecord& task, const ItemId& item) {
  return {DueInOrder(task), ToMicros(task.since), item.value, task.state, task.role, task.person.value};
}

std::string TaskCursor::Write() const {
  std::string text = "[" + std::to_string(due) + "," + std::to_string(since);
  for (const std::string* part : {&item, &state, &role, &person}) {
    text += ',';
    AppendJsonString(text, *part);
  }
  return text + "]";
}

std::optional<TaskCursor> TaskCursor::Read(const std::string& text) {
  const auto value = ParseJson(text);
  if (!value || !value->is(Kind::kList) || value->AsList().size() != 6) return std::nullopt;
  const auto parts = value->AsList();
  if (!parts[0].is(Kind::kInt) || !parts[1].is(Kind::kInt)) return std::nullopt;
  for (std::size_t i = 2; i < 6; ++i) {
    if (!parts[i].is(Kind::kString)) return std::nullopt;
  }
  return TaskCursor{parts[0].AsInt(),
                    parts[1].AsInt(),
                    std::string(parts[2].AsString()),
                    std::string(parts[3].AsString()),
                    std::string(parts[4].AsString()),
                    std::string(parts[5].AsString())};
}

}  // namespace charter::storage
