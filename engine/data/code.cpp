#include "engine/data/code.h"

#include <algorithm>
#include <array>

namespace charter {
namespace {

constexpr std::array kCodes{
#define CHARTER_CODE(number, name, english, chinese) CodeInfo{Code::name, #name, english, chinese},
    CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
};

}  // namespace

const CodeInfo& InfoOf(Code code) {
  return *std::find_if(kCodes.begin(), kCodes.end(), [&](const CodeInfo& info) { return info.code == code; });
}

std::string Label(Code code) { return "CH" + std::to_string(static_cast<int>(code)); }

}  // namespace charter
