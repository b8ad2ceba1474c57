#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/active_activity.h"
#include "engine/run/cast.h"
#include "engine/run/parameters.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/step.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {
namespace {

// Regions, history, timers, raise, send and cancel in one small chart; the shipped files hold the rest.
constexpr const char* kMachinery = R"yaml(workflow: machinery
version: 1
roles: {lead: {}, office: {}}
life_cycle: {suspend: {by: office}, resume: {by: office}, cancel: {by: [lead, office]}}
data:
  count: {type: integer, default: 0, maximum: 9}
  sum: {type: money, default: 0}
  note: {type: string, maxLength: 8}
initial: work
states:
  work:
    type: parallel
    on:
      stop: {target: z, by: lead}
      away: {target: out, by: lead}
    states:
      left:
        initial: a
        states:
          h: {type: history, history: deep, default: a}
          a: {on: {go: {target: b, by: lead, guard: data.count < 9, actions: [{assign: {count: data.count + 1}}, {raise: hop}]}}}
          b:
            initial: b1
            after: {2 hours: a}
            states:
              b1: {on: {hop: b2, go: {target: b2, by: lead}}}
              b2: {exit: [{cancel: later}], entry: [{send: {event: hop, after: 3 hours, id: later}}]}
      right:
        initial: c
        states:
          c:
            on:
              give:
                target: d
                by: [lead, office]
                allow: "!performed(actor.id, 'give')"
                input: {sum: {type: money, required: true}, note: {type: string}}
                actions: [{assign: {sum: data.sum + input.sum, note: "has(input.note) ? input.note : 'none'"}}]
          d: {always: [{guard: data.count > 3, target: f}], on: {hop: c, "*": {target: c, guard: data.count == 2}}}
          f: {type: final}
  out: {due: {within: 2 workdays, remind: 1 workday, raise: hop}, on: {back: {target: h, by: lead}, hop: z}}
  z: {type: final, output: data.count}
)yaml";

// What people do in activities, one after the other, with everybody in every role.
constexpr const char* kActivities = R"yaml(workflow: activities
version: 1
roles: {lead: {}, office: {}, expert: {}}
life_cycle: {suspend: {by: office}, resume: {by: office}}
sheets:
  sheet: {criteria: [{id: need, max: 60}, {id: benefit, max: 40, min: 5}]}
initial: scoring
states:
  scoring:
    on: {skip: {target: voting, by: office}}
    invoke:
      id: experts
      type: review
      sheet: sheet
      reviewers: {role: expert, min: 2, max: 5}
      by: office
      conflict: reviewer.org == item.org
      aggregate: {trimmed_mean: {drop_high: 1, drop_low: 0, from: 3}}
      done: [{guard: results.experts.score > 50, target: voting}, {target: shown}]
  voting:
    type: parallel
    done: shown
    states:
      hidden:
        initial: casting
        states:
          casting:
            invoke: {id: secret, type: ballot, voters: [lead, office], by: office, quorum: at least 1/2, pass: more than 1/2 of cast, done: hidden_done}
          hidden_done: {type: final}
      named:
        initial: raising
        states:
          raising:
            invoke: {id: open, type: ballot, secret: false, voters: expert, by: office, quorum: at least 2/3, pass: at least 1/2 of all, done: named_done}
          named_done: {type: final}
  shown:
    invoke: {id: notice, type: notice, for: 2 workdays, decide: office, done: [{guard: results.notice.upheld > 0, target: scoring}, {target: signing}]}
  signing:
    on: {again: {target: scoring, by: office}}
    invoke: {id: chiefs, type: signoff, by: [lead, office], need: sequence, add: expert, delegate: [lead, expert],
             done: [{guard: results.chiefs.passed, target: ranking}, {target: shown}]}
  ranking:
    invoke: {id: awards, type: allocation, pool: 100, order: [{by: size(candidate.states)}], category: "'x'",
             tiers: [{category: x, id: first, count: 1, amount: 60}, {category: x, id: second, count: 1, amount: 40}],
             on_vacancy: fill_bottom, waiting: 1, by: office, done: z}
  z: {type: final}
)yaml";

