// A set of states of one chart.
#pragma once

#include <algorithm>
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
    const auto word = WordOf(index);
    return word < Words() && ((Word(word) >> BitOf(index)) & 1U) != 0;
  }
  [[nodiscard]] bool Any() const {
    for (std::size_t word = 0; word < Words(); ++word) {
      if (Word(word) != 0) return true;
    }
    return false;
  }
  [[nodiscard]] bool Intersects(const StateSet& other) const {
    for (std::size_t word = 0; word < std::min(Words(), other.Words()); ++word) {
      if ((Word(word) & other.Word(word)) != 0) return true;
    }
    return false;
  }
  // Those of its members that lie in (after, last], which for a state and its `last` are its descendants.
  [[nodiscard]] StateSet Within(StateIndex after, StateIndex last) const {
    StateSet within = *this;
    for (std::size_t word = 0; word < Words(); ++word) {
      const auto first_bit = static_cast<StateIndex>(word * kBits);
      within.At(word) &= UpTo(last - first_bit) & ~UpTo(after - first_bit);
    }
    return within;
  }
  // Those of its members that are also in `other`.
  [[nodiscard]] StateSet Among(const StateSet& other) const {
    StateSet among = *this;
    for (std::size_t word = 0; word < Words(); ++word)
      among.At(word) &= word < other.Words() ? other.Word(word) : 0;
    return among;
  }

  void Add(StateIndex index) {
    const auto word = WordOf(index);
    if (word >= Words()) more_.resize(word - kInline + 1);
    At(word) |= std::uint64_t{1} << BitOf(index);
  }
  void Add(const StateSet& other) {
    if (other.Words() > Words()) more_.resize(other.more_.size());
    for (std::size_t word = 0; word < other.Words(); ++word) At(word) |= other.Word(word);
  }
  void Remove(StateIndex index) {
    if (Has(index)) At(WordOf(index)) &= ~(std::uint64_t{1} << BitOf(index));
  }

  // Calls f(index) for each member in document order.
  template <typename F>
  void ForEach(F f) const {
    for (std::size_t word = 0; word < Words(); ++word) {
      for (std::uint64_t bits = Word(word); bits != 0; bits &= bits - 1)
        f(static_cast<StateIndex>(word * kBits + static_cast<std::size_t>(std::countr_zero(bits))));
    }
  }
  // The same, the last in document order first.
  template <typename F>
  void ForEachBackwards(F f) const {
    for (std::size_t word = Words(); word-- > 0;) {
      for (std::uint64_t bits = Word(word); bits != 0;) {
        const auto bit = kBits - 1 - static_cast<std::size_t>(std::countl_zero(bits));
        bits &= ~(std::uint64_t{1} << bit);
        f(static_cast<StateIndex>(word * kBits + bit));
      }
    }
  }

 private:
  static constexpr std::size_t kInline = 2;
  static constexpr std::size_t kBits = 64;
  static std::size_t WordOf(StateIndex index) { return static_cast<std::size_t>(index) / kBits; }
  static unsigned BitOf(StateIndex index) { return static_cast<unsigned>(index) % kBits; }
  // The bits 0 to `bit`, which may lie outside of a word on either side.
  static std::uint64_t UpTo(StateIndex bit) {
    if (bit < 0) return 0;
    return bit >= static_cast<StateIndex>(kBits) - 1 ? ~std::uint64_t{0} : (std::uint64_t{2} << bit) - 1;
  }
  [[nodiscard]] std::size_t Words() const { return kInline + more_.size(); }
  [[nodiscard]] std::uint64_t Word(std::size_t word) const {
    return word < kInline ? inline_[word] : more_[word - kInline];
  }
  std::uint64_t& At(std::size_t word) { return word < kInline ? inline_[word] : more_[word - kInline]; }

  std::uint64_t inline_[kInline] = {};
  std::vector<std::uint64_t> more_;
};

}  // namespace charter
