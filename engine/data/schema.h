// The fields of an item and of an event's input: JSON Schema 2020-12's vocabulary and Charter's types.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/text.h"
#include "engine/data/value.h"

namespace charter {

enum class FieldType : std::uint8_t {
  kAny,
  kString,
  kInteger,
  kNumber,  // a double, as in CEL; never for money or scores
  kBoolean,
  kArray,
  kObject,
  kMoney,         // exact decimal in yuan, at most two places
  kDecimal,       // exact decimal, for scores
  kDate,          // "2026-04-30"; held as the timestamp of that day's start in Shanghai
  kTimestamp,     // RFC 3339
  kDuration,      // CEL's text of a duration
  kPerson,        // a person's id
  kOrganization,  // an organisation's id
  kFile,          // a file, as engine/data/file_ref.h has it
};

// A number bound exactly as written.
struct Bound {
  Decimal limit;
  bool exclusive = false;
};

struct Field;

struct Schema {
  FieldType type = FieldType::kAny;
  std::vector<Value> enumeration;  // empty: any
  std::optional<Value> constant;
  std::optional<Bound> minimum;
  std::optional<Bound> maximum;
  std::optional<Decimal> multiple_of;
  std::optional<std::size_t> min_length;  // in code points
  std::optional<std::size_t> max_length;
  std::string pattern;  // RE2; unanchored, as JSON Schema has it
  std::string format;
  std::optional<std::size_t> min_items;
  std::optional<std::size_t> max_items;
  bool unique_items = false;
  std::vector<std::string> accept;       // of a file: media types, "image/*" for all of a kind; empty: any
  std::optional<std::int64_t> max_size;  // of a file, in bytes
  std::shared_ptr<const Schema> items;   // of an array, or of an object without properties; null: any
  std::vector<Field> properties;         // of an object; empty: any members
  std::optional<Value> default_value;    // conformed at load
};

struct Field {
  std::string name;
  Schema schema;
  bool required = false;
  bool read_only = false;  // set by the workflow's actions only, never by who creates the item
  Text title;
  std::vector<std::string> read;  // roles that may read it; empty: all who may read the item
  // Roles that may read the personal numbers in it in clear (engine/data/personal_number.h); empty: nobody
  std::vector<std::string> unmask;
};

struct FieldError {
  std::string pointer;  // JSON Pointer (RFC 6901) from the root of what was checked: "/plan/0/due"
  std::string keyword;  // the schema keyword it broke: "type", "required", "maximum", ...
  Text message;         // says what was expected and what was found
};

// Turns parsed JSON (or a value computed by an expression) into what the field holds (money and
// decimals exact, dates and timestamps as instants), checks every keyword, and reports all errors
// with pointers below `pointer`, up to 200 of them. What it returns with errors present must not be
// used. Values that an expression computed are taken as well as JSON: a timestamp for a date is its
// day in Shanghai, an int or a decimal is an amount. Thread-safe; compiled patterns are shared.
// Precondition: patterns were found good by CheckPattern; text fits no other pattern.
Value Conform(const Schema& schema, const Value& value, const std::string& pointer,
              std::vector<FieldError>& errors);

// The same for a field of the root: its pointer is its name.
Value Conform(const Field& field, const Value& value, std::vector<FieldError>& errors);

// Conforms an object's members to fields: unknown members are errors with the nearest right name,
// missing required ones too; defaults are filled in. Returns one value per field, in the order of
// `fields`, kAbsent where nothing was given. A value that is no map is one error.
std::vector<Value> ConformFields(const std::vector<Field>& fields, const Value& object,
                                 const std::string& pointer, std::vector<FieldError>& errors);

// Schema-aware canonical JSON: dates as dates, money with two places, members of an object in the
// order of `properties`. ReadBack(Write(v)) conforms to the same value.
void AppendJson(std::string& out, const Schema& schema, const Value& value);
// {"name": ..., ...}: the fields that are present, in their order.
void AppendJson(std::string& out, const std::vector<Field>& fields, const std::vector<Value>& values);

// A JSON Schema of the fields for clients: {"type": "object", "properties": {...}, "required": [...]}.
void AppendJsonSchema(std::string& out, const std::vector<Field>& fields);

// What an RE2 pattern of at most 1,000 bytes costs, in instructions; else what is wrong with it.
tl::expected<int, std::string> CheckPattern(const std::string& pattern);

// Whether the schema, or one within it, is of a personal number.
bool HoldsPersonalNumber(const Schema& schema);

// The formats that Charter checks.
const std::vector<std::string>& KnownFormats();

std::string_view NameOf(FieldType type);                    // "money"
std::optional<FieldType> ParseFieldType(std::string_view);  // the inverse

// The candidate nearest to `word` (Damerau-Levenshtein, at most a third of its length), if any.
std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace charter
