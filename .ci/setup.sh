# shellcheck shell=bash
# The set-up part of ./dev: which Debian packages are missing, and their installation.

# Prints the packages of the given groups of .packages.
packages_of() {
  local group
  for group in "$@"; do
    awk -v group="[$group]" '/^\[/ {on = ($0 == group)} on && /^[^#[]/ {print $1}' .packages
  done
}

# Prints those of the given packages that are not installed, nor provided by another (the Node.js of other
# makers brings npm).
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status} ${Provides}\n' 2>/dev/null |
    awk '$2 == "installed" {gsub(/\([^)]*\)|,/, ""); $2 = ""; gsub(/ +/, "\n"); print}')
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Turns the progress lines of apt-get (kind:what:percent:text, where what may hold a colon) into a line for
# every tenth part done.
show_progress() {
  local line kind tenth shown=""
  while read -r line; do
    [[ $line =~ ^(dlstatus|pmstatus):.*:([0-9]+)\.[0-9]+: ]] || continue
    kind=installing tenth=$((BASH_REMATCH[2] / 10 * 10))
    [ "${BASH_REMATCH[1]}" = pmstatus ] || kind=downloading
    [ "$kind $tenth" != "$shown" ] || continue
    shown="$kind $tenth"
    printf '    %s: %d%%\n' "$kind" "$tenth"
  done
}

# The packages postgresql and nginx would start system-wide servers, which nobody here asked for. A drop-in
# setting and Debian's own switch prevent that and go away again; servers that exist already are not touched.
readonly NO_CLUSTER=/etc/postgresql-common/createcluster.d/charter-setup.conf
readonly NO_SERVICES=/usr/sbin/policy-rc.d
forbid_services() {
  as_root mkdir -p "${NO_CLUSTER%/*}"
  echo "create_main_cluster = false" | as_root tee "$NO_CLUSTER" >/dev/null
  [ -e "$NO_SERVICES" ] || printf '#!/bin/sh\n# charter-setup\nexit 101\n' | as_root install -m 755 /dev/stdin "$NO_SERVICES"
}
allow_services() {
  as_root rm -f "$NO_CLUSTER"
  if grep -qs charter-setup "$NO_SERVICES"; then as_root rm -f "$NO_SERVICES"; fi
}

install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  mkdir -p build
  say "Installing $# Debian packages (once; the details are in build/setup.log):"
  printf '%s\n' "$@" | paste -sd ' ' | fold -s -w 96 | sed 's/^/    /'

  say "Fetching the package lists"
  as_root "${apt[@]}" update >build/setup.log 2>&1 ||
    echo "    the lists could not be refreshed; going on with those of the last time"

  trap allow_services EXIT
  forbid_services
  # apt makes the descriptor of its progress non-blocking, which would break the packages' own scripts if
  # they shared it; and sudo closes all but the first three. So the root shell parts them itself.
  # shellcheck disable=SC2016
  if ! as_root bash -c 'exec "$@" 3>&1 1>>build/setup.log 2>&1 </dev/null' setup "${apt[@]}" -qq -y \
    --no-install-recommends -o Dpkg::Use-Pty=0 -o APT::Status-Fd=3 install "$@" | show_progress; then
    grep -E '^(E|W|Err)[: ]' build/setup.log | sort -u | tail -n 8 >&2 || true
    give_up "the packages could not be installed; all of apt's output is in build/setup.log" \
      "No network? Check that 'apt-get update' works, then start ./dev again." \
      "A half-done installation? Run 'dpkg --configure -a' and 'apt-get -f install' as root first."
  fi
  allow_services
  trap - EXIT
}

# Makes sure that the packages of the given groups are there. Needs no network and no root if they are.
ensure_packages() {
  [ "${CHARTER_SETUP:-}" != "skip" ] || return 0
  local missing names
  command -v dpkg-query >/dev/null || give_up "this set-up knows Debian 12 only, and this is another system" \
    "Install the counterparts of the packages in .packages and start again with CHARTER_SETUP=skip."
  mapfile -t names < <(packages_of "$@")
  mapfile -t missing < <(missing_packages "${names[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0

  (
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "${ID:-}-${VERSION_ID:-}" = "debian-12" ] || give_up "this set-up knows Debian 12 only, and this is ${PRETTY_NAME:-unknown}" \
      "Missing here: ${missing[*]}" \
      "Install their counterparts and start again with CHARTER_SETUP=skip."
  )
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || give_up \
    "packages are missing, and installing them needs root or sudo" \
    "Ask an administrator to run: apt-get install ${missing[*]}"
  install_packages "${missing[@]}"
}
