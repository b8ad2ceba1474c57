// A workflow played by hand: where the item is, what can be done, and one command a line.
#include <algorithm>
#include <sstream>

#include "api/commands/conversation.h"
#include "api/commands/screen.h"
#include "api/commands/simulate.h"
#include "engine/data/json.h"
#include "engine/run/offers.h"

namespace charter::api {
namespace {

class Playing {
 public:
  Playing(Simulation simulation, Conversation& talk) : simulation_(std::move(simulation)), talk_(talk) {}

  void Run() {
    const Chart& chart = simulation_.chart();
    talk_.Say(talk_.Named(chart.title, chart.workflow) + " " + simulation_.item().number);
    talk_.Say(Text{"输入序号办理；help 列出其他命令，quit 退出",
                   "Type a number to do it; help lists what else there is, quit leaves."});
    Log({"创建", "created"});
    TellEffects();
    ShowAll();
    while (auto line = talk_.Ask("> ")) {
      if (*line == "quit" || *line == "exit" || *line == "q") return;
      Obey(*line);
    }
  }

 private:
  struct Choice {
    std::string event;
    Text title;
    Actor by;
    std::string who;
    std::string why_not;
    const std::vector<Field>* input = nullptr;
  };

  struct Past {
    Simulation simulation;
    std::size_t history;
  };

  void Obey(const std::string& line) {
    const auto space = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, space);
    const std::string rest = space < line.size() ? line.substr(line.find_first_not_of(' ', space)) : "";
    if (word.empty()) return ShowAll();
    if (word == "help" || word == "?") return Help();
    if (word == "advance") return Advance(rest);
    if (word == "as") return As(rest);
    if (word == "back") return Back();
    if (word == "data") return screen_.ShowData(simulation_);
    if (word == "set") return Set(rest);
    if (word == "map") return screen_.ShowMap(simulation_);
    if (word == "history") return ShowHistory();
    if (word == "send") return SendAny(rest);
    const auto choices = Choices();
    const bool number = word.find_first_not_of("0123456789") == std::string::npos && word.size() < 4;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (number ? word == std::to_string(i + 1) : line == choices[i].event) return Do(choices[i]);
    }
    std::vector<std::string> known{"help", "advance", "as",      "back", "data",
                                   "set",  "map",     "history", "send", "quit"};
    for (const Choice& choice : choices) known.push_back(choice.event);
    const auto near = number ? std::nullopt : Nearest(word, known);
    talk_.Say(
        Text{"没有“" + word + "”" + (near ? "；您是否要用 " + *near + "？" : "；help 列出命令"),
             "there is no `" + word + "`" + (near ? "; did you mean " + *near + "?" : "; help lists all")});
  }

  // What the present states offer: in somebody's name, or each in the name of the first role that may.
  std::vector<Choice> Choices() const {
    const Chart& chart = simulation_.chart();
    Actor all;
    for (const Role& role : chart.roles) all.roles.push_back(role.id);
    std::sort(all.roles.begin(), all.roles.end());
    // Who holds no role is told of every event which roles it needs.
    const auto named = Offers(Actor{});
    std::vector<Choice> choices;
    for (const Offer& offer : Offers(actor_.value_or(all))) {
      const Offer* needed = FindIn(named, offer.event);
      const std::vector<std::string>& roles = needed != nullptr ? needed->roles : offer.roles;
      Choice choice{offer.event, offer.title, {}, RolesOf(roles), {}, {}};
      choice.by = actor_ ? *actor_ : AsRole(roles.empty() ? "somebody" : roles.front());
      const auto own = Offers(choice.by);
      const Offer* judged = FindIn(own, offer.event);
      if (judged == nullptr) judged = &offer;
      if (!judged->allowed && !judged->reasons.empty())
        choice.why_not = talk_.In(judged->reasons.front().message);
      choice.input = judged->input;
      choices.push_back(std::move(choice));
    }
    return choices;
  }

  static const Offer* FindIn(const std::vector<Offer>& offers, const std::string& event) {
    const auto found =
        std::find_if(offers.begin(), offers.end(), [&](const Offer& o) { return o.event == event; });
    return found == offers.end() ? nullptr : &*found;
  }

