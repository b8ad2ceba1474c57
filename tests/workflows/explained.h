// That what people are told about events is so.
#pragma once

#include <set>
#include <string>

#include "engine/service/service.h"

namespace charter::test {

// Each event that the caller is told to be refused is sent, without input, and must be refused with the code
// that was told first; each that is allowed is rehearsed and must be taken. Returns the codes that came up.
// Changes nothing of the item.
std::set<Code> ExpectExplained(Service& service, const Caller& caller, const ItemId& item);

// Rehearses the event, sends it, and expects the same of both: the refusal, or the states and the revision.
// Returns what was sent.
Outcome<ItemView> SendAsRehearsed(Service& service, const Caller& caller, const SendCommand& command);

}  // namespace charter::test
