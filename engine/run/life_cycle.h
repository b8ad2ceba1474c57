// The life of an item, around and above its chart.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace charter {

// created -> active <-> suspended; active -> ended; active -> faulted -> active; cancelling ends it
// from everywhere but the end.
enum class Status : std::uint8_t { kCreated, kActive, kSuspended, kEnded, kFaulted };
enum class LifeEvent : std::uint8_t { kStart, kSuspend, kResume, kFinish, kFail, kCancel };

// The status after the event, or nothing where the event does not fit the status. Pure.
std::optional<Status> Next(Status status, LifeEvent event);

std::string_view NameOf(Status status);  // "active"
std::optional<Status> ParseStatus(std::string_view name);

}  // namespace charter
