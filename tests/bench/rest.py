"""./dev bench rest: the ceiling of pgbench, and Charter over HTTP, on one PostgreSQL."""

import os
import resource
import subprocess

from tests.bench import postgres
from tests.bench.ceiling import Ceiling
from tests.bench.measure import Point, memory, print_costs, print_rates
from tests.bench.run import main, meter, options, play, say, scratch, server
from tests.support.charter_process import ROOT, Failed, Server, write_city


class OverHttp:
    """A contestant: wrk sends one kind of event to a server."""

    def __init__(self, name, event, database, served, items):
        self.name, self.event, self.database, self.served, self.items = name, event, database, served, items
        self.runs = 0

    def wrk(self, clients, seconds, first=0):
        """A Point, and where the next run goes on that takes one item after the other from `first`."""
        self.runs += 1
        threads = 2 if clients > 1 else 1
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["wrk", "-t", str(threads), "-c", str(clients), "-d", f"{seconds}s", "--timeout", "10s", "-s",
             str(ROOT / "tests/bench/post_events.lua"), f"http://127.0.0.1:{self.served.port}", "--",
             self.served.token(), self.event, str(self.items), str(first), str(threads), str(self.runs * 100)],
            capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = next((line for line in done.stdout.splitlines() if line.startswith("result ")), None)
        if done.returncode != 0 or line is None:
            raise Failed(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
        _, requests, micros, p50, p99, conflicts, next_item, failures, sample = line.split(" ", 8)
        good = int(requests) - int(conflicts)
        point = Point(good / int(micros) * 1e6, good, int(p50) / 1000, int(p99) / 1000,
                      after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, conflicts=int(conflicts))
        if int(failures) > 0:
            point.failures = f"{failures} requests were neither answered with 200 nor with 409: {sample}"
        if good == 0:
            point.failures = "not one event was accepted"
        return point, int(next_item)

    def run(self, clients, seconds):
        return self.wrk(clients, seconds)[0]

    def pids(self):
        return [self.served.pid]


def statements_of(contestant, watch, log):
    """What the database is asked for one event when nobody else is there: {start of the statement: times}."""
    log_start = os.path.getsize(log)
    for setting in ("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"):
        watch.administration.query(setting)
    # The server's processes read the setting with their next statement.
    contestant.run(1, 1)
    log_start = os.path.getsize(log)
    point = contestant.run(1, 1)
    with open(log, encoding="utf-8", errors="replace") as file:
        file.seek(log_start)
        lines = [line for line in file if " execute " in line or " statement: " in line]
    for setting in ("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"):
        watch.administration.query(setting)
    counts = {}
    for line in lines:
        text = line.split(": ", 2)[-1].strip()[:100]
        counts[text] = counts.get(text, 0) + 1
    return {text: count / point.count for text, count in counts.items() if count / point.count > 0.01}


def every_item_once(contestant, arguments):
    """Memory of the server while it works through all items."""
    say(f"==> Each of {arguments.items:,} items once, at 64 connections")
    say(f"    {'items':>10} {'/s':>8} {'memory MB':>10}")
    say(f"    {0:10,} {'':8} {memory(contestant.served.pid):10.1f}")
    first = 1
    while first <= arguments.items:
        point, first = contestant.wrk(64, arguments.seconds, first)
        if point.failures:
            raise Failed(point.failures)
        say(f"    {min(first - 1, arguments.items):10,} {point.rate:8,.0f} {memory(contestant.served.pid):10.1f}")


def work():
    parser = options(__doc__)
    parser.add_argument("--server", default="", help="more options of charter serve, such as \"--threads 64\"")
    parser.add_argument("--every-item", action="store_true",
                        help="instead: one event to every item, and the server's memory on the way")
    arguments = parser.parse_args()
    url, postmaster = server()
    with scratch() as folder:
        write_city(folder / "city")
        say(f"==> PostgreSQL with {arguments.items:,} items, fsync and synchronous_commit on")
        source = postgres.create(url, "rest")
        template = postgres.make_template(f"{arguments.build}/charter", source.url, folder / "city")
        postgres.fill(source, template, arguments.items)
        ceiling = Ceiling(postgres.create(url, "ceiling", "rest"), template, arguments.items, folder)
        watch = meter(url, postmaster)
        watch.administration.query("CHECKPOINT")
        served = Server(f"{arguments.build}/charter", source.url, folder / "city", arguments.server.split())
        try:
            plain, full = (OverHttp(name, event, source, served, arguments.items)
                           for name, event in (("HTTP", "note"), ("HTTP, full", "go")))
            if arguments.every_item:
                every_item_once(full, arguments)
                return
            before = memory(served.pid)
            results = play([ceiling, plain, full], arguments, arguments.clients, watch, folder)
            print_rates(results, "ceiling")
            print_costs(results)
            say(f"\nMemory of charter serve: {before:.1f} MB at first, {memory(served.pid):.1f} MB at the end")
            log = os.path.join(os.environ["POSTGRES_DIR"], "data/server.log")
            for contestant in (plain, full):
                say(f"\nStatements for one event over {contestant.name}, with one client:")
                for text, times in statements_of(contestant, watch, log).items():
                    say(f"    {times:5.2f}  {text}")
        finally:
            served.stop()


if __name__ == "__main__":
    main(work)
