#!/usr/bin/env bash
# Plays the subsidy round of 2026 over REST: 45 venues apply, seven judges score blind, votes are counted, 30 awards of
# 700,000 yuan in all are ranked, shown, paid. At the end it holds the server's result against the file, line by line.
# Needs a server with the sample city on a simulated clock before May 2026 (./dev run), and bash, curl and jq.
#
#   examples/subsidy_round.sh [address] [token file] [applications as CSV]
set -euo pipefail

# shellcheck source=examples/rest.sh
. "$(dirname "$0")/rest.sh"
language=zh
csv=${3:-$(dirname "$0")/liangzhou/subsidy_round_2026.csv}
fund=subsidy-2026-$$
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# all: one POST for each line "TOKEN <tab> PATH <tab> JSON", over one connection; the answers are left in $work/answers.
all() {
  local token path body
  local json
  while IFS=$'\t' read -r token path body; do
    with_papers "$token" "$body"
    body=${json//\\/\\\\}
    printf 'url = "%s%s"\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\ndata = "%s"\n' \
      "$address" "$path" "$token" "${body//\"/\\\"}"
    printf 'write-out = "\\n%%{http_code}\\n"\nsilent\nshow-error\nnext\n'
  done | sed '$d' >"$work/requests"
  curl --config "$work/requests" >"$work/replies" || fail "the server at $address stopped answering"
  awk 'NR % 2 == 0 && !/^2/ { print last; bad = 1 } { last = $0 } END { exit bad }' "$work/replies" >"$work/refused" ||
    fail "an event was refused:" "$(head -n 1 "$work/refused")"
  awk 'NR % 2 == 1' "$work/replies" >"$work/answers"
}

# event TOKEN ITEM NAME [INPUT]: a line for `all`.
event() { printf '%s\t/v1/items/%s/events\t{"event":"%s"%s}\n' "$1" "$2" "$3" "${4:+,\"input\":$4}"; }

# clock DAY: to that morning.
clock() {
  move_clock "$1"
  printf '   %s\n' "$(field .now)"
}

look() {
  must "$TOKEN_OFFICE" GET "/v1/items/$item"
  show
}

# org COUNTY: the federation; the development zone's applicants sit in its park.
org() {
  case $1 in
  滨江市) echo binjiang ;; 阳羡市) echo yangxian ;; 东林区) echo donglin ;; 锡东区) echo xidong ;; 惠北区) echo huibei ;;
  太湖区) echo taihu ;; 新安区) echo xinan ;; 经开区) echo jingkai_park ;; 市直机关) echo shizhi ;;
  *) fail "no federation for $1" ;;
  esac
}

# token ROLE ORG
token() {
  local name=TOKEN_$1_${2^^}
  [ "$1" != DISTRICT ] || name=${name/_PARK/}
  echo "${!name}"
}

# points TOTAL: that many points over the criteria of the sheet, each as full as it goes.
points() {
  awk -v rest="$1" 'BEGIN {
    split("facilities management functions results features", names); split("20 20 25 25 10", most)
    for (i = 1; i <= 5; ++i) {
      part = rest < most[i] ? rest : most[i]; rest -= part
      printf("%s\"%s\":\"%.1f\"", (i == 1 ? "{\"scores\":{" : ","), names[i], part)
    }
    print "}}" }'
}

# judge CATEGORY NUMBER: the third judge of the service centres belongs to the federation of Taihu.
judge() { if [ "$1$2" = service_centre3 ]; then echo TAIHU; else echo "$2"; fi; }

command -v awk >/dev/null || fail "this script needs awk"
[ -r "$csv" ] || fail "no applications at $csv"
[[ $(field .now) < 2026-05-06 ]] || fail "the server's clock is past 6 May 2026; start one with a database of its own"

say "1. 财务部门设立 70 万元预算，项目办公室发布通知并开始申报。" \
  "1. Finance sets up a budget of 700,000 yuan; the office publishes the call and opens the round."
clock 2026-05-06
must "$TOKEN_FINANCE" POST /v1/budgets "$(jq -cn --arg id "$fund" \
  '{id: $id, title: {zh: "2026 年以奖代补资金", en: "Subsidies of 2026"}, year: 2026, pool: "700000.00"}')"
must "$TOKEN_OFFICE" POST /v1/items "$(jq -cn --arg fund "$fund" '
  def tiers($category; $first; $second; $third):
    [["first", 2, $first], ["second", 3, $second], ["third", 5, $third]][]
    | {category: $category, tier: .[0], places: .[1], amount: .[2]};
  {workflow: "subsidy_round", data: {name: "2026 年职工服务阵地以奖代补", year: 2026, budget: "700000.00", fund: $fund,
    deadline: "2026-06-30", tiers: [tiers("service_centre"; 50000; 30000; 22000), tiers("care_station"; 30000; 20000; 16000),
    tiers("nursing_room"; 30000; 20000; 16000)]}}')"
