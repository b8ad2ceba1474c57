// Why not? What the caller could do with an item, judged by trying it.
#include <algorithm>
#include <map>

#include "engine/data/json.h"
#include "engine/data/typed_value.h"
#include "engine/run/offers.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr std::size_t kMostPlaces = 5;    // that are named for a role
constexpr std::size_t kMostHolders = 50;  // that are asked for theirs
constexpr std::size_t kLongestValue = 60;

// Whether another input might be taken where this one was refused.
bool IsAboutInput(Code code) {
  return code == Code::input_invalid || code == Code::guard_failed || code == Code::guard_not_met ||
         code == Code::not_allowed;
}

// Whether the refusal ends with asking somebody else.
bool IsAboutPerson(Code code) {
  return code == Code::wrong_role || code == Code::not_allowed || code == Code::in_conflict;
}

Text Joined(const std::vector<Text>& words) {
  Text out;
  for (const Text& word : words) {
    if (!out.empty()) out = out + Text{"、", ", "};
    out = out + Text{word.In(Language::kZh), word.In(Language::kEn)};
  }
  return out;
}

// What rules looked at, cut down to what the caller may see of it.
class Sight {
 public:
  Sight(const Chart& chart, const Snapshot& snapshot, const std::vector<std::string>& roles)
      : chart_(chart), roles_(roles), masking_(chart, snapshot) {}

  [[nodiscard]] const Masking& masking() const { return masking_; }

  [[nodiscard]] SeenView Of(const Seen& seen) const {
    SeenView view;
    view.name = seen.name;
    const Field* field = FieldOf(seen.name);
    if (field != nullptr) view.title = field->title;
    view.hidden = IsHidden(seen.name, field);
    if (view.hidden || seen.value.is(Kind::kAbsent)) return view;
    if (seen.name == "children" && seen.value.is(Kind::kList)) {
      view.value = std::to_string(seen.value.AsList().size());
    } else if (field != nullptr) {
      AppendJson(view.value, field->schema, masking_.Of(seen.value));
    } else if (const auto plain = AsPlainJson(seen.value)) {
      view.value = WriteJson(masking_.Of(*plain));
    }
    return view;
  }

  // "申报经费 = 320000.00；..."
  [[nodiscard]] static Text InWords(const std::vector<SeenView>& seen) {
    Text words;
    for (const SeenView& each : seen) {
      if (each.name.starts_with("actor") || each.value.size() > kLongestValue) continue;
      if (!words.empty()) words = words + Text{"；", "; "};
      const Text name = each.title.empty() ? Text{each.name, each.name}
                                           : Text{each.title.In(Language::kZh), each.title.In(Language::kEn)};
      words = words + name + " = " +
              (each.hidden          ? Text{"（您无权查看）", "(hidden from you)"}
               : each.value.empty() ? Text{"（未填）", "(not set)"}
                                    : Text{each.value, each.value});
    }
    return words;
  }

 private:
  [[nodiscard]] const Field* FieldOf(std::string_view name) const {
    if (!name.starts_with("data.")) return nullptr;
    name.remove_prefix(5);
    name = name.substr(0, name.find('.'));
    const auto found = std::find_if(chart_.data.begin(), chart_.data.end(),
                                    [&](const Field& field) { return field.name == name; });
    return found == chart_.data.end() ? nullptr : &*found;
  }

  // Who only had a copy sees the item, but not what its rules look at besides.
  [[nodiscard]] bool IsHidden(const std::string& name, const Field* field) const {
    const bool own = name == "performed" || name == "now" || name.starts_with("actor") ||
                     name.starts_with("input") || name.starts_with("event");
    if (own) return false;
    if (roles_.empty()) return true;
    if (field != nullptr) return !MayRead(*field, roles_);
    return name == "data" && !std::all_of(chart_.data.begin(), chart_.data.end(),
                                          [&](const Field& each) { return MayRead(each, roles_); });
  }

  const Chart& chart_;
  const std::vector<std::string>& roles_;
  const Masking masking_;
};

