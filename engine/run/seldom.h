// A part that few items have: it costs the others a pointer.
#pragma once

#include <memory>

namespace charter {

// A value: copies share what they hold until one of them is changed. Reads as an empty part where none is.
template <typename Part>
class Seldom {
 public:
  [[nodiscard]] const Part& operator*() const {
    static const Part kEmpty{};
    return part_ ? *part_ : kEmpty;
  }
  [[nodiscard]] const Part* operator->() const { return &**this; }

  // To be changed, by this copy alone; until the next call.
  Part& Own() {
    auto own = std::make_shared<Part>(**this);
    Part& part = *own;
    part_ = std::move(own);
    return part;
  }

 private:
  std::shared_ptr<const Part> part_;
};

}  // namespace charter
