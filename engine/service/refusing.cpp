#include "engine/service/refusing.h"

#include <utility>

namespace charter {

tl::unexpected<Refusal> Refused(Code code, Text message, Text hint, std::vector<std::string> details) {
  return tl::unexpected(Refusal{code, std::move(message), std::move(hint), {}, std::move(details)});
}

Refusal InvalidInput(std::string pointer, std::string keyword, Text message) {
  Refusal refusal{Code::input_invalid, {"提交内容不符合要求", "the input does not fit"}, {}, {}, {}};
  refusal.fields.push_back({std::move(pointer), std::move(keyword), std::move(message)});
  return refusal;
}

}  // namespace charter