// Whom to ask, of those who hold these roles.
Text WhomToAsk(const std::vector<HeldAt>& held, const std::vector<std::string>& roles, const Text& org) {
  Text hint;
  std::vector<Text> there;
  for (const HeldAt& each : held) {
    if (std::find(roles.begin(), roles.end(), each.role) == roles.end()) continue;
    if (each.elsewhere) {
      hint = hint +
             Text{"您持有“" + each.title.In(Language::kZh) + "”，但管辖范围不含" + org.zh + "。",
                  "You hold the role " + each.title.In(Language::kEn) + ", but not over " + org.en + ". "};
    }
    if (each.places.empty()) {
      hint = hint +
             Text{"目前无人在" + org.zh + "持有“" + each.title.In(Language::kZh) + "”，请联系管理员授权。",
                  "Nobody holds the role " + each.title.In(Language::kEn) + " over " + org.en +
                      "; ask an administrator to grant it. "};
      continue;
    }
    std::vector<Text> places;
    for (const auto& [id, name] : each.places) places.push_back(name);
    const Text at = Joined(places);
    there.push_back(
        {at.zh + "的“" + each.title.In(Language::kZh) + "”", each.title.In(Language::kEn) + " at " + at.en});
  }
  if (there.empty()) return hint;
  const Text who = Joined(there);
  return hint + Text{"可请" + who.zh + "办理。", "It can be done by: " + who.en + "."};
}

std::vector<MissingInput> MissingOf(const std::vector<Field>& input, const Refusal& refusal) {
  std::vector<MissingInput> missing;
  for (const FieldError& error : refusal.fields) {
    if (error.keyword != "required") continue;
    for (const Field& field : input) {
      if (error.pointer == "/" + field.name)
        missing.push_back({field.name, field.title, field.schema.type == FieldType::kFile});
    }
  }
  return missing;
}

Text ToFillIn(const std::vector<MissingInput>& missing) {
  std::vector<Text> fields;
  std::vector<Text> documents;
  for (const MissingInput& each : missing)
    (each.document ? documents : fields)
        .push_back(each.title.empty() ? Text{each.name, each.name} : each.title);
  Text hint;
  if (!fields.empty()) hint = Text{"请填写：", "Fill in: "} + Joined(fields) + Text{"。", ". "};
  if (!documents.empty()) hint = hint + Text{"请上传：", "Upload: "} + Joined(documents) + Text{"。", "."};
  return hint;
}

bool Same(const Refusal& a, const Refusal& b) { return a.code == b.code && a.message == b.message; }

}  // namespace

std::vector<HeldAt> Service::Impl::PlacesOf(const Caller& caller, const Chart& chart, const ItemRecord& item,
                                            const std::vector<std::string>& roles) {
  std::vector<HeldAt> held;
  for (const auto& role : roles) {
    HeldAt& at = held.emplace_back();
    at.role = role;
    at.title = TitleOfRole(chart, role);
    at.elsewhere = !Holds(caller, role, item.org_path) &&
                   std::any_of(caller.grants.begin(), caller.grants.end(),
                               [&](const Grant& grant) { return grant.role == role; });
    std::map<std::size_t, OrgId, std::greater<>> nearest;  // by the length of the path: all lie on one
    auto holders = ports.directory.ListHolders(caller.tenant, role, item.org_path, ports.clock.Now());
    if (holders.size() > kMostHolders) holders.resize(kMostHolders);
    for (const auto& holder : holders) {
      for (const Grant& grant : ports.directory.ListGrants(caller.tenant, holder)) {
        if (grant.role == role && grant.HoldsAt(ports.clock.Now()) && item.org_path.starts_with(grant.path))
          nearest.emplace(grant.path.size(), grant.org);
      }
    }
    for (const auto& [length, org] : nearest) {
      if (at.places.size() < kMostPlaces) at.places.emplace_back(org, OrgName(caller.tenant, org));
    }
  }
  return held;
}

