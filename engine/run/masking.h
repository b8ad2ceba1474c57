// Personal numbers of an item, kept out of everything that is shown of it: the one place where that is done.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

// What fields with `format: id_number`, `phone` or `bank_account` hold is masked wherever it stands: in the
// field, in a text that was made of it, in another field that it was copied to. So is every run of digits in
// a text that could be such a number, as the field may have held it before. Costs nothing where a workflow
// has no such fields.
class Masking {
 public:
  // The chart outlives this.
  Masking(const Chart& chart, const Snapshot& snapshot);

  [[nodiscard]] std::string Of(std::string text) const;
  [[nodiscard]] Text Of(Text text) const;
  [[nodiscard]] Value Of(Value value) const;
  [[nodiscard]] Refusal Of(Refusal refusal) const;
  // As JSON: what an event did.
  [[nodiscard]] std::string OfDetail(const std::string& json) const;
  // As JSON: what came with an event. Members that are called as a field of such a number hold one, too,
  // though the item may hold another by now.
  [[nodiscard]] std::string OfInput(const std::string& json) const;

 private:
  [[nodiscard]] bool empty() const { return formats_.empty(); }
  void Collect(const Schema& schema, const Value& value);
  void MaskRuns(std::string& text) const;
  [[nodiscard]] Value ByName(const Value& value) const;
  [[nodiscard]] Value OfChange(const Value& change) const;

  const Chart& chart_;
  std::set<std::string_view> formats_;                        // that the workflow knows
  std::vector<std::pair<std::string, std::string>> numbers_;  // as they are, and masked; the longest first
};

}  // namespace charter
