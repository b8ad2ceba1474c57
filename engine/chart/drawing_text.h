// Text in pictures: how much room it takes where no font can be asked, how it is broken and escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/data/period.h"
#include "engine/data/text.h"

namespace charter {

// The room of a text in the fonts that screens and printers have, rather too much than too little: a
// Chinese character takes the font's size, others a part of it.
double WidthOf(std::string_view text, double font_size);

// At most `columns` wide, where a Chinese character counts two; what is cut off shows as an ellipsis.
std::string CutToColumns(std::string_view text, int columns);

// Broken into lines of at most `columns`, between Chinese characters or at spaces.
std::vector<std::string> Wrapped(std::string_view text, int columns);

// On one line: line breaks, tabs and control characters become single spaces.
std::string OnOneLine(std::string_view text);

// For text and attribute values of XML; characters that XML cannot hold are left out.
std::string EscapedXml(std::string_view text);

// "5 个工作日", "5 workdays".
std::string PeriodText(const Period& period, Language language);

}  // namespace charter
