// Numbers by which a person can be found: shown with their middle left out, wherever they are shown.
// Accounts are sensitive personal information (敏感个人信息) by article 28 of the 个人信息保护法, identity
// and telephone numbers lead to the person (see decision 0027).
#pragma once

#include <string>
#include <string_view>

namespace charter {

// The formats of such numbers: "id_number", "phone", "bank_account".
bool IsPersonalNumber(std::string_view format);

// id_number: 18 characters of GB 11643, with a day that there is and the check digit (X may be small). phone:
// a mobile number of 11 digits. bank_account: 8 to 30 digits. Precondition: IsPersonalNumber(format).
bool FitsPersonalNumber(std::string_view format, std::string_view text);

// "320***********1234", "138****5678", "************5678"; every character of one too short for that is
// hidden.
std::string MaskedNumber(std::string_view format, std::string_view text);

}  // namespace charter
