#!/usr/bin/env bash
# Walks one initiative through its life over REST, from the draft to the closing, with three refusals on the
# way. Needs a server with the sample city on a simulated clock (./dev run), and bash, curl and jq.
#
#   examples/walkthrough.sh [address] [token file]
set -euo pipefail

# shellcheck source=examples/rest.sh
. "$(dirname "$0")/rest.sh"
now=$(field .now)

# day N: the date N days after the server's.
day() { date -u -d "${now%%T*} + $1 days" +%F; }

# milestone NAME EVIDENCE: reported by the lead, accepted by the office.
milestone() {
  local id
  must "$TOKEN_LEAD_TAIHU" GET "/v1/items?parent=$item"
  id=$(field ".items[] | select(.title == \"$1\") | .id")
  must "$TOKEN_LEAD_TAIHU" POST "/v1/items/$id/events" "$(body report \
    "$(jq -cn --arg kind "$2" '{report: "按计划完成", papers: [{kind: $kind, file: ("@" + $kind)}]}')")"
  show
  must "$TOKEN_OFFICE" POST "/v1/items/$id/events" "$(body accept '{"opinion": "材料齐全"}')"
  show
}

# review NAME SHEET TOTAL...: the office assigns five experts and five of the mass panel, and each panel gives
# these totals on the sheet ({criterion: most}), blind to one another.
review() {
  local name=$1 sheet=$2 panel token people total number
  shift 2
  for panel in EXPERT MASS; do
    people=""
    for number in 1 2 3 4 5; do
      token=TOKEN_${panel}_$number
      must "${!token}" GET /v1/me
      people+="$(field .id) "
    done
    must "$TOKEN_OFFICE" POST "/v1/items/$item/events" "$(body "$name.assign" \
      "$(jq -cn --arg panel "${panel,,}" --arg people "$people" '{panel: $panel, people: ($people | split(" ") | map(select(. != "")))}')")"
  done
  for panel in EXPERT MASS; do
    number=0
    for total in "$@"; do
      number=$((number + 1))
      token=TOKEN_${panel}_$number
      must "${!token}" POST "/v1/items/$item/events" "$(body "$name.score" "$(jq -cn --argjson total "$total" --argjson sheet "$sheet" '
        ($total * 100 | round) as $all
        | ($sheet | to_entries | map({key, value: ($all * .value / 100 | floor)})) as $parts
        | ($all - ($parts | map(.value) | add)) as $rest
        | {scores: ($parts | .[0].value += $rest | map(.value /= 100) | from_entries)}')")"
    done
  done
  must "$TOKEN_OFFICE" GET "/v1/items/$item"
  rev=$(field .rev)
  show
}

# The budget that supports it; its ledger is at /v1/budgets/support-walk/entries.
body_of_budget() {
  jq -cn --argjson year "${now%%-*}" '{id: "support-walk", title: {zh: "工作项目补助", en: "Support of initiatives"},
    year: $year, org: "liangzhou", pool: "500000.00", note: "年度预算"}'
}

say "1. 太湖区的项目负责人填写一份申报书草稿。" \
  "1. The project lead of Taihu drafts an application."
must "$TOKEN_LEAD_TAIHU" POST /v1/items "$(jq -cn --arg m1 "$(day 30)" --arg m2 "$(day 60)" '{
  workflow: "grassroots_initiative",
  data: {
    name_cn: "新就业群体暖心驿站", name_en: "Rest stops for couriers and drivers",
    level: "county_federation", lead_org: "太湖区总工会", theme: "services",
    budget_total: "60000.00", support_requested: "40000.00", self_funded: "20000.00",
    milestones: [
      {code: "M1", name: "建成 6 个驿站", due: $m1, weight: 60, evidence: ["acceptance_form"]},
      {code: "M2", name: "服务 3000 人次", due: $m2, weight: 40, evidence: ["usage_log"]}]}}')"
item=$(field .id) rev=$(field .rev)
show
draft_rev=$rev

say "2. 负责人提交申报。" "2. The lead submits it."
act "$TOKEN_LEAD_TAIHU" submit

say "3. 负责人想自己推荐自己：角色不符，被拒绝。" \
  "3. The lead tries to recommend the own project: refused, wrong role."
refused wrong_role "$TOKEN_LEAD_TAIHU" recommend '{"opinion": "很好"}'

say "4. 区总工会有人看着旧版本就要退回：版本已过期，被拒绝。" \
  "4. The county federation acts on an old revision: refused, and told what happened since."
refused stale_revision "$TOKEN_DISTRICT_TAIHU" send_back '{"reason": "请补充"}' "$draft_rev"

