#include "engine/data/personal_number.h"

#include <algorithm>
#include <array>

#include "engine/data/time.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

constexpr std::string_view kId = "id_number";
constexpr std::string_view kPhone = "phone";
constexpr std::string_view kAccount = "bank_account";

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// ISO 7064, MOD 11-2, as GB 11643 has it.
bool HasCheckDigit(std::string_view text) {
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kDigits = "10X98765432";
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (text[i] - '0') * kWeights[i];
  const char last = text[17] == 'x' ? 'X' : text[17];
  return kDigits[static_cast<std::size_t>(sum % 11)] == last;
}

bool IsIdNumber(std::string_view text) {
  constexpr std::size_t kLength = 18;
  if (text.size() != kLength || text[0] == '0' || !AreDigits(text.substr(0, kLength - 1))) return false;
  const std::string born = std::string(text.substr(6, 4)) + "-" + std::string(text.substr(10, 2)) + "-" +
                           std::string(text.substr(12, 2));
  return ParseDate(born).has_value() && HasCheckDigit(text);
}

}  // namespace

bool IsPersonalNumber(std::string_view format) {
  return format == kId || format == kPhone || format == kAccount;
}

bool FitsPersonalNumber(std::string_view format, std::string_view text) {
  if (format == kId) return IsIdNumber(text);
  if (format == kPhone) return text.size() == 11 && AreDigits(text) && text[0] == '1' && text[1] >= '3';
  return text.size() >= 8 && text.size() <= 30 && AreDigits(text);
}

std::string MaskedNumber(std::string_view format, std::string_view text) {
  constexpr std::size_t kLast = 4;
  const std::size_t first = format == kAccount ? 0 : 3;
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!ascii || text.size() < first + 2 * kLast) return std::string(CountCharacters(text), '*');
  return std::string(text.substr(0, first)) + std::string(text.size() - first - kLast, '*') +
         std::string(text.substr(text.size() - kLast));
}

}  // namespace charter
