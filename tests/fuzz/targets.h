// What is fed with bytes that nobody chose: by libFuzzer (`./dev fuzz`), and by the tests with the kept
// corpus.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace charter::fuzz {

// A target takes any bytes and returns; a broken promise is thrown, so that a fuzzer and a test both stop at
// it.
using Target = void (*)(std::string_view bytes);

void FuzzYaml(std::string_view bytes);    // ParseYaml: a tree within its limits, or an error
void FuzzChart(std::string_view bytes);   // LoadChart: a chart that runs, or errors with places in the file
void FuzzExpr(std::string_view bytes);    // Compile and Run: a value, a problem or an error
void FuzzJson(std::string_view bytes);    // ParseJson and WriteJson: one text for one value
void FuzzImport(std::string_view bytes);  // ImportScxml: a file that loads, or errors
void FuzzHttp(std::string_view bytes);  // Conversation: requests and answers that do not depend on the pieces
void FuzzStep(std::string_view bytes);  // Start and Step with events made from the bytes: replays to the byte

inline void Require(bool holds, const std::string& promise) {
  if (!holds) throw std::logic_error("broken promise: " + promise);
}

}  // namespace charter::fuzz