say "5. 区总工会推荐，项目办形式审查通过。" \
  "5. The county federation recommends it; the project office passes the formal review."
act "$TOKEN_DISTRICT_TAIHU" recommend '{"opinion": "需求真实，同意推荐"}'
act "$TOKEN_OFFICE" pass_formal '{"complete": true, "no_duplicate": true, "not_barred": true}'

say "6. 五位专家和五位群众评审员背靠背评分，各组去掉最高和最低后取平均，按 70/30 合成；主席办公会同意立项。" \
  "6. Five experts and five of the mass panel score, blind (each panel's mean without the highest and the lowest, 70/30); the chair's meeting approves."
review initiation '{"need": 20, "innovation": 20, "feasibility": 20, "milestones": 15, "budget": 15, "replicability": 10}' 88.5 90 86 91.5 84
printf '   得分 score: %s\n' "$(field .data.initiation_score)"
budget=$(body_of_budget)
ask "$TOKEN_FINANCE" POST /v1/budgets "$budget"
[[ $status == 2* || $(field .type) = /problems/budget_exists ]] || fail "the budget was answered with $status:" "$answer"
act "$TOKEN_CHAIR" approve '{"support": "40000.00", "budget": "support-walk", "minutes": "@minutes-1"}'

say "7. 公示 5 个工作日，期满无异议：拨动模拟时钟。" \
  "7. Public notice for 5 working days without objection: move the simulated clock."
must "$TOKEN_ADMINISTRATOR" POST /v1/clock '{"advance": "5 workdays"}'
printf '   %s\n' "$(field .now)"
must "$TOKEN_LEAD_TAIHU" GET "/v1/items/$item"
rev=$(field .rev)
show
printf '   首笔拨款 first tranche: %s\n' "$(field .data.tranche_1)"

say "8. 签订任务书并启动，通过中期检查。" "8. The task letter is signed; the mid-term check is passed."
act "$TOKEN_LEAD_TAIHU" start '{"task_letter": "@letter-1"}'
letter=$(field .data.task_letter)
must "$TOKEN_OFFICE" GET "/v1/items/$item/files/${letter%%/*}"
printf '   %s: %s\n' "${letter#*/}" "$answer"
ask "$TOKEN_OFFICE" GET "/v1/files/${letter%%/*}"
[ "$status" = 404 ] || fail "who did not upload a file reads it by the items that name it, not by its SHA-256"
act "$TOKEN_LEAD_TAIHU" submit_midterm '{"report": "@midterm-1"}'
act "$TOKEN_OFFICE" pass_midterm '{"opinion": "进展符合计划"}'

say "9. 里程碑还没有验收就申请结项：条件不满足，被拒绝。" \
  "9. Applying for closing before the milestones are accepted: refused, the guard is not met."
refused guard_not_met "$TOKEN_LEAD_TAIHU" submit_closing '{"report": "@final-1", "accounts": "@accounts-1"}'

say "10. 计划中的里程碑已自动建立；逐个上报，项目办验收。" \
  "10. The milestones of the plan are there as items; they are reported and accepted, one by one."
milestone "建成 6 个驿站" acceptance_form
milestone "服务 3000 人次" usage_log

say "11. 申请结项、审计决算、受理、验收评分，项目结项。" \
  "11. Closing is applied for, the accounts audited, the closing accepted and scored; the initiative is closed."
act "$TOKEN_LEAD_TAIHU" submit_closing '{"report": "@final-1", "accounts": "@accounts-1"}'
act "$TOKEN_FINANCE" audit '{"passed": true, "report": "@audit-1"}'
act "$TOKEN_OFFICE" accept_closing
review closing '{"organisation": 20, "innovation": 25, "effectiveness": 35, "replicability": 20}' 92 91.5 93 95 89
printf '   得分 score: %s  等级 grade: %s\n' "$(field .data.closing_score)" "$(field .data.grade)"
[ "$(field '.states[0].id')" = closed ] || fail "the initiative did not end in closed"

say "每一分钱都在预算台账里：" "Every fen is in the ledger of the budget:"
must "$TOKEN_FINANCE" GET "/v1/budgets/support-walk/entries?limit=200"
field '.items[] | "   \(.seq)  \(.titles.zh) (\(.kind))  \(.amount)  \(.note)"'
must "$TOKEN_FINANCE" GET /v1/budgets/support-walk
field '"   可用 left: \(.left)"'

say "完整的经过都在历史里：" "The whole story is in its history:"
must "$TOKEN_OFFICE" GET "/v1/items/$item/history?limit=200"
field '.items[] | "   \(.rev)  \(.at)  \(.event)  \(.to | join(", "))"'
