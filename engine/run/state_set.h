// A set of states of one chart.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/chart/chart.h"

namespace charter {

// Bits in document order; the first 128 states need no memory of their own.
class StateSet {
 public:
  [[nodiscard]] bool Has(StateIndex index) const {
    const auto word = Word(index);
    if (word < kInline) return ((inline_[word] >> Bit(index)) & 1U) != 0;
    return word - kInline < more_.size() && ((more_[word - kInline] >> Bit(index)) & 1U) != 0;
  }
  void Add(StateIndex index) { At(Word(index)) |= std::uint64_t{1} << Bit(index); }
  void Remove(StateIndex index) {
    if (Has(index)) At(Word(index)) &= ~(std::uint64_t{1} << Bit(index));
  }
  [[nodiscard]] bool Any() const {
    for (const auto word : inline_) {
      if (word != 0) return true;
    }
    for (const auto word : more_) {
      if (word != 0) return true;
    }
    return false;
  }
  // Calls f(index) for each member in document order.
  template <typename F>
  void ForEach(F f) const {
    for (std::size_t word = 0; word < kInline + more_.size(); ++word) {
      for (std::uint64_t bits = word < kInline ? inline_[word] : more_[word - kInline]; bits != 0;
           bits &= bits - 1) {
        f(static_cast<StateIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
      }
    }
  }
  [[nodiscard]] std::vector<StateIndex> Members() const {
    std::vector<StateIndex> members;
    ForEach([&](StateIndex index) { members.push_back(index); });
    return members;
  }
  [[nodiscard]] bool Intersects(const StateSet& other) const {
    bool hit = false;
    ForEach([&](StateIndex index) { hit = hit || other.Has(index); });
    return hit;
  }

 private:
  static constexpr std::size_t kInline = 2;
  static std::size_t Word(StateIndex index) { return static_cast<std::size_t>(index) / 64; }
  static unsigned Bit(StateIndex index) { return static_cast<unsigned>(index) % 64; }
  std::uint64_t& At(std::size_t word) {
    if (word < kInline) return inline_[word];
    if (word - kInline >= more_.size()) more_.resize(word - kInline + 1);
    return more_[word - kInline];
  }

  std::uint64_t inline_[kInline] = {};
  std::vector<std::uint64_t> more_;
};

}  // namespace charter
