// Ballot (表决): who may vote, who is present, the votes, and what the rules make of them.
#pragma once

#include <memory>

#include "engine/activity/activity.h"

namespace charter {

// Settings: `quorum` and `pass` (parts of the whole), `roster` (how many may vote, an expression) or
// `voters` (roles; the holders when the ballot is opened), `by` (roles), `secret` (true unless said),
// `tellers` (how many at least; 2 unless said). `roster` is evaluated on start and kept, as is the list of
// voters on `open`. It is complete when it is closed.
//
// In a secret ballot nothing ties a person to a choice: the state keeps who has voted and, apart from
// that, the sums; the history keeps the vote without its choice until the close, and then the sums.
// Where the law asks for it: Order 22 of 2004, article 36; Shanghai Workers' Congress Regulations, 31.
std::shared_ptr<const ActivityRules> MakeBallot(const ActivitySetup& setup);

}  // namespace charter
