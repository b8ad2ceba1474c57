// What the two ways of playing a workflow through have in common: by lines for programs, and by hand.
#pragma once

#include <iosfwd>
#include <string>

#include <tl/expected.hpp>

#include "api/commands/conversation.h"
#include "engine/data/value.h"
#include "engine/run/simulation.h"

namespace charter::api {

// Where the item is, as one line of JSON: {"active", "data", "tasks", "timers", "effects", "ended",
// "refused", "status", "at"}. Takes the effects out of the simulation.
std::string StateLine(Simulation& simulation, const std::optional<Refusal>& refused);

// {"id", "name", "org", "roles"}, or a text that is id and role at once. The error is a sentence.
tl::expected<Actor, Text> ReadActor(const Value& by);

// "PT5S", "5 workdays", "1.5s".
std::optional<Period> ReadLength(std::string_view text);

// Carries out each line of events and answers with a StateLine.
void SimulateLines(Simulation& simulation, std::istream& in, std::ostream& out);

// Lets a person play, until the input ends or he has had enough.
void Play(Simulation simulation, Conversation& talk);

void Tell(const Refusal& refusal, Conversation& talk);

}  // namespace charter::api
