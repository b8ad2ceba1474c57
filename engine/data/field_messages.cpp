#include "engine/data/field_messages.h"

#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kShownCodePoints = 40;

std::string CutShort(std::string_view text) {
  std::size_t code_points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_code_point = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts_code_point && ++code_points > kShownCodePoints) return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

}  // namespace

Text ExpectationOf(FieldType type) {
  switch (type) {
    case FieldType::kAny:
      return {"任意值", "any value"};
    case FieldType::kString:
      return {"文本", "text"};
    case FieldType::kInteger:
      return {"整数", "a whole number"};
    case FieldType::kNumber:
      return {"数字", "a number"};
    case FieldType::kBoolean:
      return {"true 或 false", "true or false"};
    case FieldType::kArray:
      return {"列表", "a list"};
    case FieldType::kObject:
      return {"对象", "an object"};
    case FieldType::kMoney:
      return {"最多两位小数的金额，如 16000.00",
              "an amount in yuan with at most two places, such as 16000.00"};
    case FieldType::kDecimal:
      return {"小数，如 92.14", "a decimal number, such as 92.14"};
    case FieldType::kDate:
      return {"日期，如 2026-04-30", "a date, such as 2026-04-30"};
    case FieldType::kTimestamp:
      return {"RFC 3339 时间，如 2026-04-30T09:00:00+08:00",
              "an RFC 3339 time, such as 2026-04-30T09:00:00+08:00"};
    case FieldType::kDuration:
      return {"时长，如 1h30m", "a duration, such as 1h30m"};
    case FieldType::kPerson:
      return {"人员标识（1 至 128 字节，不含控制字符）",
              "a person's id (1 to 128 bytes, no control characters)"};
    case FieldType::kOrganization:
      return {"组织标识（1 至 128 字节，不含控制字符）",
              "an organisation's id (1 to 128 bytes, no control characters)"};
    case FieldType::kFile:
      return {"文件（SHA-256，可加“/文件名”；不含控制字符）",
              "a file (its SHA-256, perhaps with /NAME; no control characters)"};
  }
  return {};
}

Text Shown(const Value& value) {
  switch (value.kind()) {
    case Kind::kAbsent:
      return {"空缺", "nothing"};
    case Kind::kNull:
      return {"null", "null"};
    case Kind::kString: {
      const std::string text = CutShort(value.AsString());
      return {"文本“" + text + "”", "the text \"" + text + "\""};
    }
    case Kind::kList:
      return {"含 " + std::to_string(value.AsList().size()) + " 项的列表",
              "a list of " + std::to_string(value.AsList().size())};
    case Kind::kMap:
      return {"对象", "an object"};
    case Kind::kBytes:
      return {"二进制数据", "bytes"};
    case Kind::kDecimal: {
      const std::string text = value.AsDecimal().ToString();
      return {text, text};
    }
    case Kind::kTimestamp: {
      const std::string text = ToShanghaiString(value.AsTimestamp());
      return {"时间 " + text, "the time " + text};
    }
    case Kind::kDuration: {
      const std::string text = ToString(value.AsDuration());
      return {"时长 " + text, "the duration " + text};
    }
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kType: {
      const std::string text = WriteJson(value);
      return {text, text};
    }
  }
  return {};
}

Text Expected(const Text& what, const Value& found) {
  const Text shown = Shown(found);
  return {"应为" + what.zh + "，实际为" + shown.zh + "。",
          "Expected " + what.en + ", found " + shown.en + "."};
}

Text MustBeFilledIn(const Field& field) {
  const Text what = ExpectationOf(field.schema.type);
  const auto name = [&](Language language) {
    return field.title.empty() ? field.name : field.title.In(language);
  };
  return {"请填写“" + name(Language::kZh) + "”：" + what.zh + "。",
          "Fill in \"" + name(Language::kEn) + "\": " + what.en + "."};
}

Text Around(std::string_view zh, std::string_view en, const Text& middle, std::string_view zh_end,
            std::string_view en_end) {
  return {std::string(zh) + middle.zh + std::string(zh_end),
          std::string(en) + middle.en + std::string(en_end)};
}

}  // namespace charter
