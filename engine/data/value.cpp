#include "engine/data/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>

#include "engine/data/number_order.h"

namespace charter {
namespace {

// Where a key stands among keys of other kinds.
int Rank(Kind kind) {
  if (kind == Kind::kBool) return 0;
  if (IsNumber(kind)) return 1;
  if (kind == Kind::kString) return 2;
  return 3 + static_cast<int>(kind);
}

// A total order on keys: negative, zero or positive.
int CompareKeys(const Value& a, const Value& b) {
  const int rank = Rank(a.kind()) - Rank(b.kind());
  if (rank != 0) return rank;
  switch (a.kind()) {
    case Kind::kBool:
      return static_cast<int>(a.AsBool()) - static_cast<int>(b.AsBool());
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
      return a.AsString().compare(b.AsString());
    default: {
      if (!IsNumber(a.kind())) return 0;
      const std::partial_ordering order = CompareNumbers(a, b);
      if (order == std::partial_ordering::less) return -1;
      return order == std::partial_ordering::greater ? 1 : 0;
    }
  }
}

bool KeyBefore(const Value::Entry& a, const Value::Entry& b) { return CompareKeys(a.first, b.first) < 0; }

void SortUnique(std::vector<Value::Entry>& entries) {
  const auto out_of_order = [](const Value::Entry& a, const Value::Entry& b) { return !KeyBefore(a, b); };
  if (std::adjacent_find(entries.begin(), entries.end(), out_of_order) == entries.end()) return;
  std::stable_sort(entries.begin(), entries.end(), KeyBefore);
  std::size_t kept = 0;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (CompareKeys(entries[kept].first, entries[i].first) != 0) ++kept;
    if (kept != i) entries[kept] = std::move(entries[i]);
  }
  entries.resize(kept + 1);
}

// A double as the int or the uint that it is exactly, if it is one.
std::optional<Value> WholeNumber(double number) {
  if (std::trunc(number) != number) return std::nullopt;
  // cppcheck-suppress incorrectLogicOperator
  if (number >= -0x1p63 && number < 0x1p63) return Value::Int(static_cast<std::int64_t>(number));
  if (number >= 0 && number < 0x1p64) return Value::Uint(static_cast<std::uint64_t>(number));
  return std::nullopt;
}

template <typename Element>
void* Allocate(std::size_t header, std::size_t count) {
  if (count > (static_cast<std::size_t>(-1) - header) / sizeof(Element)) throw std::bad_alloc();
  return ::operator new(header + count * sizeof(Element));
}

}  // namespace

void Value::WrongKind() const {
  std::fprintf(stderr, "charter: a value of kind %d was read as another kind\n", static_cast<int>(kind_));
  std::abort();
}

void Value::Destroy(Kind kind, Rep* rep) noexcept {
  if (kind == Kind::kList) {
    std::destroy_n(reinterpret_cast<Value*>(rep + 1), rep->size);
  } else if (kind == Kind::kMap) {
    std::destroy_n(reinterpret_cast<Entry*>(rep + 1), rep->size);
  }
  rep->~Rep();
  ::operator delete(rep);
}

Value Value::Text(Kind kind, std::string_view text) {
  Rep* rep = ::new (Allocate<char>(sizeof(Rep), text.size())) Rep;
  rep->size = text.size();
  if (!text.empty()) std::memcpy(reinterpret_cast<char*>(rep + 1), text.data(), text.size());
  Value made(kind, 0);
  made.rep_ = rep;
  return made;
}

Value Value::String(std::string_view text) { return Text(Kind::kString, text); }
Value Value::Bytes(std::string_view bytes) { return Text(Kind::kBytes, bytes); }
Value Value::TypeName(std::string_view name) { return Text(Kind::kType, name); }

Value Value::List(std::vector<Value> items) {
  Rep* rep = ::new (Allocate<Value>(sizeof(Rep), items.size())) Rep;
  rep->size = items.size();
  std::uninitialized_move(items.begin(), items.end(), reinterpret_cast<Value*>(rep + 1));
  Value made(Kind::kList, 0);
  made.rep_ = rep;
  return made;
}

Value Value::Map(std::vector<Entry> entries) {
  if (entries.size() > 1) SortUnique(entries);
  Rep* rep = ::new (Allocate<Entry>(sizeof(Rep), entries.size())) Rep;
  rep->size = entries.size();
  std::uninitialized_move(entries.begin(), entries.end(), reinterpret_cast<Entry*>(rep + 1));
  Value made(Kind::kMap, 0);
  made.rep_ = rep;
  return made;
}

