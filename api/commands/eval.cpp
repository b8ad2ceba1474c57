// charter eval: the value of an expression, on its own or line by line.
#include <istream>
#include <ostream>

#include "api/commands/commands.h"
#include "api/json_writer.h"
#include "engine/chart/diagnostic.h"
#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/expr/evaluation.h"
#include "engine/expr/exchange.h"

namespace charter::api {
namespace {

using Answer = tl::expected<Evaluated, std::vector<EvaluationError>>;

// {"value": ..., "type": ...} or {"error": {...}} with the first error.
std::string LineOf(const Answer& answer) {
  JsonWriter json;
  json.BeginObject();
  if (answer) {
    std::string value;
    AppendExactJson(value, answer->value);
    json.Key("value").Raw(value).Key("type").String(answer->type.ToString());
  } else {
    const EvaluationError& error = answer.error().front();
    json.Key("error").BeginObject();
    json.Key("code").String(Label(error.code)).Key("name").String(error.name);
    json.Key("message").String(error.message.en);
    if (!error.hint.empty()) json.Key("hint").String(error.hint.en);
    json.Key("at");
    if (error.place) {
      json.BeginObject().Key("line").Int(error.place->line).Key("column").Int(error.place->column);
      json.EndObject();
    } else {
      json.Null();
    }
    json.EndObject();
  }
  return json.EndObject().Take();
}

Answer Malformed(Code code, std::string message, std::optional<ExprPlace> place = {}) {
  return tl::unexpected(std::vector{
      EvaluationError{code, std::string(InfoOf(code).name), {{}, std::move(message)}, {}, place}});
}

Value MemberOf(const Value& map, std::string_view name) {
  const Value* member = map.Find(name);
  return member == nullptr || member->is(Kind::kNull) ? Value() : *member;
}

Answer AnswerTo(std::string_view line) {
  const auto json = ParseJson(line);
  if (!json) {
    return Malformed(Code::invalid_json, json.error().message.en,
                     ExprPlace{1, static_cast<int>(json.error().offset) + 1});
  }
  const Value expr = json->is(Kind::kMap) ? MemberOf(*json, "expr") : Value();
  if (!expr.is(Kind::kString)) {
    return Malformed(Code::invalid_parameter,
                     R"(a line is an object: {"expr": "x > 1", "vars": {"x": 2}, "types": {"x": "uint"}})");
  }
  return Evaluate(std::string(expr.AsString()), MemberOf(*json, "vars"), MemberOf(*json, "types"));
}

int Batch(const Surroundings& surroundings) {
  std::string line;
  // Flushed each: a program may wait for the answer before it writes the next line.
  while (surroundings.out && std::getline(surroundings.in, line))
    surroundings.out << LineOf(AnswerTo(line)) << '\n' << std::flush;
  return kExitOk;
}

void Explain(const EvaluationError& error, Severity severity, const std::string& source, Language language,
             std::ostream& err) {
  Diagnostic diagnostic{error.code, severity, {}, error.message, error.hint};
  if (error.code == Code::expression_failed)
    diagnostic.message = Text{error.name + "：" + error.message.zh, error.name + ": " + error.message.en};
  if (!error.place) {
    err << "charter: " << error.message.In(language) << "\n";
    return;
  }
  diagnostic.position = {error.place->line, error.place->column};
  err << Format(diagnostic, language == Language::kZh ? "表达式" : "expression", source, language) << "\n";
}

int Eval(const Arguments& arguments, const Surroundings& surroundings) {
  const Language language = LanguageFor(arguments);
  if (arguments.Has("--batch")) {
    if (!arguments.words.empty() || arguments.Has("--vars") || arguments.Has("--types"))
      throw Failure(Code::invalid_parameter, "--batch reads expressions and variables from standard input");
    return Batch(surroundings);
  }
  if (arguments.words.size() != 1) {
    throw Failure(Code::invalid_parameter, arguments.words.empty()
                                               ? "give an expression: charter eval '1 + 2'"
                                               : "give one expression, in quotes: charter eval '1 + 2'");
  }
  const Value variables = JsonArgument(arguments.Get("--vars"), "--vars", surroundings.in);
  const Value types = JsonArgument(arguments.Get("--types"), "--types", surroundings.in);
  const std::string& source = arguments.words.front();
  const Answer answer = Evaluate(source, variables, types);
  if (!answer && answer.error().front().code == Code::invalid_parameter)
    throw Failure(Code::invalid_parameter, answer.error().front().message.en);
  surroundings.out << LineOf(answer) << "\n";
  const Severity severity = answer ? Severity::kWarning : Severity::kError;
  for (const EvaluationError& error : answer ? answer->refused : answer.error())
    Explain(error, severity, source, language, surroundings.err);
  return answer ? kExitOk : kExitFailed;
}

}  // namespace

Command EvalCommand() {
  return {
      "eval",
      "'EXPR'",
      "the value and the type of an expression, as JSON",
      {{"--vars", Option::Value::kRequired, "FILE",
        "its variables: a JSON object in a file, or - , or as text"},
       {"--types", Option::Value::kRequired, "FILE", "their types where JSON cannot tell: {\"x\": \"uint\"}"},
       {"--batch", Option::Value::kNone, "",
        "answer each line {\"expr\", \"vars\", \"types\"} of standard input with a line"},
       LanguageOption()},
      Eval};
}

}  // namespace charter::api
