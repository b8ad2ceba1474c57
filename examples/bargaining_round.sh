#!/usr/bin/env bash
# Walks a round of wage bargaining through its legal dates in 2026: an offer, the talks, a vote of the workers'
# congress that fails and one that passes, the contract in force by silence. Needs a server with the sample city
# on a simulated clock that stands before 9 March 2026 (./dev run), and bash, curl and jq.
#
#   examples/bargaining_round.sh [address] [token file]
set -euo pipefail

# shellcheck source=examples/rest.sh
. "$(dirname "$0")/rest.sh"
[[ "$(field .now)" < "2026-03-09" ]] || fail "the server's clock is past 9 March 2026, when this round begins" \
  "start one anew: ./dev run, or charter serve --sample --simulated-clock 2026-01-05T09:00:00+08:00"

union=$TOKEN_UNION_ZHINENG employer=$TOKEN_EMPLOYER_ZHINENG higher=$TOKEN_HIGHER_UNION_XINAN
instructor=$TOKEN_INSTRUCTOR labour=$TOKEN_LABOUR

# on DATE: moves the clock to nine in the morning of that day, Shanghai time.
on() {
  move_clock "$1"
  must "$higher" GET "/v1/items/$item"
  rev=$(field .rev)
  printf '\n   %s\n' "$1"
}

# due: the last day for what the item waits for.
due() { printf '   期限至 due by: %s\n' "$(field '.states[0].due' | xargs -I{} date -u -d '{} - 1 second + 8 hours' +%F)"; }

# clause TOPIC ASKED OFFERED AGREED
clause() {
  act "$union" put_forward "$(jq -cn --arg topic "$1" --arg text "$2" '{topic: $topic, text: $text}')" >/dev/null
  act "$employer" put_forward "$(jq -cn --arg topic "$1" --arg text "$3" '{topic: $topic, text: $text}')" >/dev/null
  act "$union" put_forward "$(jq -cn --arg topic "$1" --arg text "$4" '{topic: $topic, text: $text}')" >/dev/null
  act "$employer" agree_clause "$(jq -cn --arg topic "$1" '{topic: $topic}')" >/dev/null
  field ".data.clauses[] | select(.topic == \"$1\") | \"   \(.topic)：要约 \(.asked) / 回应 \(.offered) / 达成 \(.agreed)\""
}

# session CHAIR
session() { act "$union" hold_session "$(jq -cn --arg chair "$1" '{chair: $chair, recorder: "书记员", record: "@record"}')"; }

# vote PRESENT FOR AGAINST ABSTAIN
vote() {
  act "$union" convene
  act "$union" congress.attend "{\"present\": $1}" >/dev/null
  act "$union" congress.tally "$(jq -cn --argjson for "$2" --argjson against "$3" --argjson abstain "$4" \
    '{for: $for, against: $against, abstain: $abstain, tellers: ["wei_songlin", "shi_yufei"], record: "@tally"}')" >/dev/null
  act "$union" congress.close
}

# data REPLY: the fields of the round.
round='{"workflow": "collective_bargaining", "org": "zhineng", "data": {
  "enterprise": "梁州智能装备有限公司", "employees": 860, "representatives": 68, "jurisdiction": "jiangsu_2023",
  "kind": "wage_special_contract", "topics": ["年度工资增幅", "师带徒津贴"]}}'

say "1. 江苏条例的天数未经核实：系统不猜，拒绝开始。" \
  "1. The day counts of the Jiangsu regulations are not verified: nothing is guessed, the round is refused."
for language in zh en; do
  ask "$union" POST /v1/items "$round"
  [ "$(field .type)" = /problems/parameter_unknown ] || fail "expected parameter_unknown, but the answer was $status:" "$answer"
  printf '   x  %s %s  %s\n      %s\n' "$status" "$(field .code)" "$(field .detail)" "$(field .hint)"
done
unset language

say "2. 上级工会注明依据，给定这些期限，建立事项。" \
  "2. The higher union gives them, each with the rule it rests on, and begins the round."
must "$higher" POST /v1/items "$(jq -c '. + {overrides: {
  reply: {value: "20 days", article: "《集体合同规定》第 32 条"},
  vacancy: {value: "15 days", article: "《集体合同规定》第 31 条"},
  publish_delegates: {value: null, article: "《集体合同规定》未设期限"},
  info: {value: "5 days", article: "《工资集体协商试行办法》第 18 条"},
  suspension: {value: null, article: "《集体合同规定》第 35 条未设上限"},
  window: {value: null, article: "《集体合同规定》未设期限"},
  to_congress: {value: null, article: "《集体合同规定》未设期限"},
  docs: {value: "7 days", article: "双方约定"},
  resubmit: {value: null, article: "《集体合同规定》未设期限"},
  filing: {value: "7 days", article: "《工资集体协商试行办法》第 21 条"},
  publish: {value: "5 days", article: "《工资集体协商试行办法》"},
  renewal: {value: "3 months", article: "《集体合同规定》第 38 条"},
  dispute: {value: "30 days", article: "《集体合同规定》第 52 条"},
  dispute_extension: {value: "15 days", article: "《集体合同规定》第 52 条"}}}' <<<"$round")"
