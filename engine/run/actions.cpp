#include <algorithm>
#include <tuple>

#include "engine/data/json.h"
#include "engine/data/typed_value.h"
#include "engine/expr/fault.h"
#include "engine/run/handling.h"
#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

Value Interpreter::Evaluate(const Program& program, Code code) {
  EvalResult result = program.Run(activation_);
  if (!result) {
    const Text why = expr::InWords(result.error().code, result.error().message);
    Refuse(code,
           {"表达式无法计算：" + program.source() + "（" + why.zh + "）",
            "`" + program.source() + "` cannot be evaluated: " + why.en},
           {"检查事项字段是否已填写", "check that the fields it reads are filled in"});
  }
  if (program.type().kind() == TypeKind::kDyn && code == Code::guard_failed && !result->is(Kind::kBool)) {
    Refuse(code, {"条件的结果不是真假值：" + program.source(),
                  "`" + program.source() + "` gives no true or false"});
  }
  return std::move(*result);
}

std::string Interpreter::EvaluateText(const Program& program, const Text& otherwise) {
  const Value value = Evaluate(program, Code::action_failed);
  if (!value.is(Kind::kString)) Refuse(Code::action_failed, otherwise);
  return std::string(value.AsString());
}

// What leaves the typed fields is kept as JSON has it, so that reading it back changes nothing.
Value Interpreter::EvaluatePlain(const Program& program) {
  auto plain = AsPlainJson(Evaluate(program, Code::action_failed));
  if (!plain) {
    Refuse(Code::action_failed, {"结果不能写为 JSON：" + program.source(),
                                 "`" + program.source() + "` gives what JSON cannot hold"});
  }
  return std::move(*plain);
}

void Interpreter::RunOne(const Action& action) {
  if (!action.when.empty() && !Evaluate(action.when, Code::guard_failed).AsBool()) return;
  switch (action.kind) {
    case Action::Kind::kAssign:
      Assign(action);
      break;
    case Action::Kind::kRaise:
      work_.internal.Push(action.event, BuildPayload(action.payload));
      break;
    case Action::Kind::kSend:
      ForEach(action, [&] { Send(action); });
      break;
    case Action::Kind::kCreate:
      ForEach(action, [&] { Create(action); });
      break;
    case Action::Kind::kCancel:
      std::erase_if(snapshot_.Edit<&Snapshot::timers>(), [&](const Timer& timer) {
        return timer.kind == Timer::Kind::kSend && timer.send_id == action.id;
      });
      break;
    case Action::Kind::kNotify: {
      Effect effect;
      effect.kind = Effect::Kind::kNotify;
      for (const auto role : action.roles) effect.roles.push_back(chart_.roles[At(role)].id);
      if (!action.person.empty())
        effect.person = EvaluateText(action.person, {"通知对象不是文本", "the person to notify is no text"});
      effect.message = action.message;
      work_.effects.push_back(std::move(effect));
      break;
    }
    case Action::Kind::kCopy:
      CopyTo(action);
      break;
    case Action::Kind::kLog: {
      const Value value = Evaluate(action.text, Code::action_failed);
      Effect effect;
      effect.kind = Effect::Kind::kLog;
      effect.text = value.is(Kind::kString) ? std::string(value.AsString()) : WriteJson(value);
      work_.effects.push_back(std::move(effect));
      break;
    }
    case Action::Kind::kLedger:
      EnterInLedger(action);
      break;
  }
}

template <typename Act>
void Interpreter::ForEach(const Action& action, Act act) {
  if (action.each.empty()) return act();
  const Value list = Evaluate(action.each, Code::action_failed);
  if (!list.is(Kind::kList)) {
    Refuse(Code::action_failed, {"`each` 的结果不是列表：" + action.each.source(),
                                 "`" + action.each.source() + "` gives no list for `each`"});
  }
  for (const Value& element : list.AsList()) {
    activation_.SetEach(action.slot, &element);
    act();
  }
  activation_.SetEach(kNone, nullptr);
}

// The item itself is made by whoever stores this one; it tells of itself as any child does.
void Interpreter::Create(const Action& action) {
  Effect effect;
  effect.kind = Effect::Kind::kCreate;
  effect.workflow = action.workflow;
  effect.data = BuildPayload(action.payload);
  if (!action.org.empty()) {
    const Value org = Evaluate(action.org, Code::action_failed);
    if (!org.is(Kind::kString))
      Refuse(Code::action_failed, {"组织不是文本", "the organisation of a new item is no text"});
    effect.org = org.AsString();
  }
  work_.effects.push_back(std::move(effect));
}

void Interpreter::CopyTo(const Action& action) {
  const Value to = Evaluate(action.person, Code::action_failed);
  const std::vector<Value> people = to.is(Kind::kList)
                                        ? std::vector<Value>(to.AsList().begin(), to.AsList().end())
                                        : std::vector<Value>{to};
  for (const Value& person : people) {
    if (!person.is(Kind::kString) || person.AsString().empty())
      Refuse(Code::action_failed, {"抄送对象不是人员", "whom to copy it to is no person's id"});
    const PersonId id{std::string(person.AsString())};
    AddCopy(snapshot_, id, "");
    Effect effect;
    effect.kind = Effect::Kind::kNotify;
    effect.person = id.value;
    effect.message = action.message;
    work_.effects.push_back(std::move(effect));
  }
}

