#!/usr/bin/env bash
# Runs examples/nginx.conf before the server at $1, with ports, files and a certificate of its own, and asks
# for /health through it, and for changes with a token of the file $2. Prints what nginx says of the configuration, and the answers.
set -euo pipefail
readonly ADDRESS=${1#http://}
# shellcheck source=/dev/null
source "$2"
readonly NGINX=/usr/sbin/nginx
folder=$(mktemp -d)
stop() {
  if [ -s "$folder/pid" ]; then kill "$(cat "$folder/pid")"; fi
  rm -rf "$folder"
}
trap stop EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=charter.example.org \
  -addext subjectAltName=DNS:charter.example.org -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
read -r tls plain < <(python3 -c 'import socket
one, two = socket.socket(), socket.socket()
one.bind(("127.0.0.1", 0)), two.bind(("127.0.0.1", 0))
print(one.getsockname()[1], two.getsockname()[1])')
temporary=$(printf ' %s_temp_path %s;' client_body "$folder" proxy "$folder" fastcgi "$folder" uwsgi "$folder" scgi "$folder")
{
  echo "pid $folder/pid;"
  sed -e "s|127.0.0.1:8080|$ADDRESS|" -e "s|listen 443|listen 127.0.0.1:$tls|" -e "s|listen 80;|listen 127.0.0.1:$plain;|" \
    -e "s|/etc/charter/tls/fullchain.pem|$folder/certificate.pem|" -e "s|/etc/charter/tls/privkey.pem|$folder/key.pem|" \
    -e "s|^http {|http {$temporary|" examples/nginx.conf
} >"$folder/nginx.conf"

"$NGINX" -t -p "$folder" -e "$folder/log" -c "$folder/nginx.conf" 2>&1 | grep -o 'syntax is ok'
"$NGINX" -p "$folder" -e "$folder/log" -c "$folder/nginx.conf"
ask() {
  curl -sS --max-time 10 --cacert "$folder/certificate.pem" --resolve "charter.example.org:$tls:127.0.0.1" "$@"
}
ask --http1.1 "https://charter.example.org:$tls/health" && echo
ask --http2 "https://charter.example.org:$tls/health" && echo
ask -o "$folder/answer" -w '%{http_code}\n' --resolve "charter.example.org:$plain:127.0.0.1" "http://charter.example.org:$plain/health"
# A change stream begins at once, and is not held back until it is long.
{ ask --no-buffer -H "Authorization: Bearer $TOKEN_OFFICE" -H 'Accept: text/event-stream' \
  "https://charter.example.org:$tls/v1/changes" 2>/dev/null || true; } | head -n 1
head -c 2000000 /dev/zero >"$folder/body"
ask -o "$folder/answer" -w '%{http_code}\n' --data-binary "@$folder/body" "https://charter.example.org:$tls/v1/items"
