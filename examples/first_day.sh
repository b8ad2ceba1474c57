#!/usr/bin/env bash
# A federation's first day on an empty server, as a session of curl: an administrator signs in with the password
# that `charter serve` printed, publishes a workflow, sets up a district with two people, and the two take an
# application through it. Needs bash, curl and jq.
#
#   charter serve --db sqlite:new.db        prints the name and the password
#   examples/first_day.sh ADDRESS PASSWORD
set -euo pipefail

address=${1:?the address of the server, such as http://127.0.0.1:8080}
first_password=${2:?the password that the server printed when it first started}
jars=$(mktemp -d)
trap 'rm -rf "$jars"' EXIT
status="" answer=""

say() { printf '\n%s\n%s\n' "$1" "$2"; }

# ask WHO METHOD PATH [JSON] [HEADER...]: with the cookies of that person; fills status and answer.
ask() {
  local who=$1 method=$2 path=$3 body=${4:-} reply header headers=(-H "Accept-Language: en")
  shift $(($# < 4 ? $# : 4))
  for header in "$@"; do headers+=(-H "$header"); done
  [ -z "$body" ] || headers+=(--data-binary "$body")
  [[ -z $body || "$*" == *Content-Type:* ]] || headers+=(-H "Content-Type: application/json")
  reply=$(curl -sS -b "$jars/$who" -c "$jars/$who" -D "$jars/headers" -w '\n%{http_code}' -X "$method" \
    "${headers[@]}" "$address$path") || { echo "no answer from $address" >&2 && exit 1; }
  status=${reply##*$'\n'} answer=${reply%$'\n'*}
}
# expect STATUS WHO METHOD PATH [JSON] [HEADER...]
expect() {
  local wanted=$1
  shift
  ask "$@"
  [ "$status" = "$wanted" ] || { printf 'expected %s of %s %s, got %s:\n%s\n' "$wanted" "$2" "$3" "$status" "$answer" >&2 && exit 1; }
}
field() { jq -r "$1" <<<"$answer"; }
told() { printf '   -> %s  %s\n' "$status" "$(field "$1")"; }
# sign_in WHO PASSWORD
sign_in() { expect 201 "$1" POST /v1/sessions "$(jq -cn --arg n "$1" --arg p "$2" '{name: $n, password: $p}')"; }
# change_password WHO PRESENT NEW
change_password() { expect 200 "$1" POST /v1/me/password "$(jq -cn --arg a "$2" --arg b "$3" '{present: $a, new: $b}')"; }

say "1. 管理员用首次启动时显示的密码登录；在改密码之前，什么都不能做。" \
  "1. The administrator signs in with the first password; before it is changed, nothing else may be done."
sign_in administrator "$first_password"
told '"must change the password: \(.must_change_password)"'
expect 403 administrator GET /v1/organizations
told '"\(.code) \(.detail)"'
change_password administrator "$first_password" "a long road begins"
expect 200 administrator GET /v1/me
root=$(field .org)
told '"\(.name) at \(.org): \([.grants[].role] | join(", "))"'

say "2. 发布流程：一份 YAML 文件。写错一处，服务器指出行、列和改法。" \
  "2. Publishing the workflow, a file of YAML. A slip in it is told with its place."
workflow=$(cat <<'YAML'
workflow: hardship_aid
version: 1
title: {zh: 困难职工慰问, en: Hardship aid}
number: "WW-{year}-{seq:3}"
roles:
  applicant: {title: {zh: 申请人, en: Applicant}}
  office: {title: {zh: 保障部, en: Welfare office}}
create: {by: applicant}
data:
  name: {type: string, minLength: 1, maxLength: 40, required: true, title: {zh: 困难职工, en: Worker}}
  amount: {type: money, minimum: 0, required: true, title: {zh: 申请金额, en: Amount}}
  opinion: {type: string, title: {zh: 意见, en: Opinion}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on:
      submit:
        by: applicant
        title: {zh: 提交, en: Submit}
        target: submitted
        guard: data.amount <= 3000
        refusal: {zh: 慰问金不超过 3000 元, en: Aid is 3000 yuan at most.}
  submitted:
    title: {zh: 待审批, en: Submitted}
    due: {within: 5 workdays}
    on:
      approve:
        by: office
        title: {zh: 批准, en: Approve}
        target: granted
        input:
          opinion: {type: string, minLength: 1, required: true, title: {zh: 意见, en: Opinion}}
        actions:
          - {assign: {opinion: input.opinion}}
  granted: {type: final, title: {zh: 已发放, en: Granted}}
YAML
)
expect 422 administrator POST /v1/workflows "${workflow/target: submitted/target: submited}" "Content-Type: application/yaml"
told '.diagnostics[0] | "\(.line):\(.column) \(.message)"'
expect 201 administrator POST /v1/workflows "$workflow" "Content-Type: application/yaml"
told '"\(.id) version \(.version)"'

say "3. 建立一个区总工会和两位同志，授予角色，开立账户。" \
  "3. A district federation, two people with their roles, and an account for each."
expect 201 administrator POST /v1/organizations "$(jq -cn --arg p "$root" '{id: "binhai", parent: $p,
  kind: "county_federation", names: {zh: "滨海区总工会", en: "Binhai District Federation"}}')"
declare -A first
for person in "wang 王海燕 applicant binhai" "chen 陈国梁 office $root"; do
  read -r id name role org <<<"$person"
  expect 201 administrator POST /v1/people "$(jq -cn --arg i "$id" --arg n "$name" --arg o "$org" '{id: $i, name: $n, org: $o}')"
  expect 201 administrator POST "/v1/people/$id/grants" "$(jq -cn --arg r "$role" --arg o "$org" '{role: $r, org: $o}')"
  expect 201 administrator POST /v1/accounts "$(jq -cn --arg i "$id" '{person: $i, name: $i}')"
  first[$id]=$(field .password)
  printf '   -> %s %s: %s at %s\n' "$id" "$name" "$role" "$org"
done

say "4. 王海燕登录、改密码，填写申请。" "4. Wang signs in, changes the password and drafts an application."
sign_in wang "${first[wang]}"
change_password wang "${first[wang]}" "rain on the bay 2026"
expect 201 wang POST /v1/items '{"workflow": "hardship_aid", "data": {"name": "李师傅", "amount": "5000.00"}}' \
  "Idempotency-Key: first-of-wang"
item=$(field .id)
told '"\(.number)  \(.states[0].title)"'
expect 201 wang POST /v1/items '{"workflow": "hardship_aid", "data": {"name": "李师傅", "amount": "5000.00"}}' \
  "Idempotency-Key: first-of-wang"
[ "$(field .id)" = "$item" ] && printf '   -> sent again under its key: the same %s\n' "$(field .number)"

say "5. 为什么不能提交？" "5. Why can it not be handed in?"
expect 200 wang GET "/v1/items/$item/events"
told '.events[] | select(.event == "submit") | "\(.verdict): \(.reasons[0].message) (\(.reasons[0].seen[0].title // .reasons[0].seen[0].name) = \(.reasons[0].seen[0].value))"'
told '.events[] | select(.event == "approve") | "\(.event), \(.verdict): \(.reasons[0].message)"'

say "6. 另起一份 3000 元的；先试算，再提交。" "6. Another one of 3000 yuan, tried first, then handed in."
expect 201 wang POST /v1/items '{"workflow": "hardship_aid", "data": {"name": "李师傅", "amount": "3000.00"}}'
item=$(field .id)
expect 200 wang POST "/v1/items/$item/events?dry_run=true" '{"event": "submit"}'
told '"would go from \(.from[0]) to \(.to[0]), due \(.item.states[0].last_day)"'
expect 200 wang POST "/v1/items/$item/events" '{"event": "submit"}' 'If-Match: "1"'
told '"rev \(.rev), \(.states[0].title), awaiting \(.tasks[0].role_title)"'
expect 412 wang POST "/v1/items/$item/events" '{"event": "submit"}' 'If-Match: "1"'
told '"\(.code) \(.detail)"'

say "7. 陈国梁生成一个只读令牌给统计程序；令牌不能批准，他本人可以。" \
  "7. Chen makes a token for reading, for a program; it cannot approve, he can."
sign_in chen "${first[chen]}"
change_password chen "${first[chen]}" "lanterns at the gate"
expect 201 chen POST /v1/me/tokens '{"title": "statistics", "scope": "read", "days": 30}'
token=$(field .token)
expect 200 program GET /v1/tasks "" "Authorization: Bearer $token"
told '"the program sees \(.items | length) task: \(.items[0].title)"'
expect 403 program POST "/v1/items/$item/events" '{"event": "approve", "input": {"opinion": "x"}}' "Authorization: Bearer $token"
told '"\(.code) \(.detail)"'
expect 422 chen POST "/v1/items/$item/events" '{"event": "approve", "input": {"opinon": "同意"}}'
told '"\(.code) \(.fields[0].pointer): \(.fields[0].message)"'
expect 200 chen POST "/v1/items/$item/events" '{"event": "approve", "input": {"opinion": "情况属实，同意发放"}}'
told '"\(.number) \(.states[0].title)"'

say "8. 经过，以句子叙述；谁登录过，也有记录。" "8. What happened, in sentences; and who came in is on record."
expect 200 wang GET "/v1/items/$item/timeline"
field '.items[] | "   \(.at[0:10])  \(.text)"'
expect 200 administrator GET "/v1/audit?limit=200"
told '[.items[].kind] | group_by(.) | map("\(.[0]) \(length)") | join(", ")'

say "9. 退出登录；Cookie 从此无用。" "9. Signed out; the cookie is worth nothing from now on."
cp "$jars/chen" "$jars/thief"
expect 204 chen DELETE /v1/sessions/current
expect 401 thief GET /v1/me
told '"\(.code) \(.detail)"'
