// The values that a statement is given, by name, and the rows that it returns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/micros.h"
#include "engine/data/time.h"

namespace charter::storage {

// Whether every database can keep the text: UTF-8 without NUL.
bool CanBeKept(std::string_view text);

// Text is not copied: it must live until the statement has run.
class Param {
 public:
  Param(std::string name, std::string_view text) : name_(std::move(name)), is_text_(true), text_(text) {}
  Param(std::string name, std::int64_t number) : name_(std::move(name)), number_(number) {}
  Param(std::string name, Timestamp instant) : Param(std::move(name), ToMicros(instant)) {}
  Param(std::string name, const std::optional<Timestamp>& instant)
      : Param(std::move(name), instant ? ToMicros(*instant) : 0) {
    is_null_ = !instant.has_value();
  }
  template <typename Tag>
  Param(std::string name, const Id<Tag>& id) : Param(std::move(name), std::string_view(id.value)) {}
  template <typename Tag>
  Param(std::string name, const std::optional<Id<Tag>>& id)
      : Param(std::move(name), id ? std::string_view(id->value) : std::string_view()) {
    is_null_ = !id.has_value();
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool is_text() const { return is_text_; }
  [[nodiscard]] bool is_null() const { return is_null_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  std::string name_;
  bool is_text_ = false;
  bool is_null_ = false;
  std::string_view text_;
  std::int64_t number_ = 0;
};

using Params = std::vector<Param>;

// One row of a result, valid during the callback that receives it. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual bool IsNull(int column) const = 0;
  [[nodiscard]] virtual const std::string& Text(int column) const = 0;  // "" where null
  [[nodiscard]] std::int64_t Number(int column) const;                  // 0 where null
  [[nodiscard]] Timestamp Time(int column) const { return FromMicros(Number(column)); }
};

}  // namespace charter::storage
