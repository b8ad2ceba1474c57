"""./dev chaos: two servers on one PostgreSQL, killed at random under load, and then an audit of all that was answered.

    python3 -m tests.chaos.chaos --kills 100 --seed 1"""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time

from tests.bench import postgres
from tests.bench.run import say, scratch
from tests.chaos.checks import broken_promises, read_history
from tests.chaos.load import ACCEPTED, REFUSED, UNKNOWN, Account, Worker
from tests.support.charter_process import TENANT, Failed, Server, write_city


class Pair:
    """Two servers on one database."""

    def __init__(self, start):
        self.start = start
        self.servers = [start(), start()]

    def ports(self):
        """Of those that are up, as far as is known: whoever asks may be cut off in the middle all the same."""
        return [server.port for server in self.servers if server.process.returncode is None]

    def kill(self, those):
        """All of them at once, before the first is started again."""
        for which in those:
            self.servers[which].process.kill()
        for which in those:
            self.servers[which].kill()
        for which in those:
            self.servers[which] = self.start()

    def end(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.kill()


def rush(pair, account, chance, kills):
    """Each kill comes at a moment that the load itself sets: after a random number of answers. Now and then it is both
    servers that are killed."""
    done = 0
    while done < kills:
        account.wait_for(chance.randrange(1, 80), 60)
        those = [0, 1] if chance.random() < 0.1 else [chance.randrange(2)]
        pair.kill(those)
        done += len(those)
        if done // 10 > (done - len(those)) // 10 or done >= kills:
            say(f"    {done} killed, {account.accepted:,} requests accepted")
    # What was under way at the last kill goes on.
    account.wait_for(20, 60)


def wait_for_timers(database, seconds=120):
    """Until all that `arm` has set is gone; the timers of the states are a long way off."""
    give_up = time.monotonic() + seconds
    soon = "due < (extract(epoch FROM now()) * 1000000 + 86400000000)::bigint"
    while (left := database.value(f"SELECT count(*) FROM timers WHERE {soon}")) != "0":
        if time.monotonic() > give_up:
            raise Failed(f"{left} timers have not fired after {seconds} s")


def verify(binary, database, city):
    done = subprocess.run([binary, "verify", "--db", database.url, "--tenant", TENANT, "--workflows",
                           str(city / "workflows")], capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    say(f"    charter verify: {said.splitlines()[-1] if said else 'nothing'}")
    return [] if done.returncode == 0 else [f"charter verify ended with {done.returncode}: {said[-2000:]}"]


def run(arguments, folder):
    chance = random.Random(arguments.seed)
    city = folder / "city"
    write_city(city)
    name = f"chaos_{os.getpid()}"
    database = postgres.create(os.environ["POSTGRES_URL"], name)
    pair = None
    try:
        pair = Pair(lambda: Server(arguments.charter, database.url, city, ["--migrate"], log=folder / "server.log"))
        account, stop = Account(), threading.Event()
        workers = [Worker(n, pair.ports, pair.servers[0].token(), account, arguments, stop)
                   for n in range(arguments.clients)]
        for worker in workers:
            worker.start()
        try:
            rush(pair, account, chance, arguments.kills)
        finally:
            stop.set()
            for worker in workers:
                worker.join()
        if account.trouble:
            raise Failed(account.trouble[0])
        wait_for_timers(database)
        codes = [server.stop() for server in pair.servers]
        broken = [f"a server ended with {code} when asked to stop" for code in codes if code != 0]
        broken += broken_promises(database, account.sent)
        broken += verify(arguments.charter, database, city)
        tell(account, read_history(database))
        return broken
    finally:
        if pair is not None:
            pair.end()
        postgres.Database(os.environ["POSTGRES_URL"], "postgres").query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def tell(account, history):
    outcomes = {outcome: sum(each.outcome == outcome for each in account.sent)
                for outcome in (ACCEPTED, REFUSED, UNKNOWN)}
    rung = sum(row[2] == "item.timer" for row in history)
    say(f"    {len(account.sent):,} requests: " + ", ".join(f"{n:,} {outcome}" for outcome, n in outcomes.items()))
    say(f"    {len(account.items):,} items, {len(history):,} rows of history, {rung:,} timers fired")
    say("    answers: " + ", ".join(f"{n:,} of {status or 'none'}" for status, n in
                                    sorted(account.answers.items(), key=lambda pair: str(pair[0]))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--keyed", type=float, default=0.5, help="share of requests with an Idempotency-Key (0.5)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--charter", default="build/release/charter", help="the program")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say(f"==> {arguments.kills} kills, {arguments.clients} clients, seed {arguments.seed}")
    started = time.monotonic()
    try:
        with scratch() as folder:
            broken = run(arguments, folder)
    except Failed as failure:
        sys.exit(f"error: {failure}")
    for sentence in broken[:20]:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    if broken:
        sys.exit(f"error: {len(broken)} promises broken, seed {arguments.seed}")
    say(f"    nothing lost, nothing twice, every timer fired once ({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    main()