std::string ReadWorkflow(const char* name) {
  const std::ifstream file(std::string(CHARTER_SOURCE_DIR) + "/workflows/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<const Chart> MustLoad(const std::string& source) {
  Loaded loaded = LoadChart(source);
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == Severity::kError) Require(false, Format(diagnostic, "chart", source));
  }
  return loaded.chart;
}

const std::vector<std::shared_ptr<const Chart>>& Charts() {
  static const std::vector<std::shared_ptr<const Chart>> charts = [] {
    std::vector<std::shared_ptr<const Chart>> made{MustLoad(kMachinery), MustLoad(kActivities)};
    for (const char* name : {"grassroots_initiative.yaml", "milestone.yaml", "subsidy_round.yaml",
                             "subsidy_application.yaml", "collective_bargaining.yaml"})
      made.push_back(MustLoad(ReadWorkflow(name)));
    return made;
  }();
  return charts;
}

const Presets& LawPresets() {
  static const Presets presets = [] {
    Presets made;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(CHARTER_SOURCE_DIR) + "/workflows/presets")) {
      auto loaded = LoadPreset(ReadWorkflow(("presets/" + file.path().filename().string()).c_str()));
      if (loaded.preset) made.Add(*std::move(loaded.preset));
    }
    return made;
  }();
  return presets;
}

