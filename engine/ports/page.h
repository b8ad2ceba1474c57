// A part of a list, and where the next one begins.
#pragma once

#include <string>
#include <vector>

namespace charter {

// `rows` may be fewer than were asked for, even none, while `next` is not empty: a list that must look at
// many rows to find few stops on the way and goes on with the next page.
template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::string next;  // cursor for the next page, opaque to callers; "" at the end
};

}  // namespace charter
