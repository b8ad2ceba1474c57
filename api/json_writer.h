// JSON text written piece by piece, without a tree in between: most of an answer is JSON already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/text.h"
#include "engine/data/time.h"

namespace charter::api {

// Commas and quotes are its own care; balanced Begin and End are the caller's.
class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view name);

  JsonWriter& String(std::string_view text);
  JsonWriter& Int(std::int64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  JsonWriter& Raw(std::string_view json);  // well-formed JSON; empty text becomes null
  JsonWriter& Time(Timestamp instant);     // RFC 3339
  JsonWriter& Time(const std::optional<Timestamp>& instant);
  // "due": the instant at which the time is over, and "last_day": the last day on which one may act.
  JsonWriter& Due(const std::optional<Timestamp>& instant);
  JsonWriter& Strings(const std::vector<std::string>& texts);
  JsonWriter& Both(const Text& text);  // {"zh": ..., "en": ...}

  [[nodiscard]] std::string Take() { return std::move(out_); }

 private:
  void Separate();

  std::string out_;
  bool first_ = true;  // nothing precedes at this level
};

}  // namespace charter::api
