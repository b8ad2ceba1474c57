// Names, fields that are not set, host functions, and what is said about mistakes.
#include <gtest/gtest.h>

#include <thread>

#include "tests/engine/expr/fixture.h"

namespace charter {
namespace {

ExprProblem Only(std::string_view source, const Type& expected = Type()) {
  const Compilation compilation = Compile(source, Names(), expected);
  EXPECT_EQ(compilation.problems.size(), 1U) << source;
  EXPECT_TRUE(compilation.program.empty());
  return compilation.problems.empty() ? ExprProblem{} : compilation.problems.front();
}

TEST(Names, AreResolvedToSlots) {
  ExpectAll({
      {"data.count", "3"},
      {".data.count", "3"},
      {"data['count']", "3"},
      {"data.plan[1].title", "\"two\""},
      {"data.limits.low", "1"},
      {"data.limits['high']", "9"},
      {"results.notice.upheld == 0", "true"},
      {"data.plan.exists(p, p.weight > 0.5)", "true"},
      {"data.tags.exists(t, t == data.kind)", "false"},
      {"data.limits.all(k, data.limits[k] > 0)", "true"},
  });
}

TEST(Names, ThatAreNotSetAreAnErrorToRead) {
  ExpectAll({
      {"data.note == 'x'", "error: no_such_key"},
      {"has(data.note)", "false"},
      {"has(data.kind)", "true"},
      {"has(data.note) && data.note == 'x'", "false"},
      {"data.note == 'x' || true", "true"},
      {"has(data.limits.low)", "true"},
      {"has(data.limits.none)", "false"},
      {"data.limits.none", "error: no_such_key"},
      {"has({'a': 1}.a)", "true"},
      {"has(x.y)", "error: no_such_key"},
      {"has(data.none)", "unknown_field at 9+4"},
      {"has(data)", "syntax at 0+9"},
      {"has(1)", "syntax at 0+6"},
  });
}

TEST(Names, OfFieldsOfARecordThatIsNotSetAreNotSetEither) {
  const Values values = Values().Set("results.notice", Value());
  EXPECT_EQ(Outcome("has(results.notice.upheld)", values), "false");
  EXPECT_EQ(Outcome("has(results.notice.upheld) && results.notice.upheld > 0", values), "false");
  EXPECT_EQ(Outcome("results.notice.upheld > 0", values), "error: no_such_key");
  EXPECT_EQ(Outcome("has(results.notice.upheld)"), "true");
  EXPECT_EQ(Outcome("has(data.plan[9].title)"), "error: out_of_range");
}

TEST(Names, OfARecordCanBeReadWhole) {
  const Values values = Values().Set("data", Value::Map({{"count", Value::Int(3)}}));
  EXPECT_EQ(Outcome("data", values), "{\"count\": 3}");
  EXPECT_EQ(Outcome("size(data)", values), "1");
}

TEST(Names, ThatAreWrongComeWithTheNearestRightOne) {
  EXPECT_EQ(Only("data.budgte > 1").code, "unknown_field");
  EXPECT_EQ(Only("data.budgte > 1").offset, 5U);
  EXPECT_EQ(Only("data.budgte > 1").length, 6U);
  EXPECT_EQ(Only("data.budgte > 1").hint.en, "did you mean `budget`?");
  EXPECT_EQ(Only("dta.budget > 1").hint.en, "did you mean `data`?");
  EXPECT_EQ(Only("budget > 1").hint.en, "did you mean `data.budget`?");
  EXPECT_EQ(Only("data.plan.map(p, p.wieght)").hint.en, "did you mean `weight`?");
  EXPECT_EQ(Only("results.notice.uphelt").hint.en, "did you mean `upheld`?");
  EXPECT_EQ(Only("in_sate('draft')").hint.en, "did you mean `in_state`?");
  EXPECT_EQ(Only("data.kind.startWith('a')").hint.en, "did you mean `startsWith`?");
}

TEST(Names, OfHostFunctionsAreCalled) {
  ExpectAll({
      {"in_state('draft')", "true"},
      {"in_state('x')", "false"},
      {"in_state(data.kind)", "false"},
      {"in_state('')", "error: no_state"},
      {"in_state('') || true", "true"},
      {"in_state(1)", "type at 0+11"},
      {"in_state()", "type at 0+10"},
      {"in_state(dyn(1))", "error: type"},
      {"tax(data.budget, 6)", "18000.0000m"},
      {"tax(0.5, 6)", "0.030m"},
      {"tax(data.count, 6)", "0.18m"},
      {"tax(data.share, 6)", "type at 0+18"},
  });
}

TEST(Names, AfterALeadingDotAreNotHiddenByAMacro) {
  ExpectAll({
      {"[{'count': 5}].map(data, data.count)", "[5]"},
      {"[{'count': 5}].map(data, .data.count)", "[3]"},
      {"[1].map(x, .now.getFullYear() + x)", "[2027]"},
  });
}

TEST(Names, OfEmptyListsTakeTheTypeOfWhatStandsBeside) {
  ExpectAll({
      {"([] + data.plan)[0].wieght", "unknown_field at 20+6"},
      {"(data.done ? data.plan : [])[0].wieght", "unknown_field at 32+6"},
      {"[[], data.plan][1][0].weight == 0.3", "true"},
      {"sum(data.done ? data.plan.map(p, p.weight) : []) == 1.0", "true"},
      {"data.tags == []", "false"},
      {"data.limits != {}", "true"},
      {"[[], [[]], [[[]]]]", "[[], [[]], [[[]]]]"},
  });
}

TEST(Names, OfDaysAreTheirStartInShanghai) {
  ExpectAll({
      {"date('2026-05-01')", "@2026-04-30T16:00:00Z"},
      {"data.due == date('2026-05-01')", "true"},
      {"date('2026-02-30')", "type at 0+18"},
      {"date(string(x))", "error: no_such_key"},
      {"data.due > '2026-05-01'", "type at 0+23"},
  });
}

TEST(Mistakes, AreAllReportedInOneGo) {
  const Compilation compilation =
      Compile("data.budgte > 1 && data.kind == 5 && nobody && nothing('x')", Names(), Type(TypeKind::kBool));
  ASSERT_EQ(compilation.problems.size(), 4U);
  EXPECT_EQ(compilation.problems[0].code, "unknown_field");
  EXPECT_EQ(compilation.problems[1].code, "type");
  EXPECT_EQ(compilation.problems[2].code, "unknown_name");
  EXPECT_EQ(compilation.problems[3].code, "unknown_function");
  EXPECT_EQ(compilation.problems[1].offset, 19U);
  EXPECT_EQ(compilation.problems[1].length, 14U);
  EXPECT_FALSE(compilation.problems[1].hint.empty());
}

TEST(Mistakes, OfSyntaxNameWhatWasExpected) {
  EXPECT_EQ(Only("").message.en, "expected a value, found the end of the expression");
  EXPECT_EQ(Only("1 +").offset, 3U);
  EXPECT_EQ(Only("1 +").length, 0U);
  EXPECT_EQ(Only("(1").message.en, "expected `)`, found the end of the expression");
  EXPECT_EQ(Only("1 2").message.en, "expected an operator or the end, found `2`");
  EXPECT_EQ(Only("true and false").hint.en, "use `&&`");
  EXPECT_EQ(Only("data.kind = 'a'").hint.en, "use `==` to compare");
  EXPECT_EQ(Only("not data.done").hint.en, "use `!`");
  EXPECT_EQ(Only("data.count => 3").hint.en, "use `>=`");
  EXPECT_EQ(Only("for").code, "syntax");
  EXPECT_EQ(Only("1 # 2").offset, 2U);
  EXPECT_EQ(Only("data.kind == ‘a’").length, 3U);
  EXPECT_EQ(Only("Foo{a: 1}").code, "syntax");
  EXPECT_EQ(Only("[1, 2").code, "syntax");
  EXPECT_EQ(Only("{1}").code, "syntax");
  EXPECT_EQ(Only("a.in").code, "syntax");
  EXPECT_EQ(Only("\xff").code, "syntax");
}

TEST(Mistakes, ComeWithWhatHelps) {
  EXPECT_EQ(Only("in_state(draft)").hint.en, "text goes in quotes: 'draft'");
  EXPECT_EQ(Only("nobody.name").hint.en, "");
  EXPECT_EQ(Only("data.tags.contains('a')").hint.en, "use `... in list`");
  EXPECT_EQ(Only("data.span > 60").hint.en, "a length of time is written duration('72h')");
  EXPECT_EQ(Only("sum(data.plan)").hint.en, "pick what to add up: sum(list.map(x, x.amount))");
  EXPECT_EQ(Only("data.note == null").hint.en, "a field that is not set is found with has(data.field)");
  EXPECT_EQ(Only("data.kind + data.count").hint.en, "convert the number with string()");
  EXPECT_EQ(Only("timestamp('2026-01-01')").message.en,
            "`2026-01-01` is no timestamp; a day alone is read with date()");
}

TEST(Mistakes, AgainstTheChoicesOfAFieldOrAFunctionAreFound) {
  Environment environment;
  const Type kind = Type::OneOf({"skills", "rights"});
  environment.AddVariable("kind", kind);
  environment.AddVariable("plan", Type::Record({{"parts", Type::List(Type::Record({{"kind", kind}}))},
                                                {"main", Type::Record({{"kind", kind}})}}));
  environment.AddFunction("in_state", {Type(TypeKind::kString)}, Type(TypeKind::kBool),
                          {{"draft", "closed"}});
  for (const char* right :
       {"kind == 'skills'", "'rights' != kind", "kind in ['skills']", "in_state('draft')",
        "kind + 'x' == 'skillsx'", "plan.main.kind == 'skills'", "['other', kind].exists(k, k == 'other')",
        "(true ? kind : 'other') == 'other'", "has({'a': 1}.a) && kind == string(dyn('other'))"}) {
    EXPECT_TRUE(Compile(right, environment).problems.empty()) << right;
  }
  for (const char* wrong :
       {"kind == 'skils'", "'skils' != kind", "kind in ['rights', 'skils']", "in_state('skils')",
        "plan.main.kind == 'skils'", "plan.parts.all(p, p.kind != 'skils')",
        "'skils' in plan.parts.map(p, p.kind)", "plan.parts[0].kind == 'skils'"}) {
    const auto problems = Compile(wrong, environment).problems;
    ASSERT_EQ(problems.size(), 1U) << wrong;
    EXPECT_EQ(problems[0].code, "unknown_name") << wrong;
    EXPECT_EQ(problems[0].offset, std::string_view(wrong).find("'skils'")) << wrong;
  }
  EXPECT_EQ(Compile("kind == 'skils'", environment).problems.at(0).message.en, "`kind` is never 'skils'");
  EXPECT_EQ(Compile("kind == 'skils'", environment).problems.at(0).hint.en, "did you mean 'skills'?");
}

TEST(Mistakes, OfTheResultsTypeCoverTheWholeExpression) {
  const ExprProblem problem = Only("data.count", Type(TypeKind::kBool));
  EXPECT_EQ(problem.code, "type");
  EXPECT_EQ(problem.offset, 0U);
  EXPECT_EQ(problem.length, 10U);
  EXPECT_EQ(problem.message.en, "expected bool, this is int");
}

TEST(Mistakes, OfADynamicResultAreFoundWhenRun) {
  const Values values = Values().Set("x", Value::Int(1));
  EXPECT_EQ(Outcome("x", values, Type(TypeKind::kBool)), "error: type");
  EXPECT_EQ(Outcome("x", values, Type(TypeKind::kInt)), "1");
}

TEST(Mistakes, WhenRunSayWhere) {
  const Compilation compilation = Compile("data.done && data.count / (data.count - 3) == 1", Names());
  ASSERT_TRUE(compilation.problems.empty());
  const EvalResult result = compilation.program.Run(Values());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "division_by_zero");
  EXPECT_EQ(result.error().offset, 13U);
}

TEST(Limits, HoldForDepth) {
  const auto nested = [](int depth, const char* open, const char* close) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    text += "1";
    for (int i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(Outcome(nested(90, "(", ")")), "1");
  EXPECT_EQ(Only(nested(20000, "(", ")")).code, "cost");
  EXPECT_EQ(Only(nested(20000, "[", "]")).code, "cost");
  EXPECT_EQ(Only(nested(20000, "x[", "]")).code, "cost");
  EXPECT_EQ(Only(nested(10000, "1+", "")).code, "cost");
  EXPECT_EQ(Only(nested(10000, "true?1:", "")).code, "cost");
  EXPECT_EQ(Outcome(nested(10000, "-", "")), "1");
  EXPECT_EQ(Only("x" + nested(10000, "", ".a").substr(1)).code, "cost");
  EXPECT_EQ(Only(std::string(70000, ' ')).code, "cost");
}

TEST(Limits, HoldForProblems) {
  std::string text = "a0";
  for (int i = 1; i < 5000; ++i) text += " || a" + std::to_string(i);
  EXPECT_EQ(Compile(text, Names()).problems.size(), 50U);
}

TEST(Limits, LetLongChainsOfConditionsPass) {
  std::string text = "true";
  for (int i = 0; i < 5000; ++i) text += " && true";
  EXPECT_EQ(Outcome(text), "true");
}

TEST(Limits, HoldForWork) {
  std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
  std::string all = "true";
  for (int i = 0; i < 7; ++i) all = ten + ".all(v" + std::to_string(i) + ", " + all + ")";
  EXPECT_EQ(Outcome(all), "error: cost");
  EXPECT_EQ(Outcome("(" + all + ") || true"), "error: cost");
  std::string text = "data.kind";
  for (int i = 0; i < 40; ++i) text = "[" + text + "].map(v, v + v)[0]";
  EXPECT_EQ(Outcome(text), "error: cost");
}

TEST(Program, MayBeRunByManyThreadsAtOnce) {
  const Program program =
      Compile(
          "data.score >= 75 && data.plan.exists(p, p.title.matches('^t')) && now.getHours('+08:00') == 11",
          Names())
          .program;
  const Values values;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&program, &values] {
      for (int i = 0; i < 2000; ++i) ASSERT_TRUE(program.Run(values).value().AsBool());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Program, IsEmptyUntilCompiled) {
  const Program program;
  EXPECT_TRUE(program.empty());
  EXPECT_FALSE(program.Run(Values()));
  const Program compiled = Compile("1 + 1", Names()).program;
  EXPECT_FALSE(compiled.empty());
  EXPECT_EQ(compiled.source(), "1 + 1");
  EXPECT_EQ(compiled.type(), Type(TypeKind::kInt));
}

}  // namespace
}  // namespace charter
