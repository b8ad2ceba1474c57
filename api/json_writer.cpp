#include "api/json_writer.h"

#include "engine/data/json.h"

namespace charter::api {

void JsonWriter::Separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::BeginObject() {
  Separate();
  out_ += '{';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  out_ += '}';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  Separate();
  out_ += '[';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  out_ += ']';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  AppendJsonString(out_, name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  Separate();
  AppendJsonString(out_, text);
  return *this;
}

JsonWriter& JsonWriter::Int(std::int64_t number) {
  Separate();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Null() {
  Separate();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  if (json.empty()) return Null();
  Separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::Time(Timestamp instant) { return String(ToShanghaiString(instant)); }

JsonWriter& JsonWriter::Time(const std::optional<Timestamp>& instant) {
  return instant ? Time(*instant) : Null();
}

JsonWriter& JsonWriter::Due(const std::optional<Timestamp>& instant) {
  Key("due").Time(instant).Key("last_day");
  if (!instant) return Null();
  // A period ends at 24:00, which is 00:00 of a day on which it is already over.
  return String(ToString(DayOf(Timestamp{instant->seconds - 1, instant->nanos})));
}

JsonWriter& JsonWriter::Strings(const std::vector<std::string>& texts) {
  BeginArray();
  for (const std::string& text : texts) String(text);
  return EndArray();
}

JsonWriter& JsonWriter::Both(const Text& text) {
  return BeginObject().Key("zh").String(text.zh).Key("en").String(text.en).EndObject();
}

}  // namespace charter::api
