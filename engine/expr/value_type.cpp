#include "engine/expr/exchange.h"

namespace charter {
namespace {

bool HasDyn(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kDyn:
      return true;
    case TypeKind::kList:
      return HasDyn(type.element());
    case TypeKind::kMap:
    case TypeKind::kRecord:
      return HasDyn(type.key()) || HasDyn(type.value());
    default:
      return false;
  }
}

// The type of what may be of either.
Type Common(const Type& a, const Type& b) {
  if (a == b) return a;
  if (a.kind() == TypeKind::kList && b.kind() == TypeKind::kList)
    return Type::List(Common(a.element(), b.element()));
  if (a.kind() == TypeKind::kMap && b.kind() == TypeKind::kMap)
    return Type::Map(Common(a.key(), b.key()), Common(a.value(), b.value()));
  return Type();
}

Type ListType(const Value& list, const Type& element) {
  const auto items = list.AsList();
  if (items.empty()) return Type::List(element);
  Type common = TypeOfValue(items.front(), element);
  for (const Value& item : items.subspan(1)) common = Common(common, TypeOfValue(item, element));
  return Type::List(std::move(common));
}

Type MapType(const Value& map, const Type& key, const Type& value) {
  const auto entries = map.AsMap();
  if (entries.empty()) return Type::Map(key, value);
  Type keys = TypeOfValue(entries.front().first, key);
  Type values = TypeOfValue(entries.front().second, value);
  for (const auto& [one_key, one_value] : entries.subspan(1)) {
    keys = Common(keys, TypeOfValue(one_key, key));
    values = Common(values, TypeOfValue(one_value, value));
  }
  return Type::Map(std::move(keys), std::move(values));
}

Type WithoutNull(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kNull:
      return Type();
    case TypeKind::kList:
      return Type::List(WithoutNull(type.element()));
    case TypeKind::kMap:
      return Type::Map(type.key(), WithoutNull(type.value()));
    default:
      return type;
  }
}

}  // namespace

Type TypeOfValue(const Value& value, const Type& known) {
  if (!HasDyn(known)) return known;
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return Type(TypeKind::kNull);
    case Kind::kBool:
      return Type(TypeKind::kBool);
    case Kind::kInt:
      return Type(TypeKind::kInt);
    case Kind::kUint:
      return Type(TypeKind::kUint);
    case Kind::kDouble:
      return Type(TypeKind::kDouble);
    case Kind::kDecimal:
      return Type(TypeKind::kDecimal);
    case Kind::kString:
      return Type(TypeKind::kString);
    case Kind::kBytes:
      return Type(TypeKind::kBytes);
    case Kind::kTimestamp:
      return Type(TypeKind::kTimestamp);
    case Kind::kDuration:
      return Type(TypeKind::kDuration);
    case Kind::kType:
      return Type(TypeKind::kType);
    case Kind::kList:
      return ListType(value, known.element());
    case Kind::kMap:
      // A record's member may be of any type.
      return known.kind() == TypeKind::kRecord ? MapType(value, known.key(), Type())
                                               : MapType(value, known.key(), known.value());
  }
  return known;
}

Type TypeToDeclare(const Value& value) { return WithoutNull(TypeOfValue(value)); }

}  // namespace charter
