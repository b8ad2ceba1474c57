// charter outbox: effects that could not be delivered.
#include <ostream>

#include "api/clock.h"
#include "api/commands/commands.h"
#include "engine/data/failure.h"
#include "engine/service/deliveries.h"

namespace charter::api {
namespace {

constexpr int kPage = 200;
constexpr int kMostWaiting = 1000;
constexpr const char* kWho = "charter outbox";

OutboxId ReadId(const std::string& text) {
  const auto id = ReadEffectId(text);
  if (!id)
    throw Failure(Code::invalid_parameter, "\"" + text + "\" is no id of an effect: ITEM_REV_POSITION");
  return *id;
}

int List(Outbox& outbox, const TenantId& tenant, std::ostream& out) {
  int dead = 0;
  ItemId after;
  for (auto page = outbox.DeadLetters(tenant, after, kPage); !page.empty();
       page = outbox.DeadLetters(tenant, after, kPage)) {
    for (const DeadLetter& letter : page) {
      out << EffectId(letter.row.item, letter.row.record) << "  " << letter.row.record.kind << "  since "
          << ToShanghaiString(letter.since) << "  " << letter.row.failures << " tries\n  " << letter.error
          << "\n";
      ++dead;
    }
    after = page.back().row.item;
  }
  const auto waiting = outbox.PendingOutbox(kMostWaiting + 1).size();
  out << dead << " dead letters";
  if (waiting > kMostWaiting) {
    out << ", and more than " << kMostWaiting << " effects in the outbox\n";
  } else {
    out << ", " << waiting << " effects in the outbox\n";
  }
  return kExitOk;
}

int Retry(Outbox& outbox, const TenantId& tenant, const std::string& which,
          const Surroundings& surroundings) {
  SystemClock clock;
  const auto id = which == "all" ? std::nullopt : std::optional(ReadId(which));
  const int retried = outbox.RetryDeadLetters(tenant, id, clock.Now());
  if (id && retried == 0) {
    surroundings.err << "charter: there is no dead letter " << which << "\n";
    return kExitFailed;
  }
  surroundings.out << retried << " dead letters are tried again\n";
  return kExitOk;
}

int Drop(Outbox& outbox, const TenantId& tenant, const std::string& which, const std::string& reason,
         const Surroundings& surroundings) {
  if (reason.empty()) throw Failure(Code::invalid_parameter, "charter outbox drop needs --reason TEXT");
  SystemClock clock;
  if (!outbox.DropDeadLetter(tenant, ReadId(which), {reason, PersonId(kWho), clock.Now()})) {
    surroundings.err << "charter: there is no dead letter " << which << "\n";
    return kExitFailed;
  }
  surroundings.out << which << " is dropped; what waited behind it goes on\n";
  return kExitOk;
}

int Run(const Arguments& arguments, const Surroundings& surroundings) {
  const auto& words = arguments.words;
  const std::string verb = words.empty() ? "list" : words[0];
  const std::size_t wanted = verb == "list" ? 1 : 2;
  if ((verb != "list" && verb != "retry" && verb != "drop") || (!words.empty() && words.size() != wanted)) {
    throw Failure(Code::invalid_parameter, "charter outbox takes list, retry ID, retry all or drop ID");
  }
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  Outbox& outbox = *database->store;
  const TenantId tenant(arguments.Get("--tenant", "liangzhou"));
  if (verb == "retry") return Retry(outbox, tenant, words[1], surroundings);
  if (verb == "drop") return Drop(outbox, tenant, words[1], arguments.Get("--reason"), surroundings);
  return List(outbox, tenant, surroundings.out);
}

}  // namespace

Command OutboxCommand() {
  using Value = Option::Value;
  return {"outbox",
          "[list | retry ID | retry all | drop ID]",
          "list effects that could not be delivered, have them tried again, or drop one",
          {DatabaseOption(),
           {"--tenant", Value::kRequired, "ID", "whose effects (liangzhou)"},
           {"--reason", Value::kRequired, "TEXT", "why one is dropped; kept with it"}},
          Run};
}

}  // namespace charter::api
