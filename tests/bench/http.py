"""./dev bench http: one small answer from Charter's HTTP layer, bare Pistache and nginx, with and without the field
"Connection: Keep-Alive" in the requests. What is compared is the layer alone: no database, no application."""

import argparse
import os
import socket
import subprocess
import time

from tests.bench.measure import Point, cpu_seconds, memory, print_rates
from tests.bench.run import main, say, scratch
from tests.support.charter_process import ROOT, Failed

KEPT = ", kept"  # contestants whose clients ask for what HTTP/1.1 has by default
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; location / {{ default_type application/json; return 200 '{{"status":"ok"}}'; }} }}
}}
"""


class Process:
    """A server of its own, and the port that it listens on."""

    def __init__(self, command, port=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = port or int(self.process.stdout.readline() or 0)
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise Failed(f"{command[0]} does not listen") from None
                time.sleep(0.05)

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(10)


def nginx(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    return Process(["/usr/sbin/nginx", "-p", str(folder), "-e", str(folder / "log"), "-c", str(folder / "nginx.conf")], port)


def load(name, server, clients, seconds):
    fields = ["-H", "Connection: Keep-Alive"] if name.endswith(KEPT) else []
    before = cpu_seconds(server.process.pid)
    done = subprocess.run(["wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s", *fields, "-s",
                           str(ROOT / "tests/bench/get.lua"), f"http://127.0.0.1:{server.port}/"],
                          capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("result ")), None)
    if done.returncode != 0 or line is None:
        raise Failed(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    requests, micros, p50, p99, failures = map(int, line.split()[1:])
    # Bare Pistache closes after each answer that it is not asked to keep; wrk may count that as a failure.
    if failures > 0 and not (name == "pistache" and requests > 0):
        raise Failed(f"{name} with {clients} clients: {failures} of {requests} requests failed")
    return Point(requests / micros * 1e6, requests, p50 / 1000, p99 / 1000, 0,
                 own_seconds=cpu_seconds(server.process.pid) - before)


def print_cpu(results):
    say("\nCPU time of the server for each request, us:")
    for (name, clients), points in results.items():
        say(f"    {name:16}{clients:4}  "
            f"{sum(p.own_seconds for p in points) / max(1, sum(p.count for p in points)) * 1e6:6.1f}")


def work():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="for each point (3)")
    parser.add_argument("--rounds", type=int, default=5, help="in which all contestants take turns (5)")
    parser.add_argument("--clients", type=lambda text: [int(n) for n in text.split(",")], default=[1, 16, 64],
                        help="connections at once (1,16,64)")
    parser.add_argument("--build", default="build/bench", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    program = f"{arguments.build}/tests/bench/http_bench"
    with scratch() as folder:
        servers = {}
        try:
            for name in ("charter", "pistache"):
                servers[name] = Process([program, name])
            servers["nginx"] = nginx(folder)
            contestants = {name + kept: server for name, server in servers.items() for kept in ("", KEPT)}
            for name, server in contestants.items():
                load(name, server, 16, 1)
            charter = servers["charter"].process.pid
            before = memory(charter)
            results = {(name, n): [] for n in arguments.clients for name in contestants}
            for number in range(arguments.rounds):
                started = time.monotonic()
                for n in arguments.clients:
                    for name, server in contestants.items():
                        results[name, n].append(load(name, server, n, arguments.seconds))
                say(f"    round {number + 1} of {arguments.rounds}: {time.monotonic() - started:.0f} s")
            print_rates(results, "pistache" + KEPT)
            print_cpu(results)
            answered = sum(p.count for (name, _), points in results.items() if name.startswith("charter") for p in points)
            say(f"\nMemory of Charter's layer: {before:.1f} MB at first, {memory(charter):.1f} MB after {answered:,} requests")
            say(f"{os.cpu_count()} processors, which the load shares")
        finally:
            for server in servers.values():
                server.stop()


if __name__ == "__main__":
    main(work)
