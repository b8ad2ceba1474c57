"""The ceiling: pgbench with one durable transition as one prepared statement, on Charter's own tables.

It locks and reads the item, updates it, and inserts the same rows of history and outbox that Charter inserts for the
event `note`, byte for byte but for the item and its revision."""

import json
import os
import pathlib
import resource
import statistics
import subprocess

from tests.bench.measure import Point
from tests.bench.postgres import ITEM_ID_SQL, quoted
from tests.support.charter_process import TENANT, Failed


def statement(database, template):
    """The text for pgbench, made from the last rows that Charter wrote of the item with that id."""

    def last_row(table, key):
        order = "ORDER BY rev DESC LIMIT 1"
        return json.loads(database.value(
            f"SELECT row_to_json(r) FROM {table} r WHERE tenant = '{TENANT}' AND {key} = '{template}' {order}"))

    def insert(table):
        row = last_row(table, "item")
        row.pop("ready_at", None)  # the database fills it in, as it does for Charter
        own = {"tenant": "written.tenant", "item": "written.id", "rev": "written.rev"}
        values = ", ".join(own.get(column, quoted(row[column])) for column in row)
        return f"INSERT INTO {table} ({', '.join(row)}) SELECT {values} FROM written"

    item = last_row("items", "id")
    changes = ["rev = found.rev + 1", "updated_at = items.updated_at + 1", f"snapshot = {quoted(item['snapshot'])}",
               f"states = {quoted(item['states'])}"]
    if "head" in item:
        changes.append(f"head = {quoted(item['head'])}")
    identity = ITEM_ID_SQL.format(n=":n::bigint")
    return (f"WITH found AS (SELECT tenant, id, rev, status, snapshot FROM items WHERE tenant = '{TENANT}' "
            f"AND id = {identity} FOR UPDATE), "
            f"written AS (UPDATE items SET {', '.join(changes)} FROM found "
            "WHERE items.tenant = found.tenant AND items.id = found.id "
            "RETURNING items.tenant, items.id, items.rev), "
            f"chronicle AS ({insert('history')}), effect AS ({insert('outbox')}) "
            "SELECT rev FROM written;")


class Ceiling:
    """A contestant: `name`, `database`, run(clients, seconds), pids(), close()."""

    def __init__(self, database, template, items, folder):
        self.name = "ceiling"
        self.database = database
        self.folder = pathlib.Path(folder)
        self.script = self.folder / "ceiling.sql"
        self.script.write_text(f"\\set n random(1, {items})\n{statement(database, template)}\n", encoding="utf-8")

    def run(self, clients, seconds):
        for old in self.folder.glob("pgbench_log.*"):
            old.unlink()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-f", str(self.script), "-c", str(clients),
             "-j", str(min(clients, os.cpu_count())), "-T", str(seconds), "-l", "--log-prefix",
             str(self.folder / "pgbench_log"), self.database.url],
            capture_output=True, text=True, check=False, cwd=self.folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0 or "tps = " not in done.stdout:
            raise Failed(f"pgbench failed: {done.stderr.strip()[-2000:]}")
        micros = sorted(int(line.split(" ", 3)[2]) for log in self.folder.glob("pgbench_log.*")
                        for line in log.open(encoding="ascii"))
        rate = float(done.stdout.split("tps = ")[1].split()[0])
        return Point(rate, len(micros), statistics.median_low(micros) / 1000,
                     micros[min(len(micros) - 1, len(micros) * 99 // 100)] / 1000,
                     after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def pids(self):
        return []

    def close(self):
        pass