item=$(field .id)
act "$TOKEN_OFFICE" publish '{"call": "@call-2026"}'
act "$TOKEN_OFFICE" open_applications

say "2. 45 个阵地申报，区（县）总工会推荐。" "2. 45 venues apply; their federations recommend them."
clock 2026-06-01
sed 1d "$csv" | tr -d '\r' >"$work/rows"
while IFS=, read -r code category _ venue county _; do
  printf '%s\t/v1/items\t%s\n' "$TOKEN_OFFICE" "$(jq -cn --arg parent "$item" --arg org "$(org "$county")" \
    --arg category "$category" --arg venue "$venue" --arg county "$county" \
    '{workflow: "subsidy_application", parent: $parent, org: $org, data: {category: $category, venue: $venue, county: $county}}')"
done <"$work/rows" | all
jq -r .id "$work/answers" >"$work/ids"
paste -d, "$work/ids" "$work/rows" >"$work/applications"

# each: reads the columns of one application after the other.
each() {
  IFS=, read -r id code category _ venue county "j[1]" "j[2]" "j[3]" "j[4]" "j[5]" "j[6]" "j[7]" raw valid \
    onsite online total rank tier _ final state note
}
declare -a j

while each; do
  log=',"usage_log":"@log"'
  [[ $note != *"returned once"* ]] || log=""
  event "$(token LEAD "$(org "$county")")" "$id" submit "{\"form\":\"@form\",\"venue_file\":\"@file\",\"photos\":[\"@photo\"]$log}"
  event "$(token DISTRICT "$(org "$county")")" "$id" recommend '{"opinion":"推荐"}'
done <"$work/applications" | all
printf '   45 份申报已推荐 applications recommended\n'

say "3. 资格审查：1 份撤回，1 份不合格，1 份退回后 5 个工作日未补正。" \
  "3. Eligibility: one is withdrawn, one ineligible, one returned and not completed within 5 working days."
clock 2026-07-01
while each; do
  if [ "$state" = withdrawn ]; then
    event "$(token LEAD "$(org "$county")")" "$id" withdraw
  elif [[ $note == *"returned once"* ]]; then
    event "$TOKEN_OFFICE" "$id" send_back '{"reason":"缺使用台账"}'
  elif [ "$state" = ineligible ]; then
    event "$TOKEN_OFFICE" "$id" reject '{"reason":"运行不满 12 个月"}'
  else
    event "$TOKEN_OFFICE" "$id" pass_check '{"papers_complete":true,"no_open_rectification":true,"first_award_this_year":true}'
  fi
done <"$work/applications" | all
clock 2026-07-10
act "$TOKEN_OFFICE" finish_check

say "4. 现场展评：七位评委背靠背打分；同一总工会的评委须回避。" \
  "4. On-site review: seven judges score blind; nobody scores a venue of the own federation."
clock 2026-08-20
for number in 1 2 3 4 5 6 7 TAIHU; do
  name=TOKEN_EXPERT_$number
  must "${!name}" GET /v1/me
  printf '%s %s\n' "$number" "$(field .id)"
done >"$work/judges"
person() { awk -v number="$1" '$1 == number { print $2 }' "$work/judges"; }
while each; do
  [ -n "$total" ] || continue
  people=""
  for number in 1 2 3 4 5 6 7; do
    [ -z "${j[number]}" ] || people+=${people:+,}\"$(person "$(judge "$category" "$number")")\"
  done
  event "$TOKEN_OFFICE" "$id" panel.assign "{\"people\":[$people]}"
done <"$work/applications" | all
conflicted=$(awk -F, '$2 == "FW-06" { print $1 }' "$work/applications")
ask "$TOKEN_OFFICE" POST "/v1/items/$conflicted/events" "{\"event\":\"panel.assign\",\"input\":{\"people\":[\"$(person TAIHU)\"]}}"
[ "$(field .type)" = /problems/in_conflict ] || fail "expected in_conflict, but the answer was $status:" "$answer"
printf '   x  FW-06  %s %s  %s\n' "$status" "$(field .code)" "$(field .detail)"
while each; do
  [ -n "$total" ] || continue
  for number in 1 2 3 4 5 6 7; do
    [ -n "${j[number]}" ] || continue
    name=TOKEN_EXPERT_$(judge "$category" "$number")
    event "${!name}" "$id" panel.score "$(points "${j[number]}")"
  done
