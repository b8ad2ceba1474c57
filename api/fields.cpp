#include "api/fields.h"

#include <limits>
#include <memory>
#include <utility>

#include "api/parameters.h"

namespace charter::api {
namespace {

constexpr std::size_t kLongestSearch = 64;

std::vector<Value> Strings(const std::vector<std::string>& texts) {
  std::vector<Value> values;
  for (const std::string& text : texts) values.push_back(Value::String(text));
  return values;
}

std::vector<Field> WithPage(std::vector<Field> filters, Field cursor) {
  filters.push_back(LimitField());
  filters.push_back(std::move(cursor));
  return filters;
}

}  // namespace

Field Optional(std::string name, FieldType type, Text title) {
  Field field;
  field.name = std::move(name);
  field.schema.type = type;
  field.title = std::move(title);
  return field;
}

Field Required(std::string name, FieldType type, Text title) {
  return Required(Optional(std::move(name), type, std::move(title)));
}

Field Required(Field field) {
  field.required = true;
  return field;
}

Field TextField(std::string name, std::size_t at_least, std::size_t at_most, Text title) {
  Field field = Optional(std::move(name), FieldType::kString, std::move(title));
  field.schema.min_length = at_least;
  field.schema.max_length = at_most;
  return field;
}

Field NumberField(std::string name, std::int64_t minimum, std::int64_t maximum, Text title) {
  Field field = Optional(std::move(name), FieldType::kInteger, std::move(title));
  field.schema.minimum = Bound{Decimal(minimum, 0), false};
  if (maximum < std::numeric_limits<std::int64_t>::max()) {
    field.schema.maximum = Bound{Decimal(maximum, 0), false};
  }
  return field;
}

Field OneOf(std::string name, const std::vector<std::string>& choices, Text title) {
  Field field = Optional(std::move(name), FieldType::kString, std::move(title));
  field.schema.enumeration = Strings(choices);
  return field;
}

Field Flag(std::string name, Text title) {
  Field field = Optional(std::move(name), FieldType::kBoolean, std::move(title));
  field.schema.constant = Value::Bool(true);
  return field;
}

Field ObjectField(std::string name, std::vector<Field> members, Text title) {
  Field field = Optional(std::move(name), FieldType::kObject, std::move(title));
  field.schema.properties = std::move(members);
  return field;
}

Field ListOf(std::string name, std::vector<Field> members, Text title) {
  Field field = Optional(std::move(name), FieldType::kArray, std::move(title));
  field.schema.items = std::make_shared<const Schema>(ObjectField("", std::move(members), {}).schema);
  return field;
}

Field SomeOf(std::string name, const std::vector<std::string>& choices, Text title) {
  Field field = Optional(std::move(name), FieldType::kArray, std::move(title));
  Schema item;
  item.type = FieldType::kString;
  item.enumeration = Strings(choices);
  field.schema.items = std::make_shared<const Schema>(std::move(item));
  return field;
}

Field LimitField() {
  Field limit = NumberField("limit", 1, kLargestLimit, {"每页最多几行", "At most so many rows on a page"});
  limit.schema.default_value = Value::Int(kDefaultLimit);
  return limit;
}

std::vector<Field> Paged(std::vector<Field> filters) {
  return WithPage(std::move(filters),
                  Optional("cursor", FieldType::kString,
                           {"上一页的 next，原样送回", "`next` of the page before, as it came"}));
}

std::vector<Field> PagedByNumber() {
  Field cursor = NumberField("cursor", 0, std::numeric_limits<std::int64_t>::max(),
                             {"上一页的 next，原样送回", "`next` of the page before, as it came"});
  cursor.schema.default_value = Value::Int(0);
  return WithPage({}, std::move(cursor));
}

Field WorkflowFilter() {
  return Optional("workflow", FieldType::kString, {"只要此流程的", "Only those of this workflow"});
}

Field StateFilter() {
  return Optional("state", FieldType::kString, {"只要处于此状态的", "Only those in this state"});
}

Field PlaceFilter() {
  return Optional("org", FieldType::kString,
                  {"只要此组织及其下级的", "Only those of this organisation and below"});
}

Field TextFilter() {
  return TextField("q", 1, kLongestSearch,
                   {"标题或编号中的文字", "What the title or number is searched for"});
}

Field OverdueFilter() { return Flag("overdue", {"只要已逾期的", "Only what was due"}); }

std::vector<Field> ItemFilters() {
  return {WorkflowFilter(),
          StateFilter(),
          OneOf("status", {"active", "suspended", "ended", "faulted"}, {"只要此状况的", "Only those"}),
          PlaceFilter(),
          Optional("parent", FieldType::kString, {"只要此事项的下级事项", "Only those below this item"}),
          TextFilter(),
          OverdueFilter()};
}

Field DryRun() {
  return Optional("dry_run", FieldType::kBoolean,
                  {"true：只试算，什么都不存", "true: only tried, nothing is stored"});
}

}  // namespace charter::api
