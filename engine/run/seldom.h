// A part that few items have: it costs the others a pointer.
#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace charter {

// A value: copies share what they hold until one of them is changed. Reads as an empty part where none is.
template <typename Part>
class Seldom {
 public:
  [[nodiscard]] const Part& operator*() const {
    static const Part kEmpty{};
    return held_ ? held_->part : kEmpty;
  }
  [[nodiscard]] const Part* operator->() const { return &**this; }

  // To be changed, by this copy alone; until the next call.
  Part& Own() {
    if (held_ && held_->use_count() == 1) return held_->part;
    const boost::intrusive_ptr<Held> own(new Held(**this));
    held_ = own;
    return own->part;
  }

 private:
  struct Held : boost::intrusive_ref_counter<Held> {
    explicit Held(const Part& given) : part(given) {}
    Part part;
  };

  boost::intrusive_ptr<Held> held_;
};

}  // namespace charter
