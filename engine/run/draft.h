// A snapshot that is being changed and may yet turn out to have to stay as it was.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/run/snapshot.h"

namespace charter {

// Changes a snapshot in place. What is changed is kept first, and only that, so that a draft which ends
// without Keep() leaves the snapshot exactly as it found it.
class Draft {
 public:
  // Where the former parts are kept. Lent to one draft after the other, its memory serves again.
  struct Former {
    Snapshot parts;
    std::vector<std::pair<std::size_t, Value>> fields;
  };

  Draft(Snapshot& snapshot, Former& former) : snapshot_(snapshot), former_(former) { former_.fields.clear(); }
  ~Draft() {
    if (!kept_) Undo();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const Snapshot& operator*() const { return snapshot_; }
  const Snapshot* operator->() const { return &snapshot_; }

  // A part to be changed: Edit<&Snapshot::timers>(). Fields are set by SetField.
  template <auto kPart>
  auto& Edit() {
    constexpr std::size_t kIndex = IndexOf<kPart>();
    static_assert(kIndex < std::tuple_size_v<decltype(kParts)>, "a part that the draft does not keep");
    if ((changed_ & (1U << kIndex)) == 0) {
      former_.parts.*kPart = snapshot_.*kPart;
      changed_ |= 1U << kIndex;
    }
    return snapshot_.*kPart;
  }
  void SetField(std::size_t field, Value value) {
    former_.fields.emplace_back(field, snapshot_.data[field]);
    snapshot_.data[field] = std::move(value);
  }

  void Keep() { kept_ = true; }

 private:
  static constexpr std::tuple kParts{&Snapshot::status,     &Snapshot::rev,          &Snapshot::at,
                                     &Snapshot::active,     &Snapshot::history,      &Snapshot::timers,
                                     &Snapshot::next_timer, &Snapshot::dues,         &Snapshot::children,
                                     &Snapshot::results,    &Snapshot::performed,    &Snapshot::ended_in,
                                     &Snapshot::output,     &Snapshot::suspended_at, &Snapshot::fault,
                                     &Snapshot::activities, &Snapshot::sealed,       &Snapshot::shown_at};

  template <auto kPart>
  static constexpr std::size_t IndexOf() {
    std::size_t index = 0;
    const auto differs = [](auto part) {
      if constexpr (std::is_same_v<decltype(part), decltype(kPart)>) return part != kPart;
      return true;
    };
    std::apply([&](auto... parts) { ((differs(parts) && ++index) && ...); }, kParts);
    return index;
  }

  void Undo() {
    std::size_t index = 0;
    const auto restore = [&](auto part) {
      if ((changed_ & (1U << index++)) != 0) snapshot_.*part = std::move(former_.parts.*part);
    };
    std::apply([&](auto... parts) { (restore(parts), ...); }, kParts);
    for (auto entry = former_.fields.rbegin(); entry != former_.fields.rend(); ++entry)
      snapshot_.data[entry->first] = std::move(entry->second);
  }

  Snapshot& snapshot_;
  Former& former_;
  unsigned changed_ = 0;
  bool kept_ = false;
};

}  // namespace charter
