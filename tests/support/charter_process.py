"""Runs the program as built, for the benchmarks and the chaos run: a small city, servers, and requests to them."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TENANT = "bench"


class Failed(Exception):
    """Something that makes the run worthless; its text says what."""


def write_city(folder):
    """A city of two organisations and one clerk, with the workflow `shuttle`."""
    folder = pathlib.Path(folder)
    workflows = folder / "workflows"
    workflows.mkdir(parents=True)
    shutil.copy(ROOT / "tests/bench/shuttle.yaml", workflows)
    shutil.copytree(ROOT / "workflows/calendars", workflows / "calendars")
    files = {
        "organizations.json": [
            {"id": TENANT, "kind": "municipal_federation", "name": {"zh": "市总工会", "en": "City Federation"}},
            {"id": "mill", "parent": TENANT, "kind": "grassroots_union",
             "name": {"zh": "纺织厂工会", "en": "Mill Union"}}],
        "people.json": [
            {"id": "wang", "name": "王一", "org": "mill", "token": "CLERK",
             "grants": [{"role": "clerk", "org": TENANT}]},
            {"id": "zhang", "name": "张二", "org": TENANT, "token": "ADMINISTRATOR",
             "grants": [{"role": "administrator", "org": TENANT}]}],
        "initiatives_2026.json": [],
    }
    for name, rows in files.items():
        (folder / name).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


class Server:
    """`charter serve` on a free port, with the city of `folder`."""

    def __init__(self, binary, database, folder, options=(), port=0, log="/dev/null"):
        self.folder = pathlib.Path(folder)
        self.token_file = self.folder / "tokens.env"
        command = [str(binary), "serve", "--db", database, "--listen", f"127.0.0.1:{port}", "--sample", str(folder),
                   "--workflows", str(self.folder / "workflows"), "--token-file", str(self.token_file), *options]
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        said = ""
        for line in self.process.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        else:
            raise Failed(f"charter serve ended with {self.process.wait()}: {said}\n{_tail(log)}")
        self.port = int(said.split("http://127.0.0.1:")[1].split()[0])
        self.pid = self.process.pid

    def token(self):
        for line in self.token_file.read_text().splitlines():
            if line.startswith("TOKEN_CLERK="):
                return line.split("=", 1)[1]
        raise Failed(f"no token of the clerk in {self.token_file}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self, seconds=30):
        """Asks it to end as Ctrl-C does; it finishes what it has begun."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed(f"charter serve did not stop within {seconds} s") from None
        self.process.stdout.close()
        return self.process.returncode


def _tail(path):
    if not os.path.isfile(path):
        return ""
    return "\n".join(pathlib.Path(path).read_text(errors="replace").splitlines()[-5:])


class Client:
    """One connection that is kept; thread-compatible."""

    def __init__(self, port, token, timeout=10):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                        "Accept-Language": "en", "Connection": "Keep-Alive"}

    def post(self, path, body, headers=None):
        """Status and body. Raises OSError or http.client.HTTPException where no answer came."""
        try:
            self.connection.request("POST", path, json.dumps(body), {**self.headers, **(headers or {})})
            reply = self.connection.getresponse()
            return reply.status, reply.read().decode()
        except BaseException:
            self.connection.close()
            raise

    def close(self):
        self.connection.close()
