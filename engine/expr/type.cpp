#include "engine/expr/type.h"

namespace charter {

struct Type::Parameters {
  Type first;   // element or key
  Type second;  // value
  std::vector<std::pair<std::string, Type>> members;
  std::vector<std::string> choices;
};

namespace {

const Type kAnyType{};
const Type kStringType{TypeKind::kString};
const std::vector<std::pair<std::string, Type>> kNoMembers;
const std::vector<std::string> kAnyText;

}  // namespace

Type Type::Free() {
  Type made;
  made.free_ = true;
  return made;
}

Type Type::List(Type element) {
  Type made(TypeKind::kList);
  made.parameters_ = std::make_shared<const Parameters>(Parameters{std::move(element), Type(), {}, {}});
  return made;
}

Type Type::OneOf(std::vector<std::string> choices) {
  Type made(TypeKind::kString);
  made.parameters_ = std::make_shared<const Parameters>(Parameters{Type(), Type(), {}, std::move(choices)});
  return made;
}

Type Type::Map(Type key, Type value) {
  Type made(TypeKind::kMap);
  made.parameters_ = std::make_shared<const Parameters>(Parameters{std::move(key), std::move(value), {}, {}});
  return made;
}

Type Type::Record(std::vector<std::pair<std::string, Type>> members) {
  Type made(TypeKind::kRecord);
  made.parameters_ = std::make_shared<const Parameters>(Parameters{Type(), Type(), std::move(members), {}});
  return made;
}

const Type& Type::element() const {
  return kind_ == TypeKind::kList && parameters_ ? parameters_->first : kAnyType;
}

const Type& Type::key() const {
  if (kind_ == TypeKind::kRecord) return kStringType;
  return kind_ == TypeKind::kMap && parameters_ ? parameters_->first : kAnyType;
}

const Type& Type::value() const {
  return kind_ == TypeKind::kMap && parameters_ ? parameters_->second : kAnyType;
}

const std::vector<std::pair<std::string, Type>>& Type::members() const {
  return kind_ == TypeKind::kRecord && parameters_ ? parameters_->members : kNoMembers;
}

const std::vector<std::string>& Type::choices() const {
  return kind_ == TypeKind::kString && parameters_ ? parameters_->choices : kAnyText;
}

const Type* Type::Member(std::string_view name) const {
  for (const auto& [member, type] : members()) {
    if (member == name) return &type;
  }
  return nullptr;
}

std::string Type::ToString() const {
  switch (kind_) {
    case TypeKind::kDyn:
      return "dyn";
    case TypeKind::kNull:
      return "null_type";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kUint:
      return "uint";
    case TypeKind::kDouble:
      return "double";
    case TypeKind::kDecimal:
      return "decimal";
    case TypeKind::kString:
      return "string";
    case TypeKind::kBytes:
      return "bytes";
    case TypeKind::kTimestamp:
      return "google.protobuf.Timestamp";
    case TypeKind::kDuration:
      return "google.protobuf.Duration";
    case TypeKind::kList:
      return "list(" + element().ToString() + ")";
    case TypeKind::kMap:
    case TypeKind::kRecord:
      return "map(" + key().ToString() + ", " + value().ToString() + ")";
    case TypeKind::kType:
      return "type";
  }
  return "dyn";
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_ || a.free_ != b.free_) return false;
  if (a.parameters_ == b.parameters_) return true;
  return a.element() == b.element() && a.key() == b.key() && a.value() == b.value() &&
         a.members() == b.members() && a.choices() == b.choices();
}

}  // namespace charter
