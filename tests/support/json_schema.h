// Holds JSON against the part of JSON Schema 2020-12 that the API's document uses.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace charter::test {

class JsonSchema {
 public:
  // `document` is what "$ref" leads into, and outlives this.
  explicit JsonSchema(const nlohmann::json& document) : document_(document) {}

  // For answers to which somebody asked for some members only.
  void AllowMissing() { allow_missing_ = true; }

  // What is wrong, each with its place. Members that an object's schema does not list are wrong, unless it
  // says so: what the server gives is to be described. Throws std::logic_error for a keyword that it does not
  // know.
  [[nodiscard]] std::vector<std::string> Errors(const nlohmann::json& schema,
                                                const nlohmann::json& value) const;

 private:
  void Check(const nlohmann::json& schema, const nlohmann::json& value, const std::string& place,
             std::vector<std::string>& errors) const;
  void CheckObject(const nlohmann::json& schema, const nlohmann::json& value, const std::string& place,
                   std::vector<std::string>& errors) const;

  const nlohmann::json& document_;
  bool allow_missing_ = false;
};

}  // namespace charter::test