Value Value::Map(std::initializer_list<std::pair<std::string_view, Value>> entries) {
  std::vector<Entry> made;
  made.reserve(entries.size());
  for (const auto& [key, value] : entries) made.emplace_back(String(key), value);
  return Map(std::move(made));
}

const Value* Value::Find(std::string_view key) const {
  const std::span<const Entry> entries = AsMap();
  const auto found = std::partition_point(entries.begin(), entries.end(), [key](const Entry& entry) {
    const int rank = Rank(entry.first.kind()) - Rank(Kind::kString);
    return rank != 0 ? rank < 0 : entry.first.AsString() < key;
  });
  if (found == entries.end() || !found->first.is(Kind::kString) || found->first.AsString() != key) {
    return nullptr;
  }
  return &found->second;
}

const Value* Value::Find(const Value& key) const {
  if (key.is(Kind::kDouble)) {
    // Exactly: among keys past 2^53 several are equal to one double.
    const std::optional<Value> whole = WholeNumber(key.AsDouble());
    return whole ? Find(*whole) : nullptr;
  }
  const std::span<const Entry> entries = AsMap();
  const auto found = std::partition_point(entries.begin(), entries.end(), [&key](const Entry& entry) {
    return CompareKeys(entry.first, key) < 0;
  });
  if (found == entries.end() || !Equal(found->first, key)) return nullptr;
  return &found->second;
}

bool Equal(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    return IsNumber(a.kind()) && IsNumber(b.kind()) && CompareNumbers(a, b) == 0;
  }
  switch (a.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return a.AsBool() == b.AsBool();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kDecimal:
      return CompareNumbers(a, b) == 0;
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
      return a.AsString() == b.AsString();
    case Kind::kTimestamp:
      return a.AsTimestamp() == b.AsTimestamp();
    case Kind::kDuration:
      return a.AsDuration() == b.AsDuration();
    case Kind::kList:
      return std::ranges::equal(a.AsList(), b.AsList(), Equal);
    case Kind::kMap:
      return std::ranges::equal(a.AsMap(), b.AsMap(), [](const Value::Entry& x, const Value::Entry& y) {
        return Equal(x.first, y.first) && Equal(x.second, y.second);
      });
  }
  return false;
}

bool Identical(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kDouble:
      return (std::isnan(a.AsDouble()) && std::isnan(b.AsDouble())) ||
             std::bit_cast<std::uint64_t>(a.AsDouble()) == std::bit_cast<std::uint64_t>(b.AsDouble());
    case Kind::kDecimal:
      return a.AsDecimal().coefficient() == b.AsDecimal().coefficient() &&
             a.AsDecimal().scale() == b.AsDecimal().scale();
    case Kind::kList:
      return std::ranges::equal(a.AsList(), b.AsList(), Identical);
    case Kind::kMap:
      return std::ranges::equal(a.AsMap(), b.AsMap(), [](const Value::Entry& x, const Value::Entry& y) {
        return Identical(x.first, y.first) && Identical(x.second, y.second);
      });
    default:
      return Equal(a, b);
  }
}

std::partial_ordering CompareNumbers(const Value& a, const Value& b) {
  if (a.kind() == b.kind()) {
    if (a.is(Kind::kDecimal)) return a.AsDecimal() <=> b.AsDecimal();
    if (a.is(Kind::kInt)) return a.AsInt() <=> b.AsInt();
    if (a.is(Kind::kUint)) return a.AsUint() <=> b.AsUint();
    return a.AsDouble() <=> b.AsDouble();
  }
  if (a.is(Kind::kDouble)) {
    if (b.is(Kind::kInt)) return a.AsDouble() <=> static_cast<double>(b.AsInt());
    if (b.is(Kind::kUint)) return a.AsDouble() <=> static_cast<double>(b.AsUint());
    return 0 <=> CompareToDouble(b.AsDecimal(), a.AsDouble());
  }
  if (b.is(Kind::kDouble)) return 0 <=> CompareNumbers(b, a);
  if (a.is(Kind::kDecimal)) {
    if (b.is(Kind::kInt)) return a.AsDecimal() <=> Decimal(b.AsInt(), 0);
    return CompareToUint(a.AsDecimal(), b.AsUint());
  }
  if (b.is(Kind::kDecimal)) return 0 <=> CompareNumbers(b, a);
  if (a.is(Kind::kUint)) return 0 <=> CompareNumbers(b, a);
  if (a.AsInt() < 0) return std::partial_ordering::less;
  return static_cast<std::uint64_t>(a.AsInt()) <=> b.AsUint();
}

}  // namespace charter
