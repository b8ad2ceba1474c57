"""What must hold after the servers were killed: nothing lost, nothing twice, every timer once."""

import collections
import json

from tests.chaos.load import ACCEPTED, REFUSED
from tests.support.charter_process import TENANT


def mark_of(event, sent, detail):
    """The mark that a row carries: an event in what was sent with it, a timer in the remark that it left."""
    if event == "item.timer":
        return (json.loads(detail).get("log") or [None])[0]
    return (json.loads(sent) if sent else {}).get("text" if event == "item.create" else "mark")


def marks_in(history):
    """{(event, mark): [(item, rev), ...]} of all rows that carry a mark."""
    found = collections.defaultdict(list)
    for item, rev, event, sent, detail in history:
        mark = mark_of(event, sent, detail)
        if mark is not None:
            found[event, mark].append((item, int(rev)))
    return found


def read_history(database):
    """Item, revision, event, input and detail of every row."""
    return database.query(f"SELECT item, rev, event, input, detail FROM history WHERE tenant = '{TENANT}' ORDER BY item, rev")


def broken_promises(database, sent):
    """A sentence for each."""
    history = read_history(database)
    found = marks_in(history)
    broken = []
    known = set()
    for each in sent:
        known.add((each.event, each.mark))
        rows = found.get((each.event, each.mark), [])
        if each.outcome == ACCEPTED and rows != [(each.item, each.rev)]:
            broken.append(f"{each.event} {each.mark} was accepted as revision {each.rev} of {each.item}, and the "
                          f"history has it {len(rows)} times: {rows}")
        elif each.outcome == REFUSED and rows:
            broken.append(f"{each.event} {each.mark} was refused, and the history has it: {rows}")
        elif len(rows) > 1:
            broken.append(f"{each.event} {each.mark} was not answered, and the history has it {len(rows)} times: {rows}")
    for (event, mark), rows in found.items():
        if event == "item.timer":
            if ("arm", mark) not in found:
                broken.append(f"a timer fired that nobody set: {mark} on {rows}")
        elif (event, mark) not in known:
            broken.append(f"nobody sent {event} {mark}: {rows}")
        if event == "arm":
            fired = found.get(("item.timer", mark), [])
            if [item for item, _ in fired] != [item for item, _ in rows]:
                broken.append(f"the timer of {mark}, set on {rows}, fired {len(fired)} times: {fired}")
    return broken + broken_rows(database)


def broken_rows(database):
    """What the tables say of each other."""
    of_tenant = f"tenant = '{TENANT}'"
    checks = {
        "items whose history has gaps or whose revision is not its last": f"""
            SELECT count(*) FROM items i LEFT JOIN (SELECT item, count(*) AS rows, max(rev) AS last FROM history
            WHERE {of_tenant} GROUP BY item) h ON h.item = i.id
            WHERE i.{of_tenant} AND (h.rows IS DISTINCT FROM i.rev OR h.last IS DISTINCT FROM i.rev)""",
        "events whose notification is not in the outbox once": f"""
            SELECT count(*) FROM history h WHERE {of_tenant} AND event IN ('note', 'go', 'item.timer')
            AND (SELECT count(*) FROM outbox o WHERE o.tenant = h.tenant AND o.item = h.item AND o.rev = h.rev) <> 1""",
        "items without the one task of their state": f"""
            SELECT count(*) FROM items i WHERE {of_tenant} AND status = 'active'
            AND (SELECT string_agg(state, ',') FROM tasks t WHERE t.tenant = i.tenant AND t.item = i.id)
            IS DISTINCT FROM i.states::json ->> 0""",
        "items without the one timer of their state": f"""
            SELECT count(*) FROM items i WHERE {of_tenant} AND status = 'active'
            AND (SELECT count(*) FROM timers t WHERE t.tenant = i.tenant AND t.item = i.id) <> 1""",
    }
    return [f"{count} {what}" for what, count in ((what, database.value(sql)) for what, sql in checks.items())
            if count != "0"]
