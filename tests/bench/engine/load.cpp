#include "tests/bench/engine/load.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <stdexcept>

#include "engine/chart/load.h"

namespace charter::bench {
namespace {

constexpr const char* kHeader = R"yaml(workflow: generated
version: 1
title: {zh: 基层工会工作项目, en: Grassroots union initiative}
description: 从申报、推荐、评审到结项的全过程 / from application to closing
number: "PJ-{year}-{seq:3}"
label: data.name

roles:
  lead:     {title: {zh: 项目负责人, en: Project lead}}
  district: {title: {zh: 市（县）区总工会, en: County or district federation}}
  office:   {title: {zh: 项目办公室, en: Project office}}
  expert:   {title: {zh: 评审组, en: Review panel}}
  chair:    {title: {zh: 主席办公会, en: "Chair's meeting"}}

create: {by: lead}
life_cycle:
  suspend: {by: office}
  resume: {by: office}
  cancel: {by: office}

data:
  name: {type: string, minLength: 1, maxLength: 80, required: true, title: {zh: 项目名称, en: Name}}
  budget: {type: money, exclusiveMinimum: 0, maximum: 300000, required: true, title: {zh: 项目总预算, en: Total budget}}
)yaml";

// "~" stands for the number of the stage, "^" for that of the next.
constexpr const char* kFields = R"yaml(
  theme_~:
    type: string
    enum: [ideology, skills, rights, safety, organising, hardship_relief, services, legal_aid]
    default: skills
    title: {zh: 项目类别, en: Theme}
  score_~: {type: decimal, readOnly: true, minimum: 0, maximum: 100, title: {zh: 评审得分, en: Score}}
  paid_~: {type: money, readOnly: true, minimum: 0, default: 0, title: {zh: 已拨付, en: Paid}}
  returns_~: {type: integer, readOnly: true, minimum: 0, maximum: 9, default: 0, title: {zh: 退回次数, en: Times returned}}
  reason_~: {type: string, readOnly: true, title: {zh: 退回原因, en: Reason for the return}}
  report_~: {type: file, readOnly: true, title: {zh: 报告, en: Report}}
  plan_~:
    type: array
    maxItems: 20
    title: {zh: 里程碑计划, en: Milestone plan}
    items:
      type: object
      properties:
        code: {type: string, minLength: 1, maxLength: 16, required: true, title: {zh: 编号, en: Code}}
        due: {type: date, required: true, title: {zh: 完成日期, en: Due date}}
        weight: {type: integer, minimum: 1, maximum: 100, required: true, title: {zh: 权重, en: Weight}}
)yaml";

constexpr const char* kStage = R"yaml(
  # A stage: a form, its check, a review that scores, and a notice.
  stage_~:
    title: {zh: 阶段, en: Stage}
    initial: draft_~
    on:
      withdraw_~: {target: withdrawn, by: lead, title: {zh: 撤回, en: Withdraw}}
    states:
      draft_~:
        title: {zh: 草稿, en: Draft}
        due: {within: 20 workdays, remind: [5 workdays, 1 workday]}
        after:
          60 workdays: {target: lapsed, title: {zh: 逾期未提交, en: Not handed in}}
        on:
          submit_~:
            target: checked_~
            by: lead
            title: {zh: 提交, en: Hand in}
            guard: data.budget <= 300000 && data.returns_~ < 9
            refusal: {zh: 预算不得超过三十万元。, en: "The budget is 300,000 at most."}
            input:
              report: {type: file, required: true, title: {zh: 报告, en: Report}}
              note: {type: string, maxLength: 2000, title: {zh: 说明, en: Note}}
            actions:
              - assign: {report_~: input.report}
              - notify: {to: district, message: {zh: 有新的材料待审核。, en: Something new is to be checked.}}
      checked_~:
        title: {zh: 审核, en: Check}
        due: {within: 10 workdays, remind: 3 workdays}
        on:
          send_back_~:
            target: draft_~
            by: [district, office]
            title: {zh: 退回补正, en: Send back}
            guard: data.returns_~ < 2 && size(input.reason) > 1
            refusal: {zh: 已退回两次。, en: It was sent back twice.}
            input:
              reason: {type: string, minLength: 1, maxLength: 2000, required: true, title: {zh: 退回原因, en: Reason}}
            actions:
              - assign: {returns_~: data.returns_~ + 1, reason_~: input.reason}
          forward_~:
            target: review_~
            by: district
            title: {zh: 推荐, en: Forward}
            allow: "!performed(actor.id, 'submit_~')"
            input:
              complete: {type: boolean, required: true, title: {zh: 材料齐全, en: Complete}}
              opinion: {type: string, maxLength: 2000, required: true, title: {zh: 推荐意见, en: Opinion}}
            actions:
              - notify: {to: expert, message: {zh: 请评审。, en: Please review.}}
      review_~:
        title: {zh: 评审, en: Review}
        due: {within: 15 workdays, remind: 3 workdays}
        on:
          score_~:
            target: decision_~
            by: expert
            title: {zh: 录入评审分, en: Record the scores}
            guard: input.scores.all(s, s >= 0 && s <= 100) && data.plan_~.all(p, p.weight > 0)
            input:
              scores:
                type: array
                minItems: 5
                maxItems: 15
                items: {type: decimal, minimum: 0, maximum: 100}
                required: true
                title: {zh: 有效评分, en: Valid scores}
            actions:
              - assign:
                  score_~: >-
                    ratio(sum(input.scores)
                    - input.scores.filter(s, input.scores.all(t, s >= t))[0],
                    decimal(size(input.scores) - 1), 2)
      decision_~:
        title: {zh: 结论, en: Outcome}
        always:
          - {guard: data.score_~ >= 60 && data.theme_~ != 'legal_aid', target: notice_~}
          - {guard: data.returns_~ < 2, target: draft_~}
          - {target: refused}
      notice_~:
        title: {zh: 公示, en: Public notice}
        after:
          5 workdays:
            target: stage_^
            title: {zh: 公示期满, en: Notice ended}
            actions:
              - assign: {paid_~: "ratio(data.budget * 40, 100, 2)"}
        on:
          object_~:
            target: review_~
            by: [lead, district, office, expert, chair]
            title: {zh: 提出异议, en: Object}
            input:
              text: {type: string, minLength: 1, maxLength: 2000, required: true, title: {zh: 异议内容, en: Objection}}
            actions:
              - assign: {reason_~: input.text}
)yaml";

