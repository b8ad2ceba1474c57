#include "engine/data/personal_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/data/schema.h"

namespace charter {
namespace {

using testing::HasSubstr;
using testing::Not;

// The examples of GB 11643-1999.
TEST(APersonalNumber, IsAnIdentityNumberWithItsCheckDigit) {
  EXPECT_TRUE(FitsPersonalNumber("id_number", "11010519491231002X"));
  EXPECT_TRUE(FitsPersonalNumber("id_number", "11010519491231002x"));
  EXPECT_TRUE(FitsPersonalNumber("id_number", "440524188001010014"));
}

TEST(APersonalNumber, IsNoIdentityNumberWithADigitAmiss) {
  const std::string good = "11010519491231002X";
  for (std::size_t i = 0; i < 17; ++i) {
    std::string wrong = good;
    wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
    EXPECT_FALSE(FitsPersonalNumber("id_number", wrong)) << wrong;
  }
  EXPECT_FALSE(FitsPersonalNumber("id_number", "110105194912310021"));
  EXPECT_FALSE(FitsPersonalNumber("id_number", "11010519491231002"));
  EXPECT_FALSE(FitsPersonalNumber("id_number", "11010519491231002XX"));
  EXPECT_FALSE(FitsPersonalNumber("id_number", "1101051949123100 X"));
  EXPECT_FALSE(FitsPersonalNumber("id_number", ""));
}

TEST(APersonalNumber, IsNoIdentityNumberOfADayThatThereIsNot) {
  // Its check digit is right.
  EXPECT_FALSE(FitsPersonalNumber("id_number", "110105194913310026"));
}

TEST(APersonalNumber, IsAMobileNumberOfElevenDigits) {
  EXPECT_TRUE(FitsPersonalNumber("phone", "13812345678"));
  for (const char* wrong :
       {"12812345678", "1381234567", "138123456789", "+8613812345678", "138-12345678", ""})
    EXPECT_FALSE(FitsPersonalNumber("phone", wrong)) << wrong;
}

TEST(APersonalNumber, IsABankAccountOfDigits) {
  EXPECT_TRUE(FitsPersonalNumber("bank_account", "6222021234567890123"));
  for (const char* wrong : {"1234567", "6222 0212 3456 7890", "CN6222021234", ""})
    EXPECT_FALSE(FitsPersonalNumber("bank_account", wrong)) << wrong;
}

TEST(APersonalNumber, IsShownWithoutItsMiddle) {
  EXPECT_EQ(MaskedNumber("id_number", "32012319800101123X"), "320***********123X");
  EXPECT_EQ(MaskedNumber("phone", "13812345678"), "138****5678");
  EXPECT_EQ(MaskedNumber("bank_account", "6222021234567890123"), "***************0123");
}

TEST(APersonalNumber, IsNotShownAtAllWhereItIsTooShort) {
  EXPECT_EQ(MaskedNumber("phone", "1381234567"), "**********");
  EXPECT_EQ(MaskedNumber("id_number", "张三"), "**");
}

TEST(APersonalNumber, IsNotToldByTheErrorAboutIt) {
  Schema schema;
  schema.type = FieldType::kString;
  schema.format = "id_number";
  schema.pattern = "^9";
  schema.enumeration = {Value::String("none")};
  std::vector<FieldError> errors;
  Conform(schema, Value::String("110105194912310021"), "/id", errors);
  Conform(schema, Value::Int(110105194912310021), "/id", errors);
  ASSERT_EQ(errors.size(), 4U);
  for (const FieldError& error : errors) {
    EXPECT_THAT(error.message.zh, Not(HasSubstr("19491231"))) << error.keyword;
    EXPECT_THAT(error.message.en, Not(HasSubstr("19491231"))) << error.keyword;
  }
}

}  // namespace
}  // namespace charter