done <"$work/applications" | all
printf '   %s 个评分 scores\n' "$(wc -l <"$work/answers")"

say "5. 网上测评：清洗票数（YZ-09 作废 15754 票），按类别最高票折算。" \
  "5. Online: votes are cleaned (15,754 of YZ-09 are void) and become scores by the most of each category."
while each; do
  [ -n "$total" ] || continue
  voided=""
  [ "$raw" = "$valid" ] || voided=",\"voided\":\"机器刷票 $((raw - valid)) 张\""
  event "$TOKEN_OFFICE" "$id" record_votes "{\"raw_votes\":$raw,\"valid_votes\":$valid$voided}"
done <"$work/applications" | all
act "$TOKEN_OFFICE" close_voting '{"vote_cleaning": "@cleaning-2026"}'

say "6. 评定奖补：按总分、现场分排名，主席办公会审议通过，公示 5 个工作日。" \
  "6. The awards are ranked by total and site score, approved by the chair's meeting, and shown for 5 working days."
clock 2026-09-10
act "$TOKEN_OFFICE" rank
act "$TOKEN_OFFICE" awards.run
act "$TOKEN_OFFICE" awards.confirm
printf '   奖补合计 sum: %s  结余 left: %s\n' "$(field .data.awarded_total)" "$(field .data.left)"
clock 2026-09-21
act "$TOKEN_CHAIR" approve '{"minutes": "@minutes-1", "notice_text": "@notice-1"}'

say "7. MY-04 的异议成立，取消奖补；名额由候补递补，单独公示。" \
  "7. The objection to MY-04 is upheld; its place goes to the waiting list, with a notice of its own."
clock 2026-09-23
falsified=$(awk -F, '$2 == "MY-04" { print $1 }' "$work/applications")
event "$TOKEN_EXPERT_2" "$falsified" notice.object '{"grounds":"使用台账造假"}' | all
clock 2026-09-28
event "$TOKEN_OFFICE" "$falsified" notice.decide '{"objection":1,"upheld":true,"reason":"查实"}' | all
clock 2026-09-30
look
act "$TOKEN_OFFICE" awards.run
act "$TOKEN_OFFICE" awards.confirm
act "$TOKEN_CHAIR" approve '{"minutes": "@minutes-2", "notice_text": "@notice-2"}'
clock 2026-10-20
look

say "8. 结果与文件逐行核对：名次、等次、金额、状态。" "8. The result against the file: ranks, prizes, amounts, states."
while each; do
  must "$TOKEN_OFFICE" GET "/v1/items/$id"
  have=$(field '[.states[0].id, .data.onsite // "", .data.online // "", .data.total // "", .data.rank // "", .data.tier // "", .data.amount] | join(",")')
  want="$state,$onsite,$online,$total,$rank,$tier,$final.00"
  if [ -z "$total" ] || [ "$final" = 0 ]; then have=${have//,first,/,,} have=${have//,second,/,,} have=${have//,third,/,,} want=${want//,third,/,,}; fi
  [ "$have" = "$want" ] || fail "$code: the file says $want" "the server says $have"
  printf '   %s  %-14s %6s %6s %6s  %2s %-6s %9s  %s\n' "$code" "$state" "$onsite" "$online" "$total" "$rank" "$tier" "$final" "$venue"
done <"$work/applications"

say "9. 拨付与跟踪问效。" "9. Payment and follow-up."
act "$TOKEN_FINANCE" start_payment '{"payment_notice": "@payment-1"}'
while each; do
  [ "$state" = awarded ] || continue
  event "$(token LEAD "$(org "$county")")" "$id" request_funds '{"account":"6222"}'
  event "$TOKEN_FINANCE" "$id" pay '{"receipt":"@receipt"}'
done <"$work/applications" | all
act "$TOKEN_FINANCE" finish_payment
must "$TOKEN_FINANCE" GET "/v1/budgets/$fund"
printf '   预算 pool: %s  已拨付 paid: %s  未分配 left: %s\n' "$(field .pool)" "$(field .paid)" "$(field .left)"
[ "$(field .paid)" = 700000.00 ] || fail "700000.00 should have been paid"
clock 2026-12-21
while each; do
  [ "$state" = awarded ] || continue
  event "$(token LEAD "$(org "$county")")" "$id" report_use "{\"used\":\"$final\",\"report\":\"@use\"}"
  event "$TOKEN_OFFICE" "$id" review_ok '{"form":"@check"}'
done <"$work/applications" | all
act "$TOKEN_OFFICE" archive
