"""./dev bench timers: how late timers fire that a server has open, as many as a federation has in a year: while some
become due each second, and when many are due at the same moment."""

import argparse
import time

from tests.bench import postgres
from tests.bench.run import main, say, scratch, server
from tests.support.charter_process import TENANT, Failed, Server, write_city

# Names the n-th item in statements over its row.
NUMBER = "(('x' || right({id}, 12))::bit(48)::bigint)"


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=352_000, help="open ones (352000)")
    parser.add_argument("--rate", type=int, default=100, help="that become due each second (100)")
    parser.add_argument("--seconds", type=int, default=15, help="for so long (15)")
    parser.add_argument("--burst", type=int, default=10_000, help="due at one moment after that (10000)")
    parser.add_argument("--servers", type=int, default=1, help="on the one database (1)")
    parser.add_argument("--build", default="build/bench", help=argparse.SUPPRESS)
    return parser


def set_due(database, first, last, due):
    """Gives the timer of each of these items its time, `due` in microseconds by `n`, in its row and its snapshot."""
    chosen = f"tenant = '{TENANT}' AND {{key}} BETWEEN '{postgres.ITEM_ID % first}' AND '{postgres.ITEM_ID % last}'"
    due = due.format(n=f"({NUMBER} - {first})")
    text = "to_char(to_timestamp(({due}) / 1000000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    database.query(f"UPDATE timers SET due = {due.format(id='item')} WHERE {chosen.format(key='item')}")
    database.query("UPDATE items SET snapshot = regexp_replace(snapshot, '(\"due\":)\"[^\"]*\"', '\\1\"' || "
                   f"{text.format(due=due.format(id='id'))} || '\"', 'g') WHERE {chosen.format(key='id')}")


def fired(database, first, last):
    return int(database.value(f"SELECT count(*) FROM history WHERE tenant = '{TENANT}' AND event = 'item.timer' AND "
                              f"item BETWEEN '{postgres.ITEM_ID % first}' AND '{postgres.ITEM_ID % last}'"))


def wait_until_fired(database, first, last, until):
    """When the last of them was seen to be in the database."""
    while fired(database, first, last) < last - first + 1:
        if time.time() > until:
            raise Failed(f"only {fired(database, first, last)} of {last - first + 1} timers have fired")
        time.sleep(0.05)
    return time.time()


def lags(database, first, last):
    rows = database.query(f"SELECT recorded_at - at FROM history WHERE tenant = '{TENANT}' AND event = 'item.timer' "
                          f"AND item BETWEEN '{postgres.ITEM_ID % first}' AND '{postgres.ITEM_ID % last}'")
    return sorted(int(row[0]) / 1000 for row in rows)


def tell(what, sorted_lags):
    p50, p99 = (sorted_lags[int(len(sorted_lags) * each)] for each in (0.5, 0.99))
    say(f"{what}: fired {len(sorted_lags)}; late by p50 {p50:.0f} ms, p99 {p99:.0f} ms, at most "
        f"{sorted_lags[-1]:.0f} ms")


def measure():
    arguments = options().parse_args()
    url, _ = server()
    spread, burst = arguments.rate * arguments.seconds, arguments.burst
    with scratch() as folder:
        write_city(folder)
        database = postgres.create(url, "charter_timers")
        binary = f"{arguments.build}/charter"
        template = postgres.make_template(binary, database.url, folder)
        say(f"filling {arguments.timers} items with a timer each")
        postgres.fill(database, template, arguments.timers)
        # All over a year from now on, but for those that are measured.
        step = 365 * 86_400_000_000 // arguments.timers
        database.query(f"UPDATE timers SET due = {int(time.time()) + 3600}000000 + {step} * {NUMBER.format(id='item')} "
                       f"WHERE tenant = '{TENANT}' AND item LIKE '{postgres.ITEM_ID[:20]}%'")
        database.query("VACUUM ANALYZE timers")
        start = int(time.time()) + 5 + (spread + burst) // 2000
        at_once = start + arguments.seconds + 2
        set_due(database, 1, spread, f"{start}000000 + {{n}} * {1_000_000 // arguments.rate}")
        set_due(database, spread + 1, spread + burst, f"{at_once}000000 + 0 * {{n}}")
        if time.time() > start:
            raise Failed("the tables took too long to fill; give fewer timers")
        servers = [Server(binary, database.url, folder) for _ in range(arguments.servers)]
        try:
            wait_until_fired(database, 1, spread, at_once + 60)
            tell(f"{arguments.rate} a second", lags(database, 1, spread))
            time.sleep(max(0.0, at_once - time.time()))
            done = wait_until_fired(database, spread + 1, spread + burst, at_once + 120)
            tell(f"{burst} at once", lags(database, spread + 1, spread + burst))
            say(f"all of them were committed {done - at_once:.1f} s after they were due: "
                f"{burst / (done - at_once):.0f} a second")
        finally:
            for each in servers:
                each.stop()


if __name__ == "__main__":
    main(measure)
