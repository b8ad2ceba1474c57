// The place of a task in the order of ListTasks.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "engine/ports/store.h"

namespace charter::storage {

// A task without a due date comes after all others.
inline constexpr std::int64_t kNoDue = std::numeric_limits<std::int64_t>::max();

// As it is kept, in microseconds.
std::int64_t DueInOrder(const TaskRecord& task);

struct TaskCursor {
  std::int64_t due = kNoDue;  // microseconds, as all times here
  std::int64_t since = 0;
  std::string item;
  std::string state;
  std::string role;
  std::string person;
  auto operator<=>(const TaskCursor&) const = default;

  static TaskCursor Of(const TaskRecord& task, const ItemId& item);
  // A list of numbers and JSON strings; the API encodes it for addresses.
  [[nodiscard]] std::string Write() const;
  // Nothing for text that Write never gave.
  static std::optional<TaskCursor> Read(const std::string& text);
};

}  // namespace charter::storage
