// A snapshot that is being changed and may yet turn out to have to stay as it was.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
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
    KeepFormer(kIndex, kPart);
    return snapshot_.*kPart;
  }
  void SetField(std::size_t field, Value value) {
    former_.fields.emplace_back(field, snapshot_.data[field]);
    snapshot_.data[field] = std::move(value);
  }

  // The snapshot as it was found.
  [[nodiscard]] Snapshot Before() const {
    Snapshot before = snapshot_;
    ForEachPart([&](std::size_t index, auto part) {
      if (IsChanged(index)) before.*part = former_.parts.*part;
    });
    for (auto entry = former_.fields.rbegin(); entry != former_.fields.rend(); ++entry)
      before.data[entry->first] = entry->second;
    return before;
  }
  // Becomes another snapshot of the same chart.
  void Replace(Snapshot other) {
    ForEachPart([&](std::size_t index, auto part) {
      KeepFormer(index, part);
      snapshot_.*part = std::move(other.*part);
    });
    for (std::size_t field = 0; field < other.data.size(); ++field)
      SetField(field, std::move(other.data[field]));
  }

  void Keep() { kept_ = true; }

 private:
  static constexpr std::tuple kParts{&Snapshot::status,     &Snapshot::rev,          &Snapshot::at,
                                     &Snapshot::active,     &Snapshot::history,      &Snapshot::timers,
                                     &Snapshot::next_timer, &Snapshot::dues,         &Snapshot::children,
                                     &Snapshot::results,    &Snapshot::performed,    &Snapshot::ended_in,
                                     &Snapshot::output,     &Snapshot::suspended_at, &Snapshot::fault,
                                     &Snapshot::activities, &Snapshot::unseen,       &Snapshot::dealings,
                                     &Snapshot::calendar,   &Snapshot::pauses,       &Snapshot::ledger};

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

  [[nodiscard]] bool IsChanged(std::size_t index) const {
    return (changed_ & (std::uint64_t{1} << index)) != 0;
  }

  template <typename Part>
  void KeepFormer(std::size_t index, Part part) {
    if (IsChanged(index)) return;
    former_.parts.*part = snapshot_.*part;
    changed_ |= std::uint64_t{1} << index;
  }

  // Calls `visit` with each part and its position.
  template <typename Visit>
  static void ForEachPart(Visit visit) {
    std::size_t index = 0;
    std::apply([&](auto... parts) { (visit(index++, parts), ...); }, kParts);
  }

  void Undo() {
    ForEachPart([&](std::size_t index, auto part) {
      if (IsChanged(index)) snapshot_.*part = std::move(former_.parts.*part);
    });
    for (auto entry = former_.fields.rbegin(); entry != former_.fields.rend(); ++entry)
      snapshot_.data[entry->first] = std::move(entry->second);
  }

  Snapshot& snapshot_;
  Former& former_;
  std::uint64_t changed_ = 0;
  bool kept_ = false;
};

}  // namespace charter
