// Charts that were laid out once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/chart/drawing.h"

namespace charter {

// Kept for good, as the charts are: laying out takes a tenth of a second and more, and costs memory that the
// library never gives back. Thread-safe; who asks for a chart that is being laid out waits for it.
class Drawings {
 public:
  std::shared_ptr<const Drawing> Get(const std::shared_ptr<const Chart>& chart, Language language);

 private:
  struct Entry {
    std::mutex drawing_it;
    std::shared_ptr<const Drawing> drawing;  // which keeps its chart
  };

  std::mutex mutex_;
  std::map<std::pair<const Chart*, Language>, std::shared_ptr<Entry>> entries_;
};

}  // namespace charter