constexpr const char* kEnd = R"yaml(
  refused: {type: final, title: {zh: 不予通过, en: Refused}}
  withdrawn: {type: final, title: {zh: 已撤回, en: Withdrawn}}
  lapsed: {type: final, title: {zh: 逾期失效, en: Lapsed}}
)yaml";

std::string Filled(std::string_view pattern, int number) {
  std::string out;
  for (const char c : pattern) {
    if (c == '~') {
      out += std::to_string(number);
    } else if (c == '^') {
      out += std::to_string(number + 1);
    } else {
      out += c;
    }
  }
  return out;
}

int LinesOf(std::string_view text) { return static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

double MillisecondsOf(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

struct Rounds {
  std::array<double, 5> each{};
  [[nodiscard]] double Median() const {
    auto sorted = each;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  void Print(const char* name) const {
    std::printf("%-40s %8.2f ms  (min %.2f, max %.2f)\n", name, Median(),
                *std::min_element(each.begin(), each.end()), *std::max_element(each.begin(), each.end()));
  }
};

}  // namespace

std::string MakeWorkflow(int lines) {
  const int stage = LinesOf(kFields) + LinesOf(kStage);
  const int stages = std::max(1, (lines - LinesOf(kHeader) - LinesOf(kEnd)) / stage);
  std::string out = kHeader;
  for (int i = 1; i <= stages; ++i) out += Filled(kFields, i);
  out += "\ninitial: stage_1\nstates:\n";
  for (int i = 1; i <= stages; ++i) out += Filled(kStage, i);
  const std::string done = std::to_string(stages + 1);
  return out + kEnd + "  stage_" + done + ": {type: final, title: {zh: 已结项, en: Closed}}\n";
}

void BenchLoad() {
  const std::string source = MakeWorkflow(2000);
  if (const Loaded loaded = LoadChart(source); !loaded.Publishable()) {
    throw std::runtime_error("the generated workflow has mistakes: " +
                             Format(loaded.diagnostics.at(0), "generated.yaml", source));
  }
  constexpr int kRuns = 20;
  Rounds bare;
  Rounds ours;
  for (std::size_t round = 0; round < bare.each.size(); ++round) {
    bare.each[round] = MillisecondsOf([&] {
                         for (int i = 0; i < kRuns; ++i) (void)YAML::Load(source);
                       }) /
                       kRuns;
    ours.each[round] = MillisecondsOf([&] {
                         for (int i = 0; i < kRuns; ++i) (void)LoadChart(source);
                       }) /
                       kRuns;
  }
  std::printf("load a workflow of %d lines, %zu bytes\n", LinesOf(source), source.size());
  bare.Print("  yaml-cpp's bare YAML::Load");
  ours.Print("  Charter, with all checks");
  std::printf("%-40s %8.2f  (aim: at most 3)\n", "  ratio of the medians", ours.Median() / bare.Median());
}

}  // namespace charter::bench
