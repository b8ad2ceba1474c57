#include "engine/run/snapshot.h"

namespace charter {

std::vector<StateIndex> ActiveAtoms(const Chart& chart, const Snapshot& snapshot) {
  std::vector<StateIndex> atoms;
  if (snapshot.status == Status::kEnded) {
    if (snapshot.ended_in != kNone) atoms.push_back(snapshot.ended_in);
    return atoms;
  }
  for (const auto& [state, since] : snapshot.active) {
    if (chart.states[static_cast<std::size_t>(state)].IsAtomic()) atoms.push_back(state);
  }
  return atoms;
}

const StateDue* DueOf(const Chart& chart, const Snapshot& snapshot, StateIndex state) {
  for (; state > 0; state = chart.states[static_cast<std::size_t>(state)].parent) {
    for (const auto& due : snapshot.dues) {
      if (due.state == state) return &due;
    }
  }
  return nullptr;
}

std::vector<std::string> ActiveIds(const Chart& chart, const Snapshot& snapshot) {
  std::vector<std::string> ids;
  for (const auto state : ActiveAtoms(chart, snapshot))
    ids.push_back(chart.states[static_cast<std::size_t>(state)].id);
  return ids;
}

LedgerSums TotalOf(const Snapshot& snapshot) {
  LedgerSums total;
  for (const auto& account : *snapshot.ledger) {
    for (const auto& [name, sum] : kLedgerSums) total.*sum += account.sums.*sum;
  }
  return total;
}

}  // namespace charter
