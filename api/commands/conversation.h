// Talking with a person at a terminal, in Chinese or English.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/schema.h"

namespace charter::api {

class Conversation {
 public:
  Conversation(std::istream& in, std::ostream& out, Language language)
      : in_(in), out_(out), language_(language) {}

  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] std::string In(const Text& text) const { return text.In(language_); }
  // "草稿 (draft)", or the id alone where there is no title.
  [[nodiscard]] std::string Named(const Text& title, const std::string& id) const;

  void Say(std::string_view line);
  void Say(const Text& text) { Say(text.In(language_)); }
  // The next line without the spaces around it; nothing at the end of the input.
  std::optional<std::string> Ask(std::string_view prompt);

  // Asks until the answer fits or is left out with an empty line where it may be. Nothing where the
  // person gives up with "!" or the input ends; kAbsent for what was left out.
  std::optional<Value> AskFor(const Field& field);
  // One after the other, as a map; nothing where the person gives up.
  std::optional<Value> AskFor(const std::vector<Field>& fields);

 private:
  std::istream& in_;
  std::ostream& out_;
  Language language_;
};

// What was typed as what a field may hold: JSON, or else the text itself; "a, b" for a list of texts,
// "yes" and "是" for true. The schema judges it.
Value ReadTyped(const Schema& schema, const std::string& typed);

// "text, 1 to 40 characters": what a field takes.
Text LimitsOf(const Schema& schema);

}  // namespace charter::api
