// The words in which a field's error is told.
#pragma once

#include <string>
#include <string_view>

#include "engine/data/schema.h"

namespace charter {

// "a whole number" / "整数": what a field of this type takes.
Text ExpectationOf(FieldType type);

// "the text "abc"" / "文本“abc”": a value as a person recognises it; long text is cut short.
Text Shown(const Value& value);

// "expected X, found Y."
Text Expected(const Text& what, const Value& found);

// Names the field by its title, where it has one: "Fill in "Name": text." / "请填写“项目名称”：文本。"
Text MustBeFilledIn(const Field& field);

// {"zh": zh + a.zh + zh_end, "en": en + a.en + en_end}
Text Around(std::string_view zh, std::string_view en, const Text& middle, std::string_view zh_end = "。",
            std::string_view en_end = ".");

}  // namespace charter
