#include "engine/service/effect_words.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/service/item_view.h"

namespace charter {
namespace {

void Append(Text& list, const Text& word) {
  if (!list.empty()) list = list + Text{"、", ", "};
  list = list + word;
}

Text TitlesOf(const Chart& chart, const std::vector<std::string>& states) {
  Text titles;
  for (const auto& id : states)
    Append(titles, TitleOfState(chart.states[static_cast<std::size_t>(chart.FindState(id))]));
  return titles;
}

std::string TextIn(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
}

class Words {
 public:
  Words(const Ports& ports, const Caller& caller) : ports_(ports), caller_(caller) {}

  void AddNotices(const WorkingItem& item) {
    for (const OutboxRecord& row : item.outbox) {
      const auto payload = ParseJson(row.payload);
      if (row.kind != "notify" || !payload || !payload->is(Kind::kMap)) continue;
      Text to;
      if (const Value* roles = payload->Find("roles"); roles != nullptr && roles->is(Kind::kList)) {
        for (const auto& role : roles->AsList())
          Append(to, TitleOfRole(*item.chart, std::string(role.AsString())));
      } else {
        const std::string person = TextIn(*payload, "person");
        if (!MayKnow(item, person)) continue;
        const auto known = ports_.directory.FindPerson(caller_.tenant, PersonId(person));
        const std::string name = known ? known->name : person;
        to = {name, name};
      }
      Text message;
      if (const Value* texts = payload->Find("message"); texts != nullptr && texts->is(Kind::kMap))
        message = {TextIn(*texts, "zh"), TextIn(*texts, "en")};
      Add("notify", Text{"通知", "notifies "} + to + Text{"：", ": "} +
                        Text{message.In(Language::kZh), message.In(Language::kEn)});
    }
  }

  void AddItem(const WorkingItem& item) {
    const Text to = TitlesOf(*item.chart, ActiveIds(*item.chart, item.snapshot));
    if (item.read_rev == 0) {
      const auto org = ports_.directory.FindOrganization(caller_.tenant, item.record.org);
      const Text place = org ? org->name : Text{item.record.org.value, item.record.org.value};
      Add("new_item", Text{"新建", "makes a new item, "} + item.chart->title + Text{"（", " ("} + place +
                          Text{"）", ")"});
      return;
    }
    const Text from = TitlesOf(*item.chart, item.history.front().from);
    if (from == to) return;
    Add("item",
        Text{item.record.number, item.record.number} + Text{"：", ": "} + from + Text{" → ", " -> "} + to);
  }

  void AddEntry(const LedgerRecord& entry) {
    const std::string yuan = YuanOf(entry.posting.fen).ToString();
    const auto budget = ports_.store.FindBudget(caller_.tenant, entry.posting.budget);
    const std::string& id = entry.posting.budget.value;
    const Text name = budget && !budget->title.empty()
                          ? Text{budget->title.In(Language::kZh), budget->title.In(Language::kEn)}
                          : Text{id, id};
    Add("ledger", TitleOf(entry.posting.kind) + Text{" " + yuan + " 元（", " " + yuan + " yuan ("} + name +
                      Text{"）", ")"});
  }

  std::vector<EffectView> Take() { return std::move(effects_); }

 private:
  // Who sits in a ballot or a blind review may be for those alone to know, and so may that they are asked.
  [[nodiscard]] bool MayKnow(const WorkingItem& item, const std::string& person) const {
    const auto& activities = item.chart->activities;
    return person == caller_.person.id.value ||
           std::none_of(activities.begin(), activities.end(),
                        [](const Activity& a) { return ActsInSecret(a); });
  }

  void Add(const char* kind, Text text) { effects_.push_back({kind, std::move(text)}); }

  const Ports& ports_;
  const Caller& caller_;
  std::vector<EffectView> effects_;
};

}  // namespace

std::vector<EffectView> EffectsOf(const Ports& ports, const Caller& caller, const UnitOfWork& work,
                                  const WorkingItem& item) {
  Words words(ports, caller);
  words.AddNotices(item);
  const auto changed = work.Changed();
  const auto is_seen = [&](const ItemId& id) {
    return std::any_of(changed.begin(), changed.end(), [&](const WorkingItem* other) {
      return other->record.id == id && MaySee(caller, other->record, other->snapshot);
    });
  };
  for (const WorkingItem* other : changed) {
    if (other == &item || !is_seen(other->record.id)) continue;
    words.AddItem(*other);
    words.AddNotices(*other);
  }
  for (const LedgerRecord& entry : work.entries()) {
    if (is_seen(entry.item)) words.AddEntry(entry);
  }
  return words.Take();
}

}  // namespace charter
