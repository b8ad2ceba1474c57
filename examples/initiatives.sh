#!/usr/bin/env bash
# Plays the ten initiatives of 2026 over REST, from the drafts of the sample city to their ends: six win awards, one closes
# at the second try, one is extended, one is terminated and pays money back, one is not approved. At the end it holds
# states, scores, grades and awards against the file of the sample city, and both budgets against what they must be.
# Needs a server with the sample city on a simulated clock before 12 January 2026 (./dev run), and bash, curl and jq.
#
#   examples/initiatives.sh [address] [token file]
set -euo pipefail

# shellcheck source=examples/rest.sh
. "$(dirname "$0")/rest.sh"
sample=$(dirname "$0")/liangzhou/initiatives_2026.json
today=$(field '.now[:10]')
[[ ! $(field .now) > "2026-01-12T09:00:00+08:00" ]] || fail "the server's clock is past 12 January 2026, when this year begins" \
  "start one anew: ./dev run, or charter serve --sample --simulated-clock 2026-01-05T09:00:00+08:00"

declare -A id org path heard
codes=() milestones=()

# on DAY [TIME]: moves the clock there, by default to nine in the morning; what falls due on the way happens.
on() {
  if [ "$1" != "$today" ]; then
    move_clock "$@"
    today=$1
    printf '   %s\n' "$today"
  fi
}

# of TOKEN CODE: that person turns to that initiative.
of() {
  item=${id[$2]}
  must "$1" GET "/v1/items/$item"
  rev=$(field .rev)
}

# send TOKEN EVENT [INPUT]: like act, without a line.
send() { must "$1" POST "/v1/items/$item/events" "{\"event\": \"$2\"${3:+, \"input\": $3}}"; }

# declined NAME TOKEN EVENT [INPUT]: like refused; the same refusal is told once.
declined() {
  must "$2" GET "/v1/items/$item"
  rev=$(field .rev)
  if [ -n "${heard[$1 $3]:-}" ]; then
    refused "$1" "$2" "$3" "${4:-null}" >/dev/null
  else
    refused "$1" "$2" "$3" "${4:-null}"
  fi
  heard[$1 $3]=yes
}

# token ROLE CODE: of whoever holds the role nearest above the initiative's organisation.
token() {
  local place=${org[$2]} name
  while [ -n "$place" ]; do
    name=TOKEN_$1_${place^^}
    [ -z "${!name:-}" ] || break
    place=$(jq -r --arg id "$place" '.[] | select(.id == $id) | .parent // ""' "$(dirname "$sample")/organizations.json")
  done
  [ -n "$place" ] || fail "nobody is $1 over ${org[$2]}"
  printf '%s' "${!name}"
}
lead() { token LEAD "$1"; }

# expected CODE FIELD: what the file says.
expected() { jq -r --arg code "$1" ".[] | select(.code == \$code) | $2" "$sample"; }

