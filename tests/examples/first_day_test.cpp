// The session in curl: from an empty server to a federation that works, as README says.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

// The password that a first start prints.
std::string PasswordOf(const std::string& greeting) {
  const std::string label = "password  ";
  const auto at = greeting.find(label);
  if (at == std::string::npos) return {};
  const auto from = at + label.size();
  return greeting.substr(from, greeting.find('\n', from) - from);
}

class FirstDay : public Example {};

TEST_F(FirstDay, LeadsFromAnEmptyServerToAFederationThatWorks) {
  ServedProgram server({"--db", Database()});
  const std::string password = PasswordOf(server.greeting());
  const Outcome day = RunProgram({"examples/first_day.sh", server.address(), password});
  EXPECT_EQ(day.exit_code, 0) << day.output;
  for (const char* line :
       {"CH3111", "administrator", "unknown state `submited`", "sent again under its key",
        "refused: Aid is 3000 yuan at most. (Amount = 5000.00)", "would go from draft to submitted", "CH3001",
        "CH3113", "CH2006", "Granted", "CH4003"}) {
    EXPECT_THAT(day.output, HasSubstr(line));
  }
  EXPECT_THAT(StopAndVerify(server), HasSubstr("2 items replayed, 0 differ"));
}

TEST_F(FirstDay, SaysWhatItNeeds) {
  EXPECT_THAT(RunProgram({"examples/first_day.sh", "http://127.0.0.1:1"}).output,
              HasSubstr("the password that the server printed"));
}

}  // namespace
}  // namespace charter::test
