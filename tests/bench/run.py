"""What the two benchmarks share: their options, the server that ./dev started for them, the rounds."""

import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

from tests.bench.measure import Meter
from tests.bench.postgres import Database
from tests.support.charter_process import Failed


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--items", type=int, default=10_000, help="size of the tables (10000)")
    parser.add_argument("--seconds", type=int, default=3, help="for each point (3)")
    parser.add_argument("--rounds", type=int, default=5, help="in which all contestants take turns (5)")
    parser.add_argument("--clients", type=lambda text: [int(n) for n in text.split(",")], default=[1, 8, 64],
                        help="at once (1,8,64)")
    parser.add_argument("--build", default="build/bench", help=argparse.SUPPRESS)
    return parser


def server():
    """Address of the PostgreSQL that ./dev started, and the id of its first process."""
    try:
        pid = int(pathlib.Path(os.environ["POSTGRES_DIR"], "data/postmaster.pid").read_text().split()[0])
        return os.environ["POSTGRES_URL"], pid
    except (KeyError, OSError) as error:
        raise Failed(f"no PostgreSQL to measure on ({error}); start this with ./dev bench") from None


@contextlib.contextmanager
def scratch():
    """A folder that goes away. On the disk of the temporary folder, as the databases are."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="charter_bench."))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def flushes(folder, seconds=0.5):
    """How many times a second the disk makes 8 kB durable: what bounds every commit that is alone."""
    count, started = 0, time.monotonic()
    with open(folder / "flushes", "wb", buffering=0) as file:
        while time.monotonic() < started + seconds:
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
            count += 1
    return count / (time.monotonic() - started)


def say(text):
    print(text, flush=True)


def play(contestants, arguments, clients, watch, folder):
    """{(contestant's name, clients): [its Point in each round]}. A failure in any of them ends it all."""
    for contestant in contestants:
        contestant.run(clients[0], 1)  # connections, statements and caches are there before it counts
    results = {(c.name, n): [] for n in clients for c in contestants}
    for number in range(arguments.rounds):
        started = time.monotonic()
        for n in clients:
            for contestant in contestants:
                point = watch.run(contestant, n, arguments.seconds)
                if point.failures:
                    raise Failed(f"{contestant.name} with {n} clients: {point.failures}")
                results[contestant.name, n].append(point)
        say(f"    round {number + 1} of {arguments.rounds}: {time.monotonic() - started:.0f} s; "
            f"the disk flushes {flushes(folder):,.0f} times a second")
    return results


def meter(url, postmaster):
    return Meter(postmaster, Database(url, "postgres"))


def main(work):
    """Runs `work`; a failure is one line, not a trace. Whoever ends this ends what it has started, too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        work()
    except Failed as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