# review NAME SCORE: five experts and five of the mass panel score the initiative, blind to one another, so that each panel
# comes to that score without its highest and its lowest.
review() {
  local panel number name scores line requests=() sheet='{"need": 20, "innovation": 20, "feasibility": 20, "milestones": 15, "budget": 15, "replicability": 10}'
  [ "$1" = initiation ] || sheet='{"organisation": 20, "innovation": 25, "effectiveness": 35, "replicability": 20}'
  send "$TOKEN_OFFICE" "$1.assign" "{\"panel\": \"expert\", \"people\": $experts}"
  send "$TOKEN_OFFICE" "$1.assign" "{\"panel\": \"mass\", \"people\": $mass}"
  scores=$(jq -cn --argjson score "$2" --argjson sheet "$sheet" '(-2, 1.5, 0, -1.5, 2)
    | (($score + .) * 100 | round) as $all
    | ($sheet | to_entries | map({key, value: ($all * .value / 100 | floor)})) as $parts
    | ($all - ($parts | map(.value) | add)) as $rest
    | {scores: ($parts | .[-1].value += $rest | map(.value /= 100) | from_entries)}')
  for panel in EXPERT MASS; do
    number=0
    while read -r line; do
      number=$((number + 1))
      name=TOKEN_${panel}_$number
      requests+=(--next -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer ${!name}"
        -H "Content-Type: application/json" --data "{\"event\": \"$1.score\", \"input\": $line}"
        "$address/v1/items/$item/events")
    done <<<"$scores"
  done
  answer=$(curl "${requests[@]:1}") || fail "the server at $address stopped answering"
  [ "$(grep -c '^2' <<<"$answer")" = 10 ] || fail "a score was refused:" "$answer"
  must "$TOKEN_OFFICE" GET "/v1/items/$item"
}

# panel ROLE: its five people, as JSON.
panel() {
  local number name people=()
  for number in 1 2 3 4 5; do
    name=TOKEN_$1_$number
    must "${!name}" GET /v1/me
    people+=("$(field .id)")
  done
  jq -cn '$ARGS.positional' --args "${people[@]}"
}

# milestone DUE CODE NUMBER ID EVIDENCE NAME: reported by the lead with all its evidence, accepted by the office.
milestone() {
  item=$4
  send "$(lead "$2")" report "$(jq -cn --arg kinds "$5" \
    '{report: "按计划完成", papers: [$kinds | split(",")[] | {kind: ., file: ("@" + .)}]}')"
  send "$TOKEN_OFFICE" accept
  [ "$(field '.states[0].id')" = accepted ] || fail "$2 $3 was not accepted"
  printf '     %s %s  %s  %s\n' "$2" "$3" "$(field '.states[0].titles | .zh + " (" + .en + ")"')" "$6"
}

# missed CODE NUMBER: what the notes of the file say was not done in time.
missed() {
  case ${path[$1]}/$2 in
  terminated/M[234] | extended/M[34] | midterm_rectified_then_closed/M2) return 0 ;;
  *) return 1 ;;
  esac
}

# milestones_until DAY: those still open, each on its day.
milestones_until() {
  local line field later=()
  for line in "${milestones[@]}"; do
    IFS=$'\t' read -r -a field <<<"$line"
    if [[ ${field[0]} > $1 ]] || missed "${field[1]}" "${field[2]}"; then
      later+=("$line")
    else
      on "${field[0]}"
      milestone "${field[@]}"
    fi
  done
  milestones=("${later[@]}")
}

# budget ID YUAN TITLE_ZH TITLE_EN
budget() {
  must "$TOKEN_FINANCE" POST /v1/budgets "$(jq -cn --arg id "$1" --arg pool "$2.00" --arg zh "$3" --arg en "$4" \
    '{id: $id, title: {$zh, $en}, year: 2026, pool: $pool}')"
  printf '   %s  %s\n' "$1" "$(field .pool)"
}

# sums ID POOL RESERVED PAID USED CLAIMED REPAID: the budget must have come to these.
sums() {
  local names=(pool reserved paid used claimed repaid) name
  must "$TOKEN_FINANCE" GET "/v1/budgets/$1"
  printf '   %s' "$1"
  shift
  for name in "${names[@]}"; do
    [ "$(field ".$name")" = "$1.00" ] || fail "$name should be $1.00:" "$answer"
    printf '  %s %s' "$name" "$1.00"
    shift
  done
  printf '\n'
}

# accept PASSED: the final accounts are audited, the closing is accepted for review.
accept() {
  send "$TOKEN_FINANCE" audit "{\"passed\": $1, \"report\": \"@audit\"}"
  send "$TOKEN_OFFICE" accept_closing
}

# in_state STATE
in_state() {
  must "$TOKEN_OFFICE" GET "/v1/items/$item"
  [ "$(field '.states[0].id')" = "$1" ] || fail "$(field .number) is not in $1:" "$(field .states)"
}

must "$TOKEN_OFFICE" GET "/v1/items?workflow=grassroots_initiative&limit=100"
items=$answer
while IFS=$'\t' read -r code way; do
  codes+=("$code") path[$code]=$way
  answer=$(jq -c --arg code "$code" '.items[] | select(.number == $code and .states == ["draft"])' <<<"$items")
  [ -n "$answer" ] || fail "there is no draft $code; start a server with a database of its own"
  id[$code]=$(field .id) org[$code]=$(field .org)
done < <(jq -r '.[] | [.code, .expected.path] | @tsv' "$sample")
experts=$(panel EXPERT) mass=$(panel MASS)

