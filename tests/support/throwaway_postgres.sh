# shellcheck shell=bash
# Starts a PostgreSQL 15 server for one test run, on loopback only, and removes it without a trace.
# Meant to be sourced; sets POSTGRES_URL.

POSTGRES_BIN=/usr/lib/postgresql/15/bin
POSTGRES_DIR=""
export POSTGRES_URL=""

# initdb and the server refuse to run as root.
as_postgres_user() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# A port that nobody listens on just now. Another may take it before we do; start_postgres tries again then.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# start_postgres [durable]
# Sockets off and fsync off: nobody but the tests talks to it, and nothing in it has to outlive a crash
# of the machine. A crash of the server alone loses nothing, as without the setting. A durable one is to be
# measured: each commit is on the disk before it is answered, and it has the memory of a small server.
start_postgres() {
  local port attempt settings="-c fsync=off"
  if [ "${1:-}" = durable ]; then
    settings="-c fsync=on -c synchronous_commit=on -c shared_buffers=512MB -c max_wal_size=8GB"
  fi
  POSTGRES_DIR=$(mktemp -d "${TMPDIR:-/tmp}/charter_postgres.XXXXXX")
  [ "$(id -u)" -ne 0 ] || chown postgres: "$POSTGRES_DIR"
  as_postgres_user "$POSTGRES_BIN/initdb" -D "$POSTGRES_DIR/data" -U charter -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync >"$POSTGRES_DIR/initdb.log" 2>&1 || { cat "$POSTGRES_DIR/initdb.log" >&2 && return 1; }
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    if as_postgres_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -l "$POSTGRES_DIR/data/server.log" -s -w start \
      -o "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories='' -c max_connections=200 $settings"; then
      POSTGRES_URL=postgresql://charter@127.0.0.1:$port/postgres
      return 0
    fi
    echo "attempt $attempt on port $port failed" >&2
  done
  cat "$POSTGRES_DIR/data/server.log" >&2
  return 1
}

# The server ends at once, and its folder stays.
crash_postgres() { as_postgres_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -s -m immediate stop; }

# With the settings and the port of its last start.
restart_postgres() {
  as_postgres_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -l "$POSTGRES_DIR/data/server.log" -s -w restart \
    2>"$POSTGRES_DIR/restart.log" || { cat "$POSTGRES_DIR/restart.log" >&2 && return 1; }
}

stop_postgres() {
  [ -n "$POSTGRES_DIR" ] || return 0
  [ ! -e "$POSTGRES_DIR/data/postmaster.pid" ] ||
    as_postgres_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -s -m immediate stop || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=""
}
