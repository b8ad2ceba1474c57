"""Rounds of contestants against one server, and what came of them: rates, ratios, and where the time went."""

import dataclasses
import os
import statistics

TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Point:
    """What one contestant did in one round."""
    rate: float            # transitions a second
    count: int             # transitions in all
    p50: float             # milliseconds
    p99: float
    client_seconds: float  # CPU of the program that made the load, where that is one of its own
    failures: str = ""     # what no contestant may have, in words
    conflicts: int = 0     # transitions lost to another and sent again or not
    postgres_seconds: float = 0
    own_seconds: float = 0  # CPU of the contestant itself
    wal_bytes: int = 0
    commits: int = 0       # of the database


def cpu_seconds(pid, with_children=False):
    """User and system time of a process; 0 where it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15 if with_children else 13])) / TICKS


def postgres_seconds(postmaster):
    """Of all processes of the server, those that have ended included."""
    total = cpu_seconds(postmaster, with_children=True)
    try:
        with open(f"/proc/{postmaster}/task/{postmaster}/children", encoding="ascii") as file:
            return total + sum(cpu_seconds(pid) for pid in file.read().split())
    except OSError:
        return total


def memory(pid):
    """Resident memory in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1024


class Meter:
    """Watches one PostgreSQL server while a contestant runs."""

    def __init__(self, postmaster, administration):
        self.postmaster = postmaster
        self.administration = administration

    def _state(self, contestant):
        wal, commits = map(int, self.administration.query(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint, coalesce((SELECT xact_commit "
            f"FROM pg_stat_database WHERE datname = '{contestant.database.name}'), 0)")[0])
        return (wal, commits, postgres_seconds(self.postmaster), sum(cpu_seconds(pid) for pid in contestant.pids()))

    def run(self, contestant, clients, seconds):
        before = self._state(contestant)
        point = contestant.run(clients, seconds)
        after = self._state(contestant)
        point.wal_bytes, point.commits, point.postgres_seconds, point.own_seconds = (
            b - a for a, b in zip(before, after))
        return point


def spread(values, form="{:,.0f}"):
    return " ".join(form.format(value).rjust(9) for value in (min(values), statistics.median(values), max(values)))


def print_rates(results, ceiling):
    """`results`: {(contestant, clients): [Point of each round]}; ratios to the ceiling are taken within each round."""
    print(f"\n{'':14}{'clients':>8}   {'min':>9} {'median':>9} {'max':>9} /s   {'ratio':>9} {'median':>9} {'max':>9}"
          f"   {'p50 ms':>8} {'ratio':>6} {'p99 ms':>8}")
    for (name, clients), points in results.items():
        pairs = list(zip(points, results[ceiling, clients]))
        print(f"{name:14}{clients:8}   {spread([point.rate for point in points])}      "
              f"{spread([point.rate / other.rate for point, other in pairs], '{:.2f}')}   "
              f"{statistics.median(point.p50 for point in points):8.2f} "
              f"{statistics.median(point.p50 / other.p50 for point, other in pairs):6.2f} "
              f"{statistics.median(point.p99 for point in points):8.2f}")


def print_costs(results):
    """Where the time goes, of all rounds together, for each transition."""
    print(f"\n{'':14}{'clients':>8}   {'CPU us: postgres':>17} {'charter':>9} {'client':>9}   {'busy':>5}   "
          f"{'commits':>8} {'WAL B':>8} {'conflicts':>10}")
    for (name, clients), points in results.items():
        count = max(1, sum(point.count for point in points))
        seconds = sum(point.count / point.rate for point in points)
        parts = [sum(getattr(point, part) for point in points)
                 for part in ("postgres_seconds", "own_seconds", "client_seconds")]
        busy = sum(parts) / seconds / os.cpu_count()
        print(f"{name:14}{clients:8}   {parts[0] / count * 1e6:17.0f} {parts[1] / count * 1e6:9.0f} "
              f"{parts[2] / count * 1e6:9.0f}   {busy:5.0%}   {sum(p.commits for p in points) / count:8.3f} "
              f"{sum(p.wal_bytes for p in points) / count:8.0f} {sum(p.conflicts for p in points):10}")