say "1. 财务部门设立补助预算 50 万元、奖补预算 43 万元。" \
  "1. Finance sets up a budget of 500,000 yuan for support and one of 430,000 for awards."
on 2026-01-12
budget support-2026 500000 "2026 年工作项目补助" "Support of initiatives, 2026"
budget awards-2026 430000 "2026 年工作项目奖补" "Awards of initiatives, 2026"

say "2. 申报、推荐、形式审查、两组背靠背评分、立项：010 不足 60 分，不予立项；谁也不能推荐自己。" \
  "2. Applications, recommendations, blind scores by two panels, approval: 010 has less than 60 points and is not approved."
for code in "${codes[@]}"; do
  of "$(lead "$code")" "$code"
  send "$(lead "$code")" submit
  declined wrong_role "$(lead "$code")" recommend '{"opinion": "自荐"}'
  send "$(token DISTRICT "$code")" recommend '{"opinion": "同意推荐"}'
  send "$TOKEN_OFFICE" pass_formal '{"complete": true, "no_duplicate": true, "not_barred": true}'
  review initiation "$(expected "$code" .expected.initiation)"
  printf '   %s  得分 score: %s\n' "$code" "$(field .data.initiation_score)"
  grant=$(expected "$code" '{support: .support_requested, budget: "support-2026", minutes: "@minutes"}')
  if [ "${path[$code]}" = not_approved ]; then
    declined guard_not_met "$TOKEN_CHAIR" approve "$grant"
    act "$TOKEN_CHAIR" reject '{"reason": "得分不足 60，且与在建项目重复", "minutes": "@minutes"}'
  else
    act "$TOKEN_CHAIR" approve "$grant"
  fi
done
sums support-2026 500000 470000 0 0 0 0

say "3. 公示 5 个工作日期满；签订任务书，计划中的里程碑自动建立。" \
  "3. The public notice of 5 working days is over; the task letters are signed, and the milestones of the plans are there."
on 2026-01-20
for code in "${codes[@]}"; do
  [ "${path[$code]}" != not_approved ] || continue
  of "$(lead "$code")" "$code"
  act "$(lead "$code")" start '{"task_letter": "@task-letter"}'
  must "$TOKEN_OFFICE" GET "/v1/items?workflow=milestone&parent=$item&limit=100"
  plan=$(jq -r --arg code "$code" --argjson made "$answer" '.[] | select(.code == $code)
    | if (.milestones | length) != ($made.items | length) then error("the plan differs from the milestones") else . end
    | .milestones[] | .name as $name
    | [.due, $code, .code, ($made.items[] | select(.title == $name).id), (.evidence | join(",")), $name] | @tsv' "$sample")
  while read -r line; do milestones+=("$line"); done <<<"$plan"
done
mapfile -t milestones < <(printf '%s\n' "${milestones[@]}" | sort -s -k1,1)

say "4. 上半年的里程碑逐个上报、核验。" "4. The milestones of the first half are reported and accepted, each on its day."
milestones_until 2026-07-15

say "5. 中期检查：七个项目通过；005 未达目标、008 没有报告，限期 15 个工作日整改。" \
  "5. Mid-term check: seven pass; 005 is behind and 008 silent, both have 15 working days to put it right."
for code in "${codes[@]}"; do
  case ${path[$code]} in not_approved | midterm_rectified_then_closed | terminated) continue ;; esac
  of "$(lead "$code")" "$code"
  send "$(lead "$code")" submit_midterm '{"report": "@midterm"}'
  act "$TOKEN_OFFICE" pass_midterm '{"opinion": "进展符合计划"}'
done
on 2026-07-31
of "$TOKEN_OFFICE" PJ-2026-005
send "$(lead PJ-2026-005)" submit_midterm '{"report": "@midterm"}'
act "$TOKEN_OFFICE" rectify_midterm '{"opinion": "未达到中期目标，限期整改"}'
of "$TOKEN_OFFICE" PJ-2026-008
send "$TOKEN_OFFICE" call_midterm
declined guard_not_met "$TOKEN_OFFICE" pass_midterm '{"opinion": "通过"}'
act "$TOKEN_OFFICE" rectify_midterm '{"opinion": "未达到中期目标，限期整改"}'

