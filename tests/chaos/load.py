"""Clients that send events to servers that are killed under them, and keep an exact account of what was answered."""

import collections
import dataclasses
import http.client
import json
import random
import threading
import time

from tests.support.charter_process import Client, Failed

ACCEPTED, REFUSED, UNKNOWN = "accepted", "refused", "unknown"


@dataclasses.dataclass
class Sent:
    """One request, known by its mark, which goes into the history with it."""
    mark: str
    event: str
    outcome: str
    item: str = ""
    rev: int = 0


class Account:
    """What was sent and how it was answered. Thread-safe."""

    def __init__(self):
        self.lock = threading.Condition()
        self.sent = []
        self.accepted = 0
        self.items = []
        self.trouble = []
        self.answers = collections.Counter()

    def add(self, sent):
        with self.lock:
            self.sent.append(sent)
            if sent.outcome == ACCEPTED:
                self.accepted += 1
                if sent.event == "item.create":
                    self.items.append(sent.item)
                self.lock.notify_all()

    def fail(self, text):
        with self.lock:
            self.trouble.append(text)
            self.lock.notify_all()

    def wait_for(self, accepted, seconds):
        """Until that many more were accepted."""
        with self.lock:
            goal = self.accepted + accepted
            reached = self.lock.wait_for(lambda: self.accepted >= goal or self.trouble, seconds)
            if self.trouble:
                raise Failed(self.trouble[0])
            if not reached:
                raise Failed(f"only {self.accepted} requests were accepted in {seconds} s; {goal} were waited for")

    def any_item(self, chance):
        with self.lock:
            return chance.choice(self.items) if self.items else None


class Worker(threading.Thread):
    """One client. It asks any of the servers that are up. A share of its requests carries an Idempotency-Key, and those
    it repeats until they are answered. The others are sent once: lost answers leave their outcome unknown."""

    GIVE_UP = 60  # seconds without an answer to one request

    def __init__(self, number, ports, token, account, options, stop):
        super().__init__(name=f"client {number}", daemon=True)
        self.number, self.ports, self.token, self.account, self.stop = number, ports, token, account, stop
        self.chance = random.Random(f"{options.seed}/{number}")
        self.keyed = options.keyed
        self.clients = {}

    def run(self):
        try:
            count = 0
            while not self.stop.is_set():
                count += 1
                self.account.add(self.one(f"c{self.number}-{count}"))
        except Exception as error:  # pylint: disable=broad-except
            self.account.fail(f"{self.name}: {type(error).__name__}: {error}")
        finally:
            for client in self.clients.values():
                client.close()

    def one(self, mark):
        item = self.account.any_item(self.chance)
        if item is None or self.chance.random() < 0.1:
            path, event = "/v1/items", "item.create"
            body = {"workflow": "shuttle", "org": "mill", "data": {"text": mark}}
        else:
            event = self.chance.choices(["note", "go", "arm"], [5, 3, 2])[0]
            path, body = f"/v1/items/{item}/events", {"event": event, "input": {"mark": mark}}
        keyed = self.chance.random() < self.keyed
        status, answer = self.post(path, body, {"Idempotency-Key": mark} if keyed else {}, keyed)
        if status in (None, 503):
            # Nobody says that it happened, and nobody says that it did not.
            return Sent(mark, event, UNKNOWN)
        if status == 409:
            return Sent(mark, event, REFUSED)
        if status not in (200, 201):
            raise Failed(f"{event} was answered with {status}: {answer}")
        view = json.loads(answer)
        return Sent(mark, event, ACCEPTED, view["id"], view["rev"])

    def post(self, path, body, headers, repeat):
        """Status and answer of the last attempt; None where no answer came."""
        give_up = time.monotonic() + self.GIVE_UP
        while True:
            status, answer = self.attempt(path, body, headers)
            self.account.answers[status] += 1
            # CH3072: the request that was cut off is still under way in the database.
            if not repeat or (status not in (None, 503) and "CH3072" not in answer):
                return status, answer
            if time.monotonic() > give_up:
                raise Failed(f"no answer within {self.GIVE_UP} s; the last was {status} {answer}")

    def attempt(self, path, body, headers):
        while not (ports := self.ports()):
            if self.stop.wait(0.01):
                return None, ""
        port = self.chance.choice(ports)
        client = self.clients.get(port)
        if client is None:
            client = self.clients[port] = Client(port, self.token)
        try:
            return client.post(path, body, headers)
        except ConnectionRefusedError:
            self.stop.wait(0.01)  # just killed; no need to turn in circles meanwhile
            return None, ""
        except (OSError, http.client.HTTPException):
            return None, ""
