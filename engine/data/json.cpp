#include "engine/data/json.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace charter {
namespace {

// Tells how far the parser has read, which nlohmann's SAX interface does not.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

// Of the kind that its own text reads back as, or a replayed event would differ from the first: a decimal
// with a place at least (100.0 for 1e2, as 100 is an int), a double where neither its digits nor its
// shortest text are exact in one.
Value Fraction(double value, const std::string& digits) {
  if (value == 0 && std::signbit(value)) return Value::Double(value);  // -0.0 has no decimal
  std::optional<Decimal> exact = Decimal::Parse(digits);
  if (!exact) exact = Decimal::Parse(WriteJson(Value::Double(value)));
  if (exact && exact->scale() == 0) exact = exact->Round(1);
  return exact ? Value::Of(*exact) : Value::Double(value);
}

class Builder {
 public:
  Builder(std::string_view text, const char* const* furthest, const JsonLimits& limits)
      : text_(text), furthest_(furthest), limits_(limits) {}

  bool null() { return Push(Value::Null()); }
  bool boolean(bool value) { return Push(Value::Bool(value)); }
  bool number_integer(std::int64_t value) { return Push(Value::Int(value)); }
  bool number_unsigned(std::uint64_t value) {
    constexpr std::uint64_t kMaxInt = static_cast<std::uint64_t>(INT64_MAX);
    return Push(value <= kMaxInt ? Value::Int(static_cast<std::int64_t>(value)) : Value::Uint(value));
  }

  bool number_float(double value, const std::string& digits) {
    if (digits.find_first_of(".eE") == std::string::npos) {
      return Fail(Here() - std::min(Here(), digits.size()),
                  {"整数超出 64 位", "a whole number is past 64 bits"});
    }
    return Push(Fraction(value, digits));
  }

  bool string(std::string& text) { return Push(Value::String(text)); }
  bool binary(nlohmann::json::binary_t&) { return false; }

  bool key(std::string& name) {
    offsets_.push_back(Here() - std::min(Here(), name.size() + 2));
    return Push(Value::String(name));
  }

  bool start_object(std::size_t) { return Open(); }
  bool start_array(std::size_t) { return Open(); }

  bool end_array() {
    const Frame frame = Close();
    std::vector<Value> items(std::make_move_iterator(First(frame)), std::make_move_iterator(values_.end()));
    values_.resize(frame.first_value);
    return Push(Value::List(std::move(items)));
  }

  bool end_object() {
    const Frame frame = Close();
    std::vector<Value::Entry> entries;
    entries.reserve((values_.size() - frame.first_value) / 2);
    for (auto at = First(frame); at != values_.end(); at += 2)
      entries.emplace_back(*at, std::move(*(at + 1)));
    const std::size_t count = entries.size();
    Value map = Value::Map(std::move(entries));
    if (map.AsMap().size() != count) return FailAtRepeatedKey(frame);
    values_.resize(frame.first_value);
    offsets_.resize(frame.first_offset);
    return Push(std::move(map));
  }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& error) {
    std::string what = error.what();  // "[json.exception.parse_error.101] parse error at ...: ..."
    if (const std::size_t cut = what.find(": "); cut != std::string::npos) what.erase(0, cut + 2);
    const std::size_t offset = position > 0 ? position - 1 : 0;
    if (error.id == 406) return Fail(offset, {"数字过大：" + token, "the number is too large: " + token});
    // Of what the library says in English, this is what nearly every such mistake comes down to.
    const bool ended = what.find("unexpected end of input") != std::string::npos;
    return Fail(offset, {ended ? "内容在此中断，缺少结尾的括号或引号"
                               : "此处不符合 JSON 语法，请检查逗号、引号和括号",
                         std::move(what)});
  }

  tl::expected<Value, JsonError> Finish(bool parsed) {
    if (!parsed || error_)
      return tl::make_unexpected(error_.value_or(JsonError{Here(), {"不是 JSON", "not JSON"}}));
    return std::move(values_.front());
  }

 private:
  struct Frame {
    std::size_t first_value;
    std::size_t first_offset;
  };

  [[nodiscard]] std::size_t Here() const { return static_cast<std::size_t>(*furthest_ - text_.data()); }
  std::vector<Value>::iterator First(const Frame& frame) {
    return values_.begin() + static_cast<std::ptrdiff_t>(frame.first_value);
  }

  bool Push(Value value) {
    values_.push_back(std::move(value));
    return true;
  }

  bool Open() {
    if (frames_.size() == limits_.depth) {
      return Fail(Here() - 1, {"嵌套超过 " + std::to_string(limits_.depth) + " 层",
                               "nested deeper than " + std::to_string(limits_.depth) + " levels"});
    }
    frames_.push_back({values_.size(), offsets_.size()});
    return true;
  }

  Frame Close() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    return frame;
  }

  bool FailAtRepeatedKey(const Frame& frame) {
    std::set<std::string_view> seen;
    std::size_t offset = frame.first_offset;
    for (auto at = First(frame); at != values_.end(); at += 2, ++offset) {
      if (!seen.insert(at->AsString()).second) {
        const std::string key(at->AsString());
        return Fail(offsets_[offset], {"同一对象中“" + key + "”出现两次",
                                       "the key \"" + key + "\" stands twice in one object"});
      }
    }
    return false;
  }

  bool Fail(std::size_t offset, Text message) {
    error_ = JsonError{std::min(offset, text_.size()), std::move(message)};
    return false;
  }

  std::string_view text_;
  const char* const* furthest_;
  const JsonLimits& limits_;
  std::vector<Value> values_;         // keys and values of what is open
  std::vector<std::size_t> offsets_;  // of the keys among them
  std::vector<Frame> frames_;
  std::optional<JsonError> error_;
};

}  // namespace

tl::expected<Value, JsonError> ParseJson(std::string_view text, const JsonLimits& limits) {
  const char* furthest = text.data();
  Builder builder(text, &furthest, limits);
  const CountingIterator first(text.data(), &furthest);
  const CountingIterator last(text.data() + text.size(), &furthest);
  const bool parsed = nlohmann::json::sax_parse(first, last, &builder);
  return builder.Finish(parsed);
}

}  // namespace charter