// Takes the bytes one by one; after the last one all is zero.
class Source {
 public:
  explicit Source(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool Empty() const { return bytes_.empty(); }
  std::size_t Take() {
    if (bytes_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }
  template <typename List>
  auto& OneOf(const List& list) {
    return list[Take() % std::size(list)];
  }

 private:
  std::string_view bytes_;
};

constexpr std::array<const char*, 3> kJurisdictions{"zhejiang", "national_order22_2004", "nowhere"};
constexpr std::array<const char*, 8> kPeople{"lin", "wang", "zhao", "qian", "sun", "li", "zhou", "nobody"};

// Mostly what the field takes, so that the events get far.
Value Fill(const Schema& schema, Source& source, int depth = 0) {
  const std::size_t choice = source.Take();
  if (choice >= 0xF0) return Value::Int(static_cast<std::int64_t>(choice));
  if (!schema.enumeration.empty()) return schema.enumeration[choice % schema.enumeration.size()];
  static constexpr std::array<const char*, 4> kTexts{"x", "基层工会", "a longer text of some words", ""};
  static constexpr std::array<const char*, 4> kAmounts{"0", "16000.00", "99.5", "-1"};
  static constexpr std::array<const char*, 3> kDays{"2026-04-30", "2027-02-28", "2025-12-31"};
  switch (schema.type) {
    case FieldType::kInteger:
      return Value::Int(static_cast<std::int64_t>(choice % 101));
    case FieldType::kNumber:
      return Value::Double(static_cast<double>(choice) / 2);
    case FieldType::kBoolean:
      return Value::Bool(choice % 4 != 0);
    case FieldType::kMoney:
    case FieldType::kDecimal:
      return choice < 0x80 ? Value::Of(Decimal(static_cast<std::int64_t>(choice), 0))
                           : Value::String(source.OneOf(kAmounts));
    case FieldType::kDate:
      return Value::String(source.OneOf(kDays));
    case FieldType::kTimestamp:
      return Value::String("2026-06-01T09:00:00+08:00");
    case FieldType::kDuration:
      return Value::String("1h30m");
    case FieldType::kArray: {
      std::vector<Value> items;
      const std::size_t count = depth > 3 ? 0 : std::max(choice % 8, schema.min_items.value_or(0) % 8);
      for (std::size_t i = 0; i < count; ++i)
        items.push_back(Fill(schema.items ? *schema.items : Schema{}, source, depth + 1));
      return Value::List(std::move(items));
    }
    case FieldType::kObject: {
      std::vector<Value::Entry> entries;
      for (const auto& field : schema.properties) {
        if (source.Take() % 16 != 15)
          entries.emplace_back(Value::String(field.name), Fill(field.schema, source, depth + 1));
      }
      return Value::Map(std::move(entries));
    }
    case FieldType::kString:
      if (!schema.pattern.empty() || choice % 8 == 7) return Value::String(source.OneOf(kJurisdictions));
      return Value::String(source.OneOf(kTexts));
    case FieldType::kPerson:
      return Value::String(source.OneOf(kPeople));
    default:
      return Value::String(source.OneOf(kTexts));
  }
}

Value Fill(const std::vector<Field>& fields, Source& source) {
  std::vector<Value::Entry> entries;
  for (const auto& field : fields) {
    if (field.read_only) continue;
    if (source.Take() % 16 != 15) entries.emplace_back(Value::String(field.name), Fill(field.schema, source));
  }
  return Value::Map(std::move(entries));
}

class Item {
 public:
  Item(const Chart& chart, Source& source) : chart_(chart), source_(source) {
    info_.id = ItemId("item-1");
    info_.number = "T-1";
    info_.org = OrgId("taihu");
    info_.created_by = PersonId("lin");
    info_.created_at = now_;
    // All but the last hold every role; two are of the item's own organisation.
    for (const char* id : kPeople) {
      Actor person{PersonId(id), id, OrgId(people_.size() < 2 ? "taihu" : "city"), {}};
      for (const auto& role : chart.roles) person.roles.push_back(role.id);
      std::sort(person.roles.begin(), person.roles.end());
      people_.push_back(std::move(person));
    }
    people_.pop_back();
  }

  // Whether the item came to be.
  bool Create() {
    Event event;
    event.name = kCreateEvent;
    event.at = now_;
    event.data = Fill(chart_.data, source_);
    auto bound = BindParameters(chart_, info_, event, calendar_, LawPresets());
    if (!bound) return false;
    event.params = *std::move(bound);
    return Take(event, true);
  }

  void Send() {
    now_.seconds += static_cast<std::int64_t>(source_.Take() * source_.Take() * source_.Take());
    const std::size_t kind = source_.Take() % 8;
    Event event;
    event.at = now_;
    if (kind == 0 && !snapshot_.timers.empty()) {
      event.source = Event::Source::kTimer;
      event.name = kTimerEvent;
      const Timer& timer = source_.OneOf(snapshot_.timers);
      event.timer = timer.id;
      event.at = now_ = std::max(now_, timer.due);
    } else if (kind == 1) {
      event.source = Event::Source::kItem;
      event.name = kChildChanged;
      event.child = ChildFact{ItemId(source_.OneOf(std::array<const char*, 3>{"m1", "m2", "m3"})),
                              "milestone",
                              "M-1",
                              {"accepted"},
                              source_.Take() % 2 == 0,
                              {}};
    } else if (kind == 2) {
      event.name = source_.OneOf(
          std::array{kSuspendEvent, kResumeEvent, kCancelEvent, kCreateEvent, std::string_view("hop")});
      if (source_.Take() % 2 == 0) SetPerson(event);
    } else {
      if (source_.Take() % 4 == 0 || !SetAct(event)) SetTransition(event);
    }
    Cast cast(people_, snapshot_.rev);
    event.facts = LookUp(NeedsOf(chart_, snapshot_, event.name, event.data), cast);
    Take(event, false);
  }

 private:
  void SetPerson(Event& event) {
    event.source = Event::Source::kPerson;
    event.actor = source_.OneOf(people_);
    if (!chart_.roles.empty() && source_.Take() % 4 == 0)
      event.actor->roles = {source_.OneOf(chart_.roles).id};
  }

  // Something that people do in an activity that goes on, if there is one.
  bool SetAct(Event& event) {
    std::vector<std::pair<const Activity*, const ActivityForm*>> open;
    for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
      if (!GoesOn(chart_, snapshot_, static_cast<ActivityIndex>(i))) continue;
      for (const auto& form : chart_.activities[i].rules->forms())
        open.emplace_back(&chart_.activities[i], &form);
    }
    if (open.empty()) return false;
    const auto& [activity, form] = source_.OneOf(open);
    event.name = activity->id + "." + form->verb;
    SetPerson(event);
    event.data = Fill(form->fields, source_);
    return true;
  }

  // An event of some transition, mostly from where the item stands and by one who may.
  void SetTransition(Event& event) {
    if (chart_.transitions.empty()) return;
    const Transition* transition = &source_.OneOf(chart_.transitions);
    if (source_.Take() % 8 != 0) {
      std::vector<const Transition*> here;
      for (const auto& candidate : chart_.transitions) {
        if (candidate.trigger == Transition::Trigger::kEvent && snapshot_.active.Has(candidate.source))
          here.push_back(&candidate);
      }
      if (!here.empty()) transition = source_.OneOf(here);
    }
    event.name = transition->event;
    SetPerson(event);
    if (!transition->by.empty() && source_.Take() % 8 != 0)
      event.actor->roles = {chart_.roles[static_cast<std::size_t>(source_.OneOf(transition->by))].id};
    if (!transition->input.empty()) event.data = Fill(transition->input, source_);
  }

  bool Take(const Event& event, bool create) {
    const auto step = [&] {
      return create ? Start(chart_, info_, event, calendar_)
                    : Step(chart_, info_, snapshot_, event, calendar_);
    };
    const std::string before = create ? "" : WriteSnapshot(chart_, snapshot_);
    auto stepped = step();
    const auto again = step();
    Require(stepped.has_value() == again.has_value(), "the same event is taken or refused alike");
    if (!stepped) {
      Require(stepped.error().message.en == again.error().message.en,
              "the same event is refused with the same words");
      Require(!stepped.error().message.en.empty() && !stepped.error().message.zh.empty(),
              "a refusal says why");
      Require(create || WriteSnapshot(chart_, snapshot_) == before, "a refused event changes nothing");
      return false;
    }
    const std::string text = WriteSnapshot(chart_, stepped->snapshot);
    Require(text == WriteSnapshot(chart_, again->snapshot), "the same event leads to the same bytes");
    snapshot_ = ReadSnapshot(chart_, text);
    Require(WriteSnapshot(chart_, snapshot_) == text, "a snapshot reads back as itself: " + text);
    RequireLegal();
    history_.push_back(ToHistory(event, stepped->record, snapshot_, event.at));
    if (history_.size() % 16 == 1) {
      const auto replayed =
          Replay(chart_, info_, history_, [&](auto) -> const WorkCalendar& { return calendar_; });
      Require(replayed.has_value(), "a history replays" + (replayed ? "" : ": " + replayed.error()));
      Require(WriteSnapshot(chart_, *replayed) == WriteSnapshot(chart_, AsReplayed(chart_, snapshot_)),
              "a history replays to the same bytes");
    }
    return true;
  }

  // SCXML 3.11: what is active is a legal configuration.
  void RequireLegal() const {
    if (snapshot_.status == Status::kEnded) return;
    for (const auto& entry : snapshot_.active) {
      const State& state = chart_.states[static_cast<std::size_t>(entry.state)];
      Require(!state.IsHistory(), "a history is never active");
      Require(state.parent <= 0 || snapshot_.active.Has(state.parent),
              "the parent of an active state is active: " + state.id);
      std::size_t active = 0;
      std::size_t all = 0;
      for (const auto child : state.children) {
        if (chart_.states[static_cast<std::size_t>(child)].IsHistory()) continue;
        ++all;
        active += snapshot_.active.Has(child) ? 1 : 0;
      }
      if (state.kind == State::Kind::kCompound)
        Require(active == 1, "a compound state has one active child: " + state.id);
      if (state.kind == State::Kind::kParallel) Require(active == all, "all regions are active: " + state.id);
    }
  }

  const Chart& chart_;
  Source& source_;
  WorkCalendar calendar_ =
      WorkCalendar::Parse(R"({"years": {"2026": {"off": ["2026-05-01"], "make_up_work": ["2026-05-09"]}}})")
          .value();
  Timestamp now_ = ParseTimestamp("2026-03-02T09:00:00+08:00").value();
  ItemInfo info_;
  std::vector<Actor> people_;
  Snapshot snapshot_;
  std::vector<HistoryRecord> history_;
};

}  // namespace

void FuzzStep(std::string_view bytes) {
  Source source(bytes);
  Item item(*source.OneOf(Charts()), source);
  if (!item.Create()) return;
  for (int events = 0; events < 200 && !source.Empty(); ++events) item.Send();
}

}  // namespace charter::fuzz
