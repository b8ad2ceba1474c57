// An item that several people act on, each with roles of his own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/run/facts.h"
#include "engine/run/offers.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {

class PeopleUnderTest : public ItemUnderTest, public People {
 public:
  // `people`: id and roles. `body` as for ItemUnderTest.
  PeopleUnderTest(const std::string& body,
                  const std::vector<std::pair<std::string, std::vector<std::string>>>& people,
                  const std::string& life_cycle = "")
      : ItemUnderTest(body, life_cycle) {
    for (const auto& [id, roles] : people) people_.push_back({PersonId(id), id, OrgId("taihu"), roles});
  }

  std::optional<Actor> Find(const PersonId& id) override {
    for (const Actor& person : people_) {
      if (person.id == id) return person;
    }
    return std::nullopt;
  }
  std::vector<Actor> HoldersOf(const std::vector<std::string>& /*roles*/) override { return {}; }
  std::vector<std::int64_t> LoadsOf(const std::vector<PersonId>& people) override {
    return std::vector<std::int64_t>(people.size());
  }
  std::string Seed() override { return "0123456789abcdef"; }

  // The event's outcome in one word: "" if it was carried out, else the name of the code.
  std::string By(const std::string& person, const std::string& name, const std::string& input = "") {
    Event event;
    event.source = Event::Source::kPerson;
    event.name = name;
    event.at = now;
    event.actor = Find(PersonId(person));
    if (!input.empty()) event.data = ParseJson(input).value();
    event.facts = LookUp(NeedsOf(*chart, snapshot, name, event.data), *this);
    const auto stepped = Keep(Step(*chart, info, snapshot, event, calendar), event);
    refusal = stepped ? Text{} : stepped.error().message;
    return stepped ? "" : std::string(InfoOf(stepped.error().code).name);
  }

  // What the person is offered under the name; fails the test where there is nothing.
  Offer OfferOf(const std::string& person, const std::string& event) {
    auto offers = OffersFor(*chart, info, snapshot, Find(PersonId(person)).value(), now, calendar);
    for (auto& offer : offers) {
      if (offer.event == event) return offer;
    }
    ADD_FAILURE() << person << " is not offered " << event;
    return {};
  }
  bool IsOffered(const std::string& person, const std::string& event) {
    const auto offers = OffersFor(*chart, info, snapshot, Find(PersonId(person)).value(), now, calendar);
    return std::any_of(offers.begin(), offers.end(),
                       [&](const Offer& offer) { return offer.event == event; });
  }

  // Who was notified by the last event: roles and people.
  [[nodiscard]] std::string Notified() const {
    std::string out;
    for (const Effect& effect : effects) {
      if (effect.kind != Effect::Kind::kNotify) continue;
      for (const auto& role : effect.roles) out += (out.empty() ? "" : " ") + role;
      if (!effect.person.empty()) out += (out.empty() ? "" : " ") + effect.person;
    }
    return out;
  }

  Text refusal;  // of the last event

 private:
  std::vector<Actor> people_;
};

}  // namespace charter