say "6. 8 月 21 日是最后一天：005 整改合格；008 逾期，8 月 22 日零时转入终止审议。" \
  "6. 21 August is the last day: 005 has put it right; 008 has not, and as the 22nd begins its termination is up."
on 2026-08-21
for line in "${milestones[@]}"; do
  [[ $line != *$'\tPJ-2026-005\tM2\t'* ]] || { IFS=$'\t' read -r -a field <<<"$line" && milestone "${field[@]}"; }
done
of "$TOKEN_OFFICE" PJ-2026-005
send "$(lead PJ-2026-005)" submit_rectification '{"report": "@rectification"}'
act "$TOKEN_OFFICE" pass_midterm '{"opinion": "复查通过"}'
of "$TOKEN_OFFICE" PJ-2026-008
in_state midterm_rectification
on 2026-08-22 00:00
in_state termination_review
show
milestones_until 2026-08-31

say "7. 008 终止：首笔 16000 元中核定 6000 元，追回 10000 元，分两次退回，一分也不能多退。" \
  "7. 008 is terminated: 6,000 of its 16,000 are justified, 10,000 are claimed and come back in two parts, not a fen more."
on 2026-09-07
of "$TOKEN_CHAIR" PJ-2026-008
act "$TOKEN_CHAIR" terminate '{"reason": "未提交中期报告且逾期未整改", "minutes": "@minutes", "justified_spend": "6000.00"}'
must "$TOKEN_OFFICE" GET "/v1/items?workflow=clawback&parent=$item"
[ "$(field '.items | length')" = 1 ] || fail "there should be one clawback:" "$answer"
item=$(field '.items[0].id') clawback=$item
must "$TOKEN_OFFICE" GET "/v1/items/$item"
[ "$(field .data.amount)" = 10000.00 ] || fail "10000.00 should be claimed:" "$(field .data)"
act "$TOKEN_OFFICE" notify_debtor '{"notice": "@notice"}'
act "$TOKEN_FINANCE" repay '{"amount": "6000.00", "receipt": "@receipt"}'
declined guard_not_met "$TOKEN_FINANCE" repay '{"amount": "4000.01", "receipt": "@receipt"}'
act "$TOKEN_FINANCE" repay '{"amount": "4000.00", "receipt": "@receipt"}'

say "8. 007 延期至 2027 年 3 月 31 日，只有一次；余下的里程碑随之调整。" \
  "8. 007 is extended to 31 March 2027, once and not again; its open milestones move along."
milestones_until 2026-09-30
of "$TOKEN_CHAIR" PJ-2026-007
send "$(lead PJ-2026-007)" request_extension '{"new_end": "2027-03-31", "reason": "平台对接延迟"}'
act "$TOKEN_CHAIR" grant_extension '{"minutes": "@minutes"}'
declined guard_not_met "$(lead PJ-2026-007)" request_extension '{"new_end": "2027-06-30", "reason": "再次延期"}'
for line in "${milestones[@]}"; do
  IFS=$'\t' read -r -a field <<<"$line"
  [ "${field[1]}" = PJ-2026-007 ] || continue
  item=${field[3]}
  act "$TOKEN_OFFICE" reschedule '{"due": "2027-03-31", "reason": "随项目延期"}'
done
milestones_until 2026-10-30

say "9. 结项：审计决算之后才受理，两组验收评分；009 的决算未通过审计。" \
  "9. Closing: accepted once the accounts are audited, then scored by both panels; the accounts of 009 do not pass."
milestones_until 2026-11-10
for code in "${codes[@]}"; do
  score=$(expected "$code" '.expected.closing // ""')
  [ -n "$score" ] || continue
  of "$(lead "$code")" "$code"
  send "$(lead "$code")" submit_closing '{"report": "@closing", "accounts": "@accounts"}'
  declined guard_not_met "$TOKEN_OFFICE" accept_closing
  if [ "${path[$code]}" = closing_rectified_then_closed ]; then
    accept false
    show
  else
    accept true
    review closing "$score"
    in_state closed
    show
  fi
done

say "10. 009 验收 55.5 分，整改 15 个工作日，12 月 11 日复验通过；等级为合格，不得评奖。" \
  "10. 009 gets 55.5 points, has 15 working days and passes on 11 December; its grade is too low for an award."
