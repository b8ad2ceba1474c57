#include "tests/workflows/explained.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace charter::test {
namespace {

std::string Said(const ExplainedEvent& event) {
  std::string text = event.event + ": ";
  text += event.verdict == Verdict::kAllowed ? "allowed" : "not allowed";
  for (const auto& reason : event.reasons)
    text += "; " + Label(reason.refusal.code) + " " + reason.refusal.message.en;
  return text;
}

void ExpectInBothLanguages(const Refusal& refusal) {
  EXPECT_FALSE(refusal.message.zh.empty()) << Label(refusal.code);
  EXPECT_FALSE(refusal.message.en.empty()) << Label(refusal.code);
  EXPECT_EQ(refusal.hint.zh.empty(), refusal.hint.en.empty()) << refusal.hint.zh << refusal.hint.en;
}

}  // namespace

std::set<Code> ExpectExplained(Service& service, const Caller& caller, const ItemId& item) {
  std::set<Code> codes;
  const auto before = service.Get(caller, item);
  const auto explanation = service.Explain(caller, item);
  EXPECT_EQ(explanation.has_value(), before.has_value()) << "it is told to those who see the item";
  if (!explanation || !before) return codes;
  EXPECT_EQ(explanation->item.rev, before->record.rev);
  for (const ExplainedEvent& event : explanation->events) {
    const SendCommand command{item, event.event, Value(), std::nullopt};
    if (event.verdict == Verdict::kAllowed) {
      EXPECT_TRUE(event.reasons.empty()) << Said(event);
      const auto tried = service.Rehearse(caller, command);
      EXPECT_TRUE(tried.has_value()) << Said(event) << ", but: " << tried.error().message.en;
      continue;
    }
    const auto sent = service.Send(caller, command);
    if (sent) {
      ADD_FAILURE() << caller.person.id.value << " " << Said(event) << ", but it was taken";
      return codes;
    }
    if (event.reasons.empty()) {
      ADD_FAILURE() << Said(event) << " without a reason";
      continue;
    }
    EXPECT_EQ(event.reasons.front().refusal.code, sent.error().code)
        << Said(event) << ", but: " << sent.error().message.en;
    for (const auto& reason : event.reasons) {
      ExpectInBothLanguages(reason.refusal);
      codes.insert(reason.refusal.code);
    }
  }
  const auto after = service.Get(caller, item);
  EXPECT_EQ(after ? after->record.rev : 0, before->record.rev) << "refusals and rehearsals change nothing";
  return codes;
}

Outcome<ItemView> SendAsRehearsed(Service& service, const Caller& caller, const SendCommand& command) {
  const auto rehearsed = service.Rehearse(caller, command);
  auto sent = service.Send(caller, command);
  EXPECT_EQ(rehearsed.has_value(), sent.has_value())
      << command.event << ": " << (sent ? rehearsed.error().message.en : sent.error().message.en);
  if (rehearsed && sent && !rehearsed->secret) {
    EXPECT_EQ(rehearsed->item.record.states, sent->record.states) << command.event;
    EXPECT_EQ(rehearsed->item.record.rev, sent->record.rev) << command.event;
    EXPECT_EQ(rehearsed->item.data, sent->data) << command.event;
  }
  if (!rehearsed && !sent) {
    EXPECT_EQ(rehearsed.error().code, sent.error().code) << command.event;
    EXPECT_EQ(rehearsed.error().message, sent.error().message) << command.event;
  }
  return sent;
}

}  // namespace charter::test