  std::vector<Offer> Offers(const Actor& actor) const {
    return OffersFor(simulation_.chart(), simulation_.item(), simulation_.snapshot(), actor,
                     simulation_.now(), simulation_.calendar());
  }

  static Actor AsRole(const std::string& role) {
    Actor actor;
    actor.id = PersonId(role);
    actor.name = role;
    actor.roles = {role};
    return actor;
  }

  std::string RolesOf(const std::vector<std::string>& roles) const {
    std::string text;
    for (const Role& role : simulation_.chart().roles) {
      if (std::find(roles.begin(), roles.end(), role.id) == roles.end()) continue;
      text += (text.empty()                        ? ""
               : talk_.language() == Language::kZh ? "、"
                                                   : ", ") +
              talk_.Named(role.title, role.id);
    }
    return text;
  }

  void ShowAll() {
    talk_.Say("");
    screen_.ShowPlace(simulation_, actor_);
    const auto choices = Choices();
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const Choice& choice = choices[i];
      std::string line = "  " + std::to_string(i + 1) + ". " + talk_.Named(choice.title, choice.event);
      if (!choice.who.empty()) line += talk_.In({"  由 ", "  by "}) + choice.who;
      if (!choice.why_not.empty()) line += talk_.In({"  ✗ ", "  ✗ "}) + choice.why_not;
      talk_.Say(line);
    }
    screen_.ShowTimers(simulation_);
  }

  void Do(const Choice& choice) {
    Event event;
    event.name = choice.event;
    event.at = simulation_.now();
    event.source = Event::Source::kPerson;
    event.actor = choice.by;
    if (choice.input != nullptr && !choice.input->empty()) {
      auto input = talk_.AskFor(*choice.input);
      if (!input) return talk_.Say(Text{"  未办理", "  not done"});
      event.data = *std::move(input);
    }
    const std::string what = talk_.Named(choice.title, choice.event) + "  " + choice.by.name;
    Try({what, what}, [&] { return simulation_.Send(std::move(event)); });
  }

  void SendAny(const std::string& rest) {
    const auto space = std::min(rest.find(' '), rest.size());
    Event event;
    event.name = rest.substr(0, space);
    event.at = simulation_.now();
    if (event.name.empty()) return talk_.Say("send EVENT {\"reason\": \"...\"}");
    if (space < rest.size()) {
      auto data = ParseJson(rest.substr(space + 1));
      if (!data) return talk_.Say("  JSON: " + talk_.In(data.error().message));
      event.data = *std::move(data);
    }
    const std::string what = event.name;
    Try({what, what}, [&] { return simulation_.Send(std::move(event)); });
  }

  void Advance(const std::string& rest) {
    if (const auto time = ParseTimestamp(rest)) {
      return Try({"时间到 " + rest, "time to " + rest}, [&] { return simulation_.AdvanceTo(*time); });
    }
    const auto period = ReadLength(rest);
    if (!period)
      return talk_.Say(Text{"写法如 advance 5 workdays、advance 2 hours、advance P1D",
                            "for example: advance 5 workdays, advance 2 hours, advance P1D"});
    Try({"过 " + rest, "after " + rest}, [&] { return simulation_.Advance(*period); });
  }

  // Carries something out; a refusal is told, and leaves nothing behind where nothing has changed.
  template <typename Act>
  void Try(const Text& what, Act act) {
    Past before{simulation_, history_.size()};
    const auto refused = act();
    if (refused) {
      Tell(*refused, talk_);
      if (simulation_.snapshot().rev == before.simulation.snapshot().rev) return;
    }
    past_.push_back(std::move(before));
    Log(what);
    TellEffects();
    ShowAll();
  }

  void TellEffects() {
    for (const Effect& effect : simulation_.TakeEffects()) {
      if (effect.kind == Effect::Kind::kLog) talk_.Say("  ✎ " + effect.text);
      if (effect.kind == Effect::Kind::kSend) talk_.Say("  ⇢ " + effect.event + " " + WriteJson(effect.data));
      if (effect.kind == Effect::Kind::kLedger) {
        const Posting& posting = effect.posting;
        talk_.Say("  ¥ " + posting.budget.value + ": " + talk_.In(TitleOf(posting.kind)) + " " +
                  YuanOf(posting.fen).ToString());
      }
      if (effect.kind == Effect::Kind::kCreate)
        talk_.Say("  + " + effect.workflow + " " + WriteJson(effect.data));
      if (effect.kind != Effect::Kind::kNotify) continue;
      std::string to = effect.person;
      for (const auto& role : effect.roles) to += (to.empty() ? "" : ", ") + role;
      talk_.Say("  ✉ " + to + ": " + talk_.In(effect.message));
    }
  }

  void Log(const Text& what) {
    std::string states;
    for (const auto& id : ActiveIds(simulation_.chart(), simulation_.snapshot()))
      states += (states.empty() ? "" : ", ") + id;
    history_.push_back(ClockText(simulation_.now()) + "  " + talk_.In(what) + "  → " + states);
  }

  void ShowHistory() {
    for (const std::string& line : history_) talk_.Say("  " + line);
  }

  void Back() {
    if (past_.empty()) return talk_.Say(Text{"已是开头", "this is the beginning"});
    simulation_ = std::move(past_.back().simulation);
    history_.resize(past_.back().history);
    past_.pop_back();
    ShowAll();
  }

  void As(const std::string& role) {
    const auto& roles = simulation_.chart().roles;
    std::vector<std::string> known{"anyone"};
    for (const Role& each : roles) known.push_back(each.id);
    if (std::find(known.begin(), known.end(), role) == known.end()) {
      std::string all;
      for (const auto& id : known) all += " " + id;
      return talk_.Say(talk_.In({"角色：", "the roles are:"}) + all);
    }
    actor_ = role == "anyone" ? std::nullopt : std::optional(AsRole(role));
    ShowAll();
  }

  void Set(const std::string& rest) {
    const auto space = std::min(rest.find(' '), rest.size());
    const auto& fields = simulation_.chart().data;
    const std::string name = rest.substr(0, space);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
    if (field == fields.end() || space + 1 >= rest.size())
      return talk_.Say(Text{"写法：set 字段 值；data 列出字段", "set FIELD VALUE; data lists the fields"});
    std::vector<FieldError> errors;
    const std::string typed = rest.substr(space + 1);
    Value value = Conform(field->schema, ReadTyped(field->schema, typed), "", errors);
    for (const FieldError& error : errors) talk_.Say("  " + talk_.In(error.message));
    if (!errors.empty()) return;
    past_.push_back({simulation_, history_.size()});
    simulation_.Set(static_cast<std::size_t>(field - fields.begin()), std::move(value));
    Log({name + " = " + typed, name + " = " + typed});
    ShowAll();
  }

  void Help() {
    talk_.Say(
        Text{"  序号或事件名        办理，逐项询问要填的内容\n"
             "  advance 5 workdays  让时间过去，到期的定时依次发生；也可写时刻\n"
             "  as 角色             只以该角色办理；as anyone 恢复\n"
             "  back                撤回上一步\n"
             "  data                事项的字段；set 字段 值 直接改写\n"
             "  map                 全部状态，● 为当前\n"
             "  history             已办的步骤\n"
             "  send 事件 {JSON}    不查权限地发送任何事件（活动结果、下级事项等）\n"
             "  quit                退出",
             "  a number or event   do it; its fields are asked for one by one\n"
             "  advance 5 workdays  let time pass, firing what becomes due; also up to a time\n"
             "  as ROLE             act in that role only; as anyone ends it\n"
             "  back                undo the last step\n"
             "  data                the item's fields; set FIELD VALUE overwrites one\n"
             "  map                 all states, ● where the item is\n"
             "  history             what has been done\n"
             "  send EVENT {JSON}   any event with rights unchecked (of activities, children, ...)\n"
             "  quit                leave"});
  }

  Simulation simulation_;
  Conversation& talk_;
  Screen screen_{talk_};
  std::optional<Actor> actor_;
  std::vector<Past> past_;
  std::vector<std::string> history_;
};

}  // namespace

void Play(Simulation simulation, Conversation& talk) { Playing(std::move(simulation), talk).Run(); }

void Tell(const Refusal& refusal, Conversation& talk) {
  talk.Say("  ✗ " + Label(refusal.code) + " " + talk.In(refusal.message));
  for (const FieldError& field : refusal.fields)
    talk.Say("    " + field.pointer + ": " + talk.In(field.message));
  if (!refusal.hint.empty()) talk.Say("    " + talk.In(refusal.hint));
}

}  // namespace charter::api
