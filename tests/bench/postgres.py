"""The databases that are measured: filled from one item that Charter itself made, all of one shape and size."""

import subprocess

from tests.support.charter_process import TENANT, Client, Failed, Server

# The n-th item's id; items are numbered from 1. Text like any UUID of version 7.
ITEM_ID = "01a00000-0000-7000-8000-%012x"
ITEM_ID_SQL = "'01a00000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0')"


class Database:
    """One database of the server at `server_url`, whose last part is the database's name."""

    def __init__(self, server_url, name):
        self.name = name
        self.url = server_url.rsplit("/", 1)[0] + "/" + name

    def query(self, sql):
        """Rows as lists of texts."""
        done = subprocess.run(["psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", "-d", self.url,
                               "-f", "-"], input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"PostgreSQL refused: {done.stderr.strip()}\n  {sql.strip()[:300]}")
        text = done.stdout.rstrip("\n")
        return [row.split("\x1f") for row in text.split("\x1e")] if text else []

    def value(self, sql):
        return self.query(sql)[0][0]

    def columns(self, table):
        return [row[0] for row in self.query(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' "
            f"AND table_name = '{table}' AND is_generated = 'NEVER' ORDER BY ordinal_position")]

    def tables_by_item(self):
        """All tables with rows of items, whatever they are for; a partitioned one stands for its parts."""
        return [row[0] for row in self.query(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'item' "
            "AND NOT a.attisdropped JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
            "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1")]


def create(server_url, name, template=None):
    """An empty database, or a copy of another to which nobody is connected."""
    like = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
    administration = Database(server_url, "postgres")
    administration.query(f"DROP DATABASE IF EXISTS {name}")
    administration.query(f"CREATE DATABASE {name}{like}")
    return Database(server_url, name)


def make_template(binary, url, city, text="集体协商的一段情况说明。" * 20):
    """Lets a server make one item and take one event through it, as the ceiling does it; its id."""
    server = Server(binary, url, city, ["--migrate"])
    try:
        client = Client(server.port, server.token())
        status, answer = client.post("/v1/items", {"workflow": "shuttle", "org": "mill", "data": {"text": text}})
        if status != 201:
            raise Failed(f"the first item was refused with {status}: {answer}")
        item = answer.split('"id":"', 1)[1].split('"', 1)[0]
        status, answer = client.post(f"/v1/items/{item}/events", {"event": "note"})
        if status != 200:
            raise Failed(f"the first event was refused with {status}: {answer}")
        client.close()
    finally:
        server.stop()
    return item


def fill(database, template, items):
    """Copies the item of that id `items` times, with its rows in all tables."""
    identity = ITEM_ID_SQL.format(n="n")
    replaced = {"id": identity, "item": identity, "number": "r.number || '-' || n"}
    for table in ["items", *database.tables_by_item()]:
        if table.startswith("outbox"):
            continue  # nobody's mail waits from before
        columns = database.columns(table)
        key = "id" if table == "items" else "item"
        # A row's own number, where a table has one beside the item, stays as it is.
        values = [replaced[c] if c in replaced and (c != "id" or table == "items") else f"r.{c}" for c in columns]
        database.query(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
                       f"FROM {table} r, generate_series(1, {items}) n "
                       f"WHERE r.tenant = '{TENANT}' AND r.{key} = '{template}' ORDER BY n")
    database.query("VACUUM ANALYZE")


def quoted(value):
    """As a literal that pgbench does not take for a variable of its own."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float, bool)):
        return str(value)
    return "E'" + value.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"
