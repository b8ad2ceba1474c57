// What the law of a place sets for a workflow: a period, a share, a number, with the article that says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/diagnostic.h"
#include "engine/data/period.h"
#include "engine/data/text.h"
#include "engine/data/value.h"

namespace charter {

enum class ParameterType : std::uint8_t { kPeriod, kShare, kInteger, kMoney, kBoolean, kString };

// What a parameter is called with in a workflow: "params.reply".
inline constexpr std::string_view kParameterPrefix = "params.";

std::string_view NameOf(ParameterType type);  // "period"
std::optional<ParameterType> FindParameterType(std::string_view name);
const std::vector<std::string>& ParameterTypeNames();

// A value of that type from what JSON or YAML holds; nothing where it is none. Periods and shares are kept
// as their text ("10 workdays", "more than 1/2 of all"), money as a decimal.
std::optional<Value> ConformParameter(ParameterType type, const Value& plain);

// What a workflow leaves to the law of the place: the preset of an item's jurisdiction gives its value.
struct Parameter {
  std::string id;
  ParameterType type = ParameterType::kString;
  Text title;
  bool optional = false;  // the law may set none: then there is no clock, and no value to read
  Position position;
};

// One value, where it comes from, and how far it can be relied on.
struct ParameterValue {
  enum class Status : std::uint8_t {
    kVerified,  // read in its source
    kMemory,    // known, and not read
    kUnknown,   // the law may set it, and nobody here knows what: it has no value
    kGiven,     // by a person, with a citation, where the preset had none that counts
  };

  std::string id;  // "reply"
  ParameterType type = ParameterType::kString;
  Value value;   // kAbsent: the law sets none, or it is unknown
  Text article;  // the citation: law and article
  Status status = Status::kVerified;
  std::string preset;  // that says it: the one bound, or one that it extends; "" where given
  std::string by;      // kGiven: the id of the person
};

std::string_view NameOf(ParameterValue::Status status);  // "verified"
std::optional<ParameterValue::Status> FindParameterStatus(std::string_view name);

// The parameters of one item, bound when it began and for good.
struct BoundParameters {
  std::string preset;
  std::vector<ParameterValue> values;  // in the order of its chart
};

// A period as a workflow names it: written there, or a parameter.
struct PeriodTerm {
  Period written;
  int parameter = -1;  // position in Chart::parameters; -1: as written
};

// The period that counts for an item; nothing where the law that binds it sets none.
std::optional<Period> PeriodOf(const PeriodTerm& term, const BoundParameters* bound);

// Settings of an activity with each `params.<id>` in them replaced by the item's value; without one by a
// value of its type, of which only the form counts.
Value FillIn(const Value& settings, const std::vector<Parameter>& parameters, const BoundParameters* bound);

}  // namespace charter
