"""./dev bench store: the ceiling of pgbench, and Charter's store in process, on one PostgreSQL; then the store against
a bare loop of SQLite's C API, on one disk."""

import shutil
import sqlite3
import subprocess

from tests.bench import postgres
from tests.bench.ceiling import Ceiling
from tests.bench.measure import Point, print_costs, print_rates
from tests.bench.postgres import ITEM_ID
from tests.bench.run import main, meter, options, play, say, scratch, server
from tests.support.charter_process import TENANT, Failed, write_city


class Loader:
    """A store_bench that is told what to do, line by line."""

    def __init__(self, arguments, kind, address, template):
        self.process = subprocess.Popen(
            [f"{arguments.build}/tests/bench/store_bench", kind, address, template, str(arguments.items)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, kind, threads, seconds):
        try:
            self.process.stdin.write(f"{kind} {threads} {seconds}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().split()
        except OSError:
            answer = []
        if not answer:
            raise Failed(self.process.communicate()[1].strip() or "store_bench ended")
        count, took, p50, p99 = map(float, answer)
        return Point(count / took, int(count), p50 / 1000, p99 / 1000, 0)

    def close(self):
        self.process.kill()
        self.process.communicate()


class InProcess:
    """A contestant that writes transitions of one kind through a Loader that others may share."""

    def __init__(self, name, kind, database, loader):
        self.name, self.kind, self.database, self.loader = name, kind, database, loader

    def run(self, clients, seconds):
        return self.loader.run(self.kind, clients, seconds)

    def pids(self):
        return [self.loader.process.pid]


class SqliteFile:
    def __init__(self, path):
        self.name = str(path)


class NoServer:
    """Stands for the meter where there is no server to watch: only the contestant's own time counts."""

    @staticmethod
    def run(contestant, clients, seconds):
        return contestant.run(clients, seconds)


def on_postgresql(arguments, folder):
    url, postmaster = server()
    say(f"==> PostgreSQL with {arguments.items:,} items, fsync and synchronous_commit on")
    source = postgres.create(url, "store")
    template = postgres.make_template(f"{arguments.build}/charter", source.url, folder / "city")
    postgres.fill(source, template, arguments.items)
    ceiling = Ceiling(postgres.create(url, "ceiling", "store"), template, arguments.items, folder)
    watch = meter(url, postmaster)
    watch.administration.query("CHECKPOINT")
    loader = Loader(arguments, "charter", source.url, template)
    try:
        results = play([ceiling, InProcess("store", "plain", source, loader),
                        InProcess("store, full", "full", source, loader)], arguments, arguments.clients, watch, folder)
    finally:
        loader.close()
    print_rates(results, "ceiling")
    print_costs(results)


def fill_sqlite(path, template, items):
    """As postgres.fill, in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("nth_id", 1, lambda n: ITEM_ID % n, deterministic=True)
    tables = [name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    connection.execute("BEGIN")
    for table in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        key = "id" if table == "items" else "item"
        if key not in columns or table.startswith("outbox"):
            continue
        replaced = {key: "nth_id(n)", "number": "r.number || '-' || n"}
        values = ", ".join(replaced.get(column, f"r.{column}") for column in columns)
        connection.execute(f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
                           f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM numbers, {table} r "
                           f"WHERE r.tenant = ? AND r.{key} = ?", (items, TENANT, template))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def on_sqlite(arguments, folder):
    say(f"==> SQLite with {arguments.items:,} items, WAL and full sync")
    path = folder / "store.db"
    template = postgres.make_template(f"{arguments.build}/charter", f"sqlite:{path}", folder / "city")
    fill_sqlite(path, template, arguments.items)
    bare = folder / "bare.db"
    shutil.copy(path, bare)
    loaders = {"bare loop": Loader(arguments, "bare", str(bare), template),
               "store": Loader(arguments, "charter", f"sqlite:{path}", template)}
    try:
        for kind in ("plain", "full"):
            say(f"--> {kind} transitions")
            contestants = [InProcess(name, kind, SqliteFile(path), loader) for name, loader in loaders.items()]
            print_rates(play(contestants, arguments, [1, 8], NoServer, folder), "bare loop")
    finally:
        for loader in loaders.values():
            loader.close()


def work():
    parser = options(__doc__)
    parser.add_argument("--only", choices=["postgresql", "sqlite"], help="one of the two databases")
    arguments = parser.parse_args()
    with scratch() as folder:
        write_city(folder / "city")
        if arguments.only != "sqlite":
            on_postgresql(arguments, folder)
        if arguments.only != "postgresql":
            on_sqlite(arguments, folder)


if __name__ == "__main__":
    main(work)
