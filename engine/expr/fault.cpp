#include "engine/expr/fault.h"

#include <algorithm>
#include <array>

namespace charter::expr {
namespace {

struct Meaning {
  std::string_view code;
  std::string_view zh;
};

constexpr std::array kMeanings{
    Meaning{kNoSuchKey, "没有值"},
    Meaning{kOutOfRange, "超出范围"},
    Meaning{kOverflow, "数值过大或过小"},
    Meaning{kDivisionByZero, "除数为零"},
    Meaning{kTypeMismatch, "值的类型不符"},
    Meaning{kInvalid, "内容无法识别"},
    Meaning{kUnknown, "没有这个名称或函数"},
    Meaning{kCost, "计算量超过上限"},
    Meaning{"no_such_state", "没有这个状态"},
};

// The first part in backticks, with them, or "".
std::string_view Quoted(std::string_view message) {
  const auto open = message.find('`');
  if (open == std::string_view::npos) return {};
  const auto close = message.find('`', open + 1);
  return close == std::string_view::npos ? std::string_view() : message.substr(open, close - open + 1);
}

}  // namespace

Text InWords(std::string_view code, const std::string& message) {
  const auto* const meaning =
      std::ranges::find_if(kMeanings, [code](const Meaning& each) { return each.code == code; });
  if (meaning == kMeanings.end()) return {"无法计算", message};
  const std::string_view quoted = Quoted(message);
  std::string zh(quoted);
  if (!quoted.empty()) zh += " ";
  zh += meaning->zh;
  return {std::move(zh), message};
}

}  // namespace charter::expr