// To itself without delay: behind what is raised. With a delay: a timer, which sends when it is due.
void Interpreter::Send(const Action& action) {
  Value data = BuildPayload(action.payload);
  if (action.to == Action::To::kSelf && !action.delay) {
    work_.sent.Push(action.event, std::move(data));
    return;
  }
  std::string receiver;
  if (action.to == Action::To::kItem)
    receiver = EvaluateText(action.receiver, {"收件事项不是文本", "the receiver of a `send` is no text"});
  if (!action.delay) {
    SendOut(action.to, std::move(receiver), action.event, std::move(data));
    return;
  }
  const auto period = PeriodOf(*action.delay, snapshot_->params.get());
  if (!period) return;
  Timer timer;
  const Deadline end = EndOfCount(period, {}, false, timer.counted);
  timer.kind = Timer::Kind::kSend;
  timer.to = action.to;
  timer.receiver = std::move(receiver);
  timer.event = action.event;
  timer.send_id = action.id;
  timer.data = std::move(data);
  timer.due = end.at;
  timer.provisional = end.provisional;
  AddTimer(std::move(timer));
}

void Interpreter::SendOut(Action::To to, std::string receiver, std::string event, Value data) {
  Effect effect;
  effect.kind = Effect::Kind::kSend;
  effect.to = static_cast<Effect::To>(static_cast<int>(to) - 1);
  effect.receiver = std::move(receiver);
  effect.event = std::move(event);
  effect.data = std::move(data);
  work_.effects.push_back(std::move(effect));
}

// What the item's own money bears is settled here; the pool, and another item's money, by the store.
void Interpreter::EnterInLedger(const Action& action) {
  Posting posting;
  posting.kind = action.entry;
  posting.budget =
      BudgetId(EvaluateText(action.budget, {"预算标识不是文本", "the id of a budget is no text"}));
  if (!action.account.empty())
    posting.account = ItemId(EvaluateText(action.account, {"`of` 不是文本", "`of` is no text"}));
  if (posting.account == activation_.item().id) posting.account = {};
  if (!action.text.empty())
    posting.note = EvaluateText(action.text, {"摘要不是文本", "the note of an entry is no text"});
  const Value amount = Evaluate(action.amount, Code::action_failed);
  const auto fen = amount.is(Kind::kDecimal) ? FenOf(amount.AsDecimal())
                   : amount.is(Kind::kInt)   ? FenOf(Decimal(amount.AsInt(), 0))
                                             : std::nullopt;
  if (!fen) {
    Refuse(Code::action_failed, {"不是可以入账的金额：" + action.amount.source() + " = " + WriteJson(amount),
                                 "no amount of money that can be entered: `" + action.amount.source() +
                                     "` is " + WriteJson(amount)});
  }
  if (*fen == 0) return;
  posting.fen = *fen;
  auto& accounts = snapshot_.Edit<&Snapshot::ledger>().Own();
  const auto place = std::lower_bound(accounts.begin(), accounts.end(), posting,
                                      [](const LedgerAccount& a, const Posting& p) {
                                        return std::tie(a.budget, a.of) < std::tie(p.budget, p.account);
                                      });
  const bool known =
      place != accounts.end() && place->budget == posting.budget && place->of == posting.account;
  LedgerAccount account{posting.budget, posting.account, known ? place->sums : LedgerSums{}};
  if (posting.account.empty()) {
    if (auto refused = charter::Enter(posting, account.sums)) throw StepRefused{std::move(*refused)};
  } else {
    Add(posting, account.sums);
  }
  if (known) {
    *place = std::move(account);
  } else {
    accounts.insert(place, std::move(account));
  }
  activation_.Refresh();
  Effect effect;
  effect.kind = Effect::Kind::kLedger;
  effect.posting = std::move(posting);
  work_.effects.push_back(std::move(effect));
}

// All values of one assign are computed before any is stored, so that they see the same data.
void Interpreter::Assign(const Action& action) {
  std::vector<FieldError> errors;
  work_.assigned.clear();
  for (const auto& [index, program] : action.assignments) {
    const Field& field = chart_.data[At(index)];
    Value value = Evaluate(program, Code::action_failed);
    if (value.is(Kind::kNull)) {
      if (field.required) {
        errors.push_back(
            {"/" + field.name, "required", {"必填字段不能清空", "a required field cannot be cleared"}});
      }
      value = Value();
    } else {
      value = Conform(field, value, errors);
      if (HoldsFiles(field.schema)) AddFiles(field.schema, value, "/" + field.name, work_.files);
    }
    work_.assigned.emplace_back(At(index), std::move(value));
  }
  if (!errors.empty()) {
    throw StepRefused{{Code::data_invalid,
                       {"事项字段将不符合要求：" + errors.front().message.zh,
                        "a field of the item would not fit its schema: " + errors.front().message.en},
                       {},
                       errors,
                       {}}};
  }
  for (auto& [field, value] : work_.assigned) snapshot_.SetField(field, std::move(value));
  activation_.Refresh();
}

Value Interpreter::BuildPayload(const Payload& payload) {
  if (!payload.value.empty()) return EvaluatePlain(payload.value);
  if (payload.members.empty()) return {};
  std::vector<Value::Entry> entries;
  for (const auto& [name, program] : payload.members) {
    entries.emplace_back(Value::String(name), EvaluatePlain(program));
  }
  return Value::Map(std::move(entries));
}

}  // namespace charter