item=$(field .id) rev=$(field .rev)
show
field '.parameters[] | select(.value != null) | "   \(.id) = \(.value)  \(.article)  [\(.status)]"'

say "3. 工会要约；第 20 日是星期日，顺延到 3 月 30 日。企业应约。" \
  "3. The union offers; day 20 is a Sunday, so the reply is due on 30 March. The employer accepts."
on 2026-03-09
act "$union" deliver_offer '{"offer": "@offer"}'
due
on 2026-03-20
refused not_allowed "$union" accept_offer '{"reply": "@reply"}'
act "$employer" accept_offer '{"reply": "@reply"}'

say "4. 双方各自推选代表、公布，企业提供资料。" "4. Each side names its delegates; they are published, and the employer hands over the information."
act "$union" name_union_delegates '{"delegates": [{"name": "姜大为", "chief": true}, {"name": "工二", "frontline": true}, {"name": "工三", "frontline": true}, {"name": "工四", "frontline": true}, {"name": "律师", "outside": true}]}'
act "$employer" name_employer_delegates '{"delegates": [{"name": "罗启明", "chief": true}, {"name": "企二"}, {"name": "企三"}, {"name": "企四"}, {"name": "企五"}]}'
on 2026-03-24
act "$union" publish_delegates '{"notice": "@notice"}'
on 2026-04-01
act "$employer" exchange_information '{"papers": [{"file": "@information"}]}'

say "5. 三次协商会议，其间经双方同意中止一周；逐条记录要约、回应和达成的方案。" \
  "5. Three sessions, a week's suspension by consent; each clause with what was asked, offered and agreed."
on 2026-04-09
session employer
on 2026-04-16
session union
on 2026-04-17
act "$union" propose_pause '{"reason": "测算"}'
act "$employer" consent_pause
on 2026-04-24
act "$union" resume_talks
on 2026-04-27
session employer
clause 年度工资增幅 5.5% 3.0% 4.5%
say "   指导员可以提出方案，但不能替任何一方同意。" "   The instructor may propose, and accepts for nobody."
act "$instructor" propose_clause '{"topic": "师带徒津贴", "text": "300 元/月"}' >/dev/null
refused wrong_role "$instructor" agree_clause '{"topic": "师带徒津贴"}'
clause 师带徒津贴 "400 元/月" "200 元/月" "300 元/月"
act "$union" agree_draft '{"draft": "@draft-1"}'
act "$union" initials.sign
act "$employer" initials.sign

say "6. 职代会表决：到会 61 人，33 票赞成，过了到会人数的一半，未到全体 68 人的一半，未通过。" \
  "6. The congress votes: 33 of 61 present are in favour, more than half of them, but not half of all 68: it fails."
on 2026-05-07
act "$union" send_to_representatives '{"papers": "@draft-1"}'
on 2026-05-14
vote 61 33 21 7
say "   修改后再次表决：57 票赞成，通过。" "   Reworked and voted on again: 57 in favour, it passes."
on 2026-05-19
act "$union" renegotiate
act "$union" agree_draft '{"draft": "@draft-2"}'
act "$union" initials.sign
act "$employer" initials.sign
on 2026-05-20
act "$union" send_to_representatives '{"papers": "@draft-2"}'
on 2026-05-28
vote 63 57 4 2

say "7. 双方首席代表签字，七日内报送审查。" "7. Both chiefs sign; the contract is to be filed within seven days."
on 2026-05-29
act "$union" publish_result '{"record": "@result"}'
act "$union" signatures.sign
act "$employer" signatures.sign
due
on 2026-06-03
act "$employer" file_contract '{"contract": "@contract", "copies": 3, "receipt": "@receipt"}'

say "8. 十五日内无异议：6 月 19 日零时生效。" "8. No objection within 15 days: in force as 19 June begins."
on 2026-06-18
show
refused wrong_role "$union" object '{"opinion": "opinion"}'
on 2026-06-19
show
due
on 2026-06-22
act "$union" publish_contract '{"term_end": "2027-06-18", "notice": "@poster"}'

say "9. 届满前三个月起可以提出续订。" "9. Renewal may be asked for from three months before the term ends."
on 2027-03-17
refused not_yet_open "$union" renew null
on 2027-03-18
act "$union" renew
[ "$(field '.states[0].id')" = renewed ] || fail "the round did not end in renewed"

say "完整的经过都在历史里：" "The whole story is in its history:"
must "$labour" GET "/v1/items/$item/history?limit=200"
field '.items[] | "   \(.rev)  \(.at)  \(.event)  \(.to | join(", "))"'
