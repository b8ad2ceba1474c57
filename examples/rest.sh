# What the examples share: asking the server over REST, and telling in two languages what it answered.
# Sourced, with the example's own arguments; ends with the server's clock in `answer`.
# shellcheck shell=bash
address=${1:-http://127.0.0.1:8080}
token_file=${2:-var/charter.db.tokens.env}
item="" rev="" status="" answer=""

fail() {
  printf 'error: %s\n' "$@" >&2
  exit 1
}

# say CHINESE ENGLISH
say() { printf '\n%s\n%s\n' "$1" "$2"; }

# with_papers TOKEN JSON: fills `json`, where "@NAME" has become a small text of that name, uploaded by the person.
declare -A papers=()
with_papers() {
  local key reply
  json=$2
  while [[ $json =~ \"@([a-z0-9_-]+)\" ]]; do
    key="$1 ${BASH_REMATCH[1]}"
    if [ -z "${papers[$key]:-}" ]; then
      reply=$(printf 'This stands for a document: %s.\n' "${BASH_REMATCH[1]}" |
        curl -sS --fail-with-body --data-binary @- -H "Authorization: Bearer $1" -H "Content-Type: text/plain" \
          "$address/v1/files?name=${BASH_REMATCH[1]}.txt") || fail "an upload was answered with:" "$reply"
      papers[$key]=$(jq -r .ref <<<"$reply")
    fi
    json=${json/"${BASH_REMATCH[0]}"/\"${papers[$key]}\"}
  done
}

# ask TOKEN METHOD PATH [JSON] [REVISION]: fills status and answer; files in the JSON as with_papers has them.
ask() {
  local reply json headers=(-H "Authorization: Bearer $1" -H "Accept-Language: ${language:-en}")
  with_papers "$1" "${4:-}"
  [ -z "$json" ] || headers+=(-H "Content-Type: application/json" --data "$json")
  [ -z "${5:-}" ] || headers+=(-H "If-Match: \"$5\"")
  reply=$(curl -sS -w '\n%{http_code}' -X "$2" "${headers[@]}" "$address$3") ||
    fail "no answer from $address; start the server with ./dev run"
  status=${reply##*$'\n'}
  answer=${reply%$'\n'*}
}

# must TOKEN METHOD PATH [JSON]: like ask, but only success will do.
must() {
  ask "$@"
  [[ $status == 2* ]] || fail "$2 $3 was answered with $status:" "$answer"
}

field() { jq -r "$1" <<<"$answer"; }

# body EVENT [INPUT]
body() { jq -cn --arg event "$1" --argjson input "${2:-null}" '{event: $event} + if $input then {input: $input} else {} end'; }

show() {
  printf '   -> %s  rev %s  %s\n' "$(field .number)" "$(field .rev)" \
    "$(field '[.states[] | .titles.zh + " (" + .titles.en + ")"] | join(", ")')"
}

# act TOKEN EVENT [INPUT]: an event of the item.
act() {
  must "$1" POST "/v1/items/$item/events" "$(body "$2" "${3:-null}")"
  rev=$(field .rev)
  show
}

# refused NAME TOKEN EVENT INPUT [REVISION]: the event must be refused for that reason and change nothing. It
# is sent twice, to hear the reason in both languages.
refused() {
  local name=$1 language
  for language in zh en; do
    ask "$2" POST "/v1/items/$item/events" "$(body "$3" "$4")" "${5:-}"
    [ "$(field .type)" = "/problems/$name" ] || fail "expected $name, but the answer was $status:" "$answer"
    printf '   x  %s %s  %s\n' "$status" "$(field .code)" "$(field .detail)"
    [ "$(field '.hint // ""')" = "" ] || printf '      %s\n' "$(field .hint)"
  done
  field '.changes[]? | "      since then: rev \(.rev) \(.event) by \(.actor.name)"'
  ask "$2" GET "/v1/items/$item"
  [ "$(field .rev)" = "$rev" ] || fail "the refused event changed the item: revision $(field .rev) after $rev"
}

# move_clock DAY [TIME]: to nine in the morning, Shanghai time, unless said; what falls due on the way happens.
move_clock() { must "$TOKEN_ADMINISTRATOR" POST /v1/clock "{\"to\": \"$1T${2:-09:00}:00+08:00\"}"; }

for program in curl jq; do
  command -v "$program" >/dev/null || fail "this script needs $program"
done
[ -r "$token_file" ] || fail "no token file at $token_file" "./dev run writes it; or name another: $0 ADDRESS FILE"
# shellcheck source=/dev/null
. "$token_file"
must "$TOKEN_LEAD_TAIHU" GET /v1/clock
[ "$(field .simulated)" = true ] || fail "the server runs on real time; this walk needs --simulated-clock"
