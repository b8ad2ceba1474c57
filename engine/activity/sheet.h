// Scoring sheets (评分表): what reviewers give points for.
#pragma once

#include <string>
#include <vector>

#include "engine/data/decimal.h"
#include "engine/data/text.h"

namespace charter {

struct Criterion {
  std::string id;
  Decimal min;  // 0 unless said
  Decimal max;
  Text title;
  Text description;
};

struct Sheet {
  std::string id;
  Text title;
  std::vector<Criterion> criteria;  // at least one
};

}  // namespace charter