Outcome<Explanation> Service::Explain(const Caller& caller, const ItemId& id) {
  const Timestamp now = impl_->ports.clock.Now();
  UnitOfWork first(impl_->ports, impl_->charts, impl_->calendars, caller.tenant, now, Purpose::kRehearsal);
  WorkingItem* item = first.Find(id);
  if (item == nullptr || !MaySee(caller, item->record, item->snapshot)) return NoItem(id);
  Explanation explanation;
  // A deadline that is over counts before what comes after it.
  impl_->FireWithin(first, caller.tenant, *item, now);
  const KnownItem known{item->record, item->chart, item->snapshot};
  const Chart& chart = *known.chart;
  explanation.item = known.record;
  explanation.item.rev = known.record.ShownRev();
  const Actor actor = ReaderOf(caller, known.record.org_path);

  auto offers = OffersTo(chart, InfoOf(known.record), known.snapshot, ActorsOf(caller, known.record.org_path),
                         now, *item->calendar, Asking::kWhyNot);
  auto others = OtherOffers(chart, offers);
  std::move(others.begin(), others.end(), std::back_inserter(offers));
  std::vector<std::string> roles;
  for (const Offer& offer : offers) roles.insert(roles.end(), offer.roles.begin(), offer.roles.end());
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  explanation.roles = impl_->PlacesOf(caller, chart, known.record, roles);
  const Text org = impl_->OrgName(caller.tenant, known.record.org);
  const Sight sight(chart, known.snapshot, actor.roles);

  for (Offer& offer : offers) {
    ExplainedEvent event;
    event.event = offer.event;
    event.title = offer.title.empty() ? Text{offer.event, offer.event} : std::move(offer.title);
    event.roles = std::move(offer.roles);
    for (const auto state : StatesFor(chart, event.event)) {
      const State& there = chart.states[static_cast<std::size_t>(state)];
      event.states.emplace_back(there.id, TitleOfState(there));
    }
    const bool takes_input = offer.input != nullptr && !offer.input->empty();
    if (takes_input) AppendJsonSchema(event.input_schema, *offer.input);

    UnitOfWork trial(impl_->ports, impl_->charts, impl_->calendars, caller.tenant, now, Purpose::kRehearsal);
    WorkingItem& tried = *trial.Take(known);
    auto sent = impl_->Carry(trial, tried, caller, {id, event.event, {}, {}}, 0, now);
    auto refused = sent ? trial.RefusedByLedger() : std::optional(std::move(sent.error()));
    if (!refused) {
      event.verdict = Verdict::kAllowed;
      explanation.events.push_back(std::move(event));
      continue;
    }
    const bool fillable = offer.allowed && takes_input && IsAboutInput(refused->code);
    if (fillable) event.verdict = Verdict::kNeedsInput;
    if (takes_input) event.missing = MissingOf(*offer.input, *refused);
    auto& reasons = offer.reasons;
    for (Reason& reason : reasons)
      static_cast<Refusal&>(reason) = sight.masking().Of(std::move(static_cast<Refusal&>(reason)));
    const auto told = std::find_if(reasons.begin(), reasons.end(),
                                   [&](const Reason& reason) { return Same(reason, *refused); });
    if (told == reasons.end()) {
      reasons.insert(reasons.begin(), Reason{*std::move(refused)});
    } else {
      std::rotate(reasons.begin(), told, told + 1);
    }
    for (Reason& reason : reasons) {
      ReasonView& view = event.reasons.emplace_back();
      for (const Seen& seen : reason.seen) view.seen.push_back(sight.Of(seen));
      view.refusal = std::move(static_cast<Refusal&>(reason));
      Text& hint = view.refusal.hint;
      if (const Text seen = Sight::InWords(view.seen); !seen.empty())
        hint = hint + Text{hint.zh.empty() ? "" : "；", hint.en.empty() ? "" : "; "} + seen;
      if (view.refusal.code == Code::input_invalid && !event.missing.empty()) hint = ToFillIn(event.missing);
      if (IsAboutPerson(view.refusal.code)) {
        if (const Text whom = WhomToAsk(explanation.roles, event.roles, org); !whom.empty()) hint = whom;
      }
    }
    explanation.events.push_back(std::move(event));
  }
  return explanation;
}

}  // namespace charter
