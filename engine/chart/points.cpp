#include "engine/chart/points.h"

#include <algorithm>
#include <limits>
#include <string>

#include "engine/data/utf8.h"

namespace charter {
namespace {

using expr::Operator;
__extension__ typedef __int128 Int128;

constexpr std::int64_t kLongest = 10000;  // text or list that is made up
constexpr std::size_t kMaxPoints = 400;

Decimal Whole(std::int64_t value) { return {value, 0}; }

// The greatest multiple of `step` that is not above `value`.
std::optional<Decimal> FloorTo(Decimal value, Decimal step) {
  const int scale = std::max(value.scale(), step.scale());
  Int128 a = value.coefficient();
  Int128 b = step.coefficient();
  for (int i = value.scale(); i < scale; ++i) a *= 10;
  for (int i = step.scale(); i < scale; ++i) b *= 10;
  Int128 times = a / b;
  if (a % b < 0) --times;
  if (times > std::numeric_limits<std::int64_t>::max() || times < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return Decimal::Multiply(step, Whole(static_cast<std::int64_t>(times)));
}

void SortOut(std::vector<Decimal>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// Each critical number, and one below, between and above them.
std::optional<std::vector<Decimal>> Representatives(std::vector<Decimal> critical,
                                                    const std::optional<Decimal>& step) {
  SortOut(critical);
  if (critical.empty()) critical.push_back(Whole(0));
  std::vector<Decimal> numbers = critical;
  const auto keep = [&](std::optional<Decimal> number) {
    if (number) numbers.push_back(*number);
    return number.has_value();
  };
  for (std::size_t i = 0; i < critical.size(); ++i) {
    if (step) {
      const auto floor = FloorTo(critical[i], *step);
      if (!floor || !keep(floor) || !keep(Decimal::Add(*floor, *step)) ||
          !keep(Decimal::Subtract(*floor, *step))) {
        return std::nullopt;
      }
    } else if (i + 1 < critical.size()) {
      const auto sum = Decimal::Add(critical[i], critical[i + 1]);
      if (!sum || !keep(Decimal::Multiply(*sum, Decimal(5, 1)))) return std::nullopt;
    }
  }
  if (!step && (!keep(Decimal::Subtract(critical.front(), Whole(1))) ||
                !keep(Decimal::Add(critical.back(), Whole(1))))) {
    return std::nullopt;
  }
  SortOut(numbers);
  return numbers;
}

std::optional<Decimal> NumberOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      return Whole(value.AsInt());
    case Kind::kDecimal:
      return value.AsDecimal();
    case Kind::kTimestamp:
      if (value.AsTimestamp().nanos != 0) return std::nullopt;
      return Whole(value.AsTimestamp().seconds);
    default:
      return std::nullopt;
  }
}

// The constants that a variable, or its size, is compared with.
std::optional<std::vector<Decimal>> NumbersIn(const std::vector<const Comparison*>& comparisons,
                                              bool of_size) {
  std::vector<Decimal> numbers;
  for (const Comparison* comparison : comparisons) {
    if (comparison->of_size != of_size) continue;
    for (const Value& constant : comparison->constants) {
      const auto number = NumberOf(constant);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
  }
  return numbers;
}

bool Fits(const Schema* schema, const Value& value) {
  if (schema == nullptr) return true;
  std::vector<FieldError> errors;
  const Value conformed = Conform(*schema, value, "", errors);
  return errors.empty() && Equal(conformed, value);
}

std::optional<Value> ValueOf(Decimal number, TypeKind type) {
  if (type == TypeKind::kDecimal) return Value::Of(number);
  if (type == TypeKind::kTimestamp) {
    const auto seconds = FloorTo(number, Whole(1));
    if (!seconds || seconds->scale() != 0) return std::nullopt;
    if (seconds->coefficient() < kMinSeconds || seconds->coefficient() > kMaxSeconds) return Value();
    return Value::Of(Timestamp{seconds->coefficient(), *seconds == number ? 0 : 500'000'000});
  }
  const auto whole = number.Round(0);
  return whole && *whole == number ? std::optional<Value>(Value::Int(whole->coefficient())) : std::nullopt;
}

std::optional<std::vector<Point>> Numbers(const Variable& variable,
                                          const std::vector<const Comparison*>& comparisons) {
  auto critical = NumbersIn(comparisons, false);
  if (!critical) return std::nullopt;
  const Schema* schema = variable.schema;
  const bool date = schema != nullptr && schema->type == FieldType::kDate;
  std::optional<Decimal> step;
  if (variable.type == TypeKind::kInt) step = Whole(1);
  if (schema != nullptr && schema->type == FieldType::kMoney) step = Decimal(1, 2);
  if (schema != nullptr && schema->multiple_of) {
    const auto multiple = schema->multiple_of;
    // Only a multiple that is itself on the grid of the type leaves one grid.
    if (step && FloorTo(*multiple, *step) != multiple) return std::nullopt;
    step = multiple;
  }
  if (schema != nullptr && schema->minimum) critical->push_back(schema->minimum->limit);
  if (schema != nullptr && schema->maximum) critical->push_back(schema->maximum->limit);
  if (date) {
    const std::vector<Decimal> written = *critical;
    for (const Decimal at : written) {
      const Date day = DayOf({at.coefficient(), 0});
      for (const int offset : {-1, 0, 1}) critical->push_back(Whole(StartOfDay({day.days + offset}).seconds));
    }
  }
  const auto numbers = Representatives(std::move(*critical), step);
  if (!numbers) return std::nullopt;
  std::vector<Point> points;
  for (const Decimal number : *numbers) {
    auto value = ValueOf(number, variable.type);
    if (variable.type == TypeKind::kInt && !value) continue;  // between two whole numbers
    if (!value) return std::nullopt;
    if (value->is(Kind::kAbsent)) continue;
    const bool fits = Fits(schema, *value);
    // Of a day's grid only some instants are tried, so those that are none stand for others.
    if (fits || date) points.push_back({std::move(*value), fits});
  }
  // A witness is easiest to follow at a number that is written in the guard.
  std::stable_partition(points.begin(), points.end(), [&](const Point& point) {
    return std::any_of(comparisons.begin(), comparisons.end(), [&](const Comparison* comparison) {
      return std::any_of(comparison->constants.begin(), comparison->constants.end(),
                         [&](const Value& constant) { return Equal(constant, point.value); });
    });
  });
  return points;
}

// Whole sizes, each within the bounds of the schema.
std::optional<std::vector<std::int64_t>> Sizes(const Variable& variable,
                                               const std::vector<const Comparison*>& comparisons) {
  auto critical = NumbersIn(comparisons, true);
  if (!critical) return std::nullopt;
  const bool any_will_do = critical->empty();
  const bool text = variable.type == TypeKind::kString;
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  if (const Schema* schema = variable.schema) {
    const auto& low = text ? schema->min_length : schema->min_items;
    const auto& high = text ? schema->max_length : schema->max_items;
    if (low) least = static_cast<std::int64_t>(*low);
    if (high) most = static_cast<std::int64_t>(*high);
  }
  if (any_will_do) return std::vector<std::int64_t>{std::max<std::int64_t>(least, 1)};
  critical->push_back(Whole(least));
  if (most != std::numeric_limits<std::int64_t>::max()) critical->push_back(Whole(most));
  const auto numbers = Representatives(std::move(*critical), Whole(1));
  if (!numbers) return std::nullopt;
  std::vector<std::int64_t> sizes;
  for (const Decimal number : *numbers) {
    const auto whole = number.Round(0);
    if (!whole || *whole != number) continue;
    if (whole->coefficient() >= least && whole->coefficient() <= most) sizes.push_back(whole->coefficient());
  }
  return sizes;
}

std::optional<std::vector<Point>> Texts(const Variable& variable,
                                        const std::vector<const Comparison*>& comparisons) {
  std::vector<Point> points;
  std::vector<std::string> written;
  for (const Comparison* comparison : comparisons) {
    if (comparison->of_size) continue;
    for (const Value& constant : comparison->constants) {
      written.emplace_back(constant.AsString());
      if (Fits(variable.schema, constant)) points.push_back({constant, true});
    }
  }
  const auto sizes = Sizes(variable, comparisons);
  if (!sizes) return std::nullopt;
  // Any other text of each size; "a", "b", ... until it is none of those written.
  for (const std::int64_t size : *sizes) {
    if (size > kLongest) return std::nullopt;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      std::string text(static_cast<std::size_t>(size), letter);
      if (std::find(written.begin(), written.end(), text) != written.end()) continue;
      Value value = Value::String(text);
      const bool fits = Fits(variable.schema, value);
      points.push_back({std::move(value), fits});
      break;
    }
  }
  return points;
}

std::optional<std::vector<Point>> Lists(const Variable& variable,
                                        const std::vector<const Comparison*>& comparisons) {
  const auto sizes = Sizes(variable, comparisons);
  if (!sizes) return std::nullopt;
  std::vector<Point> points;
  for (const std::int64_t size : *sizes) {
    if (size > kLongest) return std::nullopt;
    points.push_back({Value::List(std::vector<Value>(static_cast<std::size_t>(size), Value::Null())), true});
  }
  return points;
}

bool Compares(Operator op, std::partial_ordering order) {
  switch (op) {
    case Operator::kEqual:
    case Operator::kIn:
      return order == std::partial_ordering::equivalent;
    case Operator::kNotEqual:
      return order != std::partial_ordering::equivalent;
    case Operator::kLess:
      return order == std::partial_ordering::less;
    case Operator::kLessEqual:
      return order == std::partial_ordering::less || order == std::partial_ordering::equivalent;
    case Operator::kGreater:
      return order == std::partial_ordering::greater;
    case Operator::kGreaterEqual:
      return order == std::partial_ordering::greater || order == std::partial_ordering::equivalent;
    default:
      return false;
  }
}

std::partial_ordering Order(const Value& a, const Value& b) {
  if (IsNumber(a.kind()) && IsNumber(b.kind())) return CompareNumbers(a, b);
  if (a.is(Kind::kTimestamp) && b.is(Kind::kTimestamp)) return a.AsTimestamp() <=> b.AsTimestamp();
  return Equal(a, b) ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

std::int64_t SizeOf(const Value& value) {
  if (value.is(Kind::kList)) return static_cast<std::int64_t>(value.AsList().size());
  return static_cast<std::int64_t>(CountCharacters(value.AsString()));
}

}  // namespace

bool Holds(const Comparison& comparison, const Value& value) {
  const Value compared = comparison.of_size ? Value::Int(SizeOf(value)) : value;
  return std::any_of(comparison.constants.begin(), comparison.constants.end(), [&](const Value& constant) {
    return Compares(comparison.op, Order(compared, constant));
  });
}

std::optional<std::vector<Point>> PointsOf(const Variable& variable,
                                           const std::vector<const Comparison*>& comparisons) {
  std::optional<std::vector<Point>> points;
  const Schema* schema = variable.schema;
  if (comparisons.empty()) {
    points.emplace(1, Point{Value::Bool(true), false});  // only has() asks for it
  } else if (schema != nullptr && schema->constant) {
    points.emplace(1, Point{*schema->constant, true});
  } else if (schema != nullptr && !schema->enumeration.empty()) {
    points.emplace();
    for (const Value& value : schema->enumeration) points->push_back({value, true});
  } else if (variable.type == TypeKind::kBool) {
    points.emplace({Point{Value::Bool(true), true}, Point{Value::Bool(false), true}});
  } else if (variable.type == TypeKind::kInt || variable.type == TypeKind::kDecimal ||
             variable.type == TypeKind::kTimestamp) {
    points = Numbers(variable, comparisons);
  } else if (variable.type == TypeKind::kString) {
    points = Texts(variable, comparisons);
  } else if (variable.type == TypeKind::kList) {
    points = Lists(variable, comparisons);
  }
  if (!points || points->size() > kMaxPoints) return std::nullopt;
  if (variable.optional) points->push_back({Value(), true});
  return points;
}

}  // namespace charter