on 2026-11-20
of "$TOKEN_OFFICE" PJ-2026-009
review closing 55.5
in_state closing_rectification
show
on 2026-12-11
send "$(lead PJ-2026-009)" submit_closing_rectification '{"report": "@rectification"}'
accept true
review closing "$(expected PJ-2026-009 .expected.closing)"
in_state closed
declined guard_not_met "$TOKEN_OFFICE" nominate
act "$TOKEN_OFFICE" archive

say "11. 评奖、公示 5 个工作日、发放；两个一等奖项目推广，其余归档。" \
  "11. Awards, shown for 5 working days and paid; both first prizes are promoted, the others archived."
for code in "${codes[@]}"; do
  tier=$(expected "$code" '.expected.award // ""')
  [ -n "$tier" ] || continue
  of "$TOKEN_OFFICE" "$code"
  send "$TOKEN_OFFICE" nominate
  act "$TOKEN_EXPERT_1" rank "{\"tier\": \"$tier\", \"budget\": \"awards-2026\"}"
done
on 2026-12-19
for code in "${codes[@]}"; do
  [ "$(expected "$code" .expected.award)" != null ] || continue
  of "$TOKEN_OFFICE" "$code"
  if [ "$(expected "$code" .expected.promoted)" = true ]; then
    act "$TOKEN_CHAIR" promote '{"plan": "@promotion"}'
  else
    act "$TOKEN_OFFICE" archive
  fi
done
on 2026-12-31

say "12. 结果与文件逐项核对：状态、得分、等级、奖项、金额。" "12. The results against the file: states, scores, grades, prizes, amounts."
printf '   %-11s  %-12s %5s %5s  %-9s  %-6s %7s\n' "" state start close grade award yuan
awards=0
for code in "${codes[@]}"; do
  of "$TOKEN_OFFICE" "$code"
  want=$(expected "$code" '.expected
    | [({not_approved: "not_approved", terminated: "terminated", extended: "in_progress"}[.path]
        // (if .promoted then "promoted" else "archived" end)),
      .initiation, .closing // "-",
      (({closed_excellent: "excellent", closed_good: "good"}[.path])
        // (if .closing == null then "-" elif .closing >= 75 then "good" else "qualified" end)),
      .award // "-", .award_amount, .promoted] | join(" ")')
  have=$(field 'def number: if . == null then null else tonumber end;
    [.states[0].id] + (.data
      | [(.initiation_score | number), (.closing_score | number) // "-", .grade // "-", .award_tier // "-",
        (.award_amount | number), .promoted // false]) | join(" ")')
  [ "$have" = "$want" ] || fail "$code: the file says $want" "the server says $have"
  read -r state initiation closing grade tier amount _ <<<"$have"
  printf '   %s  %-12s %5s %5s  %-9s  %-6s %7s  %s\n' "$code" "$state" "$initiation" "$closing" "$grade" "$tier" "$amount" "$(field .title)"
  awards=$((awards + amount))
  [ "$grade" = - ] || [ "$(field '.data | [.tranche_1, .tranche_2, .tranche_3] | map(tonumber) | add')" = \
    "$(expected "$code" .support_requested)" ] || fail "$code: the tranches are not what was granted:" "$(field .data)"
done
[ "$awards" = 430000 ] || fail "the awards come to $awards, not to 430000"
printf '   奖补合计 sum of the awards: %s\n' "$awards"

of "$TOKEN_OFFICE" PJ-2026-008
[ "$(field '[.data.tranche_1, .data.clawback, .updated_at[:10]] | join(" ")')" = "16000.00 10000.00 2026-09-07" ] ||
  fail "PJ-2026-008 should have ended on 7 September owing 10000.00 of 16000.00:" "$answer"
of "$TOKEN_OFFICE" PJ-2026-007
[ "$(field .data.end_date)" = 2027-03-31 ] || fail "PJ-2026-007 should end on 31 March 2027"
item=$clawback
in_state repaid

say "13. 两本预算的台账分文不差。" "13. Both budgets, to the last fen."
sums support-2026 500000 446000 440000 406000 10000 10000
sums awards-2026 430000 430000 430000 0 0 0
