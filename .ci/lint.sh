# shellcheck shell=bash
# The part of ./dev that checks and formats the sources.

sources() { find engine api storage tests examples -name '*.cpp' -o -name '*.h' | sort; }
scripts() { find dev .ci examples tests workflows -type f \( -name '*.sh' -o -path dev -o -path .ci/run \) | sort; }

# Names a source by the content of all it includes of ours and by the rules, so that an unchanged file
# is not looked at twice.
tidy_key() {
  local seen=" $1 " queue=("$1") file header
  while [ ${#queue[@]} -gt 0 ]; do
    file=${queue[0]} queue=("${queue[@]:1}")
    while read -r header; do
      [[ $seen != *" $header "* && -e $header ]] || continue
      seen+="$header " queue+=("$header")
    done < <(sed -n 's/^ *#include "\([^"]*\)".*/\1/p' "$file")
  done
  # shellcheck disable=SC2086
  cat .clang-tidy .ci/lint.sh CMakeLists.txt $seen | sha256sum | cut -c1-40
}

# Our own warnings are GCC's; some of clang's do not fit code that GCC compiles.
readonly tidy_args=(--extra-arg=-Wno-{unknown-warning-option,unknown-attributes,undefined-internal,undefined-internal-type})

# Run by xargs as './dev tidy-one FILE'.
command_tidy-one() {
  local key
  key=$(tidy_key "$1")
  [ ! -e "build/tidy/$key" ] || return 0
  if clang-tidy-16 -p build/lint --quiet "${tidy_args[@]}" "$1" >"build/tidy/$key.out" 2>/dev/null; then
    rm -f "build/tidy/$key.out" && : >"build/tidy/$key"
  else
    cat "build/tidy/$key.out"
    rm -f "build/tidy/$key.out"
    return 1
  fi
}

# lint_step NAME COMMAND...: runs the command and remembers whether it found something.
lint_failed=""
lint_step() {
  local name=$1 started=$SECONDS
  shift
  if "$@"; then
    say "$name: nothing found ($((SECONDS - started)) s)"
  else
    say "$name: see above ($((SECONDS - started)) s)"
    lint_failed+=" $name"
  fi
}

check_format() { sources | xargs clang-format --dry-run -Werror; }
check_tidy() {
  mkdir -p build/tidy
  # The entry of the fuzzers is compiled by clang alone, with a name of its own for each.
  sources | grep '\.cpp$' | grep -v '^tests/fuzz/libfuzzer/' | xargs -P "$(jobs_count)" -n 1 ./dev tidy-one
}
check_cppcheck() {
  mkdir -p build/cppcheck
  # Without the sources that the build makes.
  jq --arg made "$PWD/build/" 'map(select(.file | startswith($made) | not))' build/lint/compile_commands.json \
    >build/cppcheck/compile_commands.json
  cppcheck --project=build/cppcheck/compile_commands.json --cppcheck-build-dir=build/cppcheck --quiet \
    -j "$(jobs_count)" --enable=warning,performance,portability --inline-suppr --library=googletest \
    --suppressions-list=.cppcheck --error-exitcode=1 --template=gcc
}
check_shell() { scripts | xargs shellcheck -x; }

# The linter is no Debian package: npm brings it, at the versions of the lock file, and runs none of its scripts.
check_openapi() {
  local lock=tests/openapi/package-lock.json made=tests/openapi/node_modules/.package-lock.json language
  if [ ! -e "$made" ] || [ "$lock" -nt "$made" ]; then
    npm ci --prefix tests/openapi --ignore-scripts --no-audit --no-fund --loglevel=error || return 1
  fi
  build dev charter
  for language in zh en; do
    build/dev/charter openapi --lang "$language" --output "build/openapi_$language.json" || return 1
  done
  node tests/openapi/lint.js build/openapi_zh.json build/openapi_en.json
}

command_lint() {
  ensure_packages build test lint
  mkdir -p build
  configure lint
  lint_step shellcheck check_shell
  lint_step clang-format check_format
  lint_step openapi check_openapi
  lint_step cppcheck check_cppcheck
  lint_step clang-tidy check_tidy
  [ -z "$lint_failed" ] || give_up "lint found something:$lint_failed"
}

command_format() {
  ensure_packages lint
  sources | xargs clang-format -i
}
