"""Offices that serve, the programs beside them, and what both cost: for service_rows.py."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks/Peers"
PYTHON = ROOT / ".build-python-bench"
ORGANISATION = "1042"
CLIENTS = 64
STARTS_WITHIN_SECONDS = 20
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def without(command, package, rows):
    """Says in one line what is missing; whether it is."""
    if shutil.which(command):
        return False
    print(f"{command} is not installed (apt-get install {package}): {rows} left out",
          file=sys.stderr)
    return True


def peers_python():
    """A Python with the peer's packages, installed once; None where they cannot be had."""
    wanted, marker = ROOT / "Benchmarks/requirements.txt", PYTHON / "ready"
    if marker.exists() and marker.stat().st_mtime > wanted.stat().st_mtime:
        return PYTHON / "bin/python"
    for command in [
        [sys.executable, "-m", "venv", PYTHON],
        [PYTHON / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
         "--requirement", wanted],
    ]:
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            print(f"the packages of {wanted} cannot be installed: P13 is left out",
                  file=sys.stderr)
            return None
    marker.touch()
    return PYTHON / "bin/python"


def ask(address, members, token=None):
    """What the service answers to a POST."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(address, json.dumps(members).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{address} refused: {refusal.read().decode()}")


class Running:
    """A program that serves, with all its processes; ended where the block ends."""

    def __init__(self, command, environment=None, log=subprocess.DEVNULL):
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=log, text=True,
            env=environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def answers(self, address):
        """Waits until there is an answer, of whatever kind; gives the seconds since now."""
        start = time.monotonic()
        while time.monotonic() - start < STARTS_WITHIN_SECONDS:
            try:
                urllib.request.urlopen(address).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.005)
        else:
            sys.exit(f"nothing answers at {address}")
        return time.monotonic() - start

    def cpu_seconds(self):
        """What it and its children have used until now, all threads."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = place.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if self.process.pid in (int(place.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS_A_SECOND

    def resident_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])


def load(address, *words, seconds, clients=CLIENTS):
    """What wrk found."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s",
         "-s", str(PEERS / "requests.lua"), address, "--", *map(str, words)],
        capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines or not lines[-1].startswith("{"):
        sys.exit(f"wrk {address}: {done.stdout}{done.stderr}")
    found = json.loads(lines[-1])
    if found["refused"] or found["failed"]:
        sys.exit(f"wrk {address}: not all was answered as wanted: {found}")
    found["rate"] = found["requests"] / found["seconds"]
    return found


class Office:
    """A data folder, and the commands on it."""

    def __init__(self, program, data):
        self.program, self.data = program, Path(data)
        # Registries hold no key of the tester's own.
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("GATEPASS_")}

    def run(self, *words):
        done = subprocess.run(
            [str(word) for word in [self.program, *words, "--data", self.data]],
            capture_output=True, text=True, env=self.environment)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stdout}"
                     f"{done.stderr}")
        return done.stdout

    def make(self, gates=1):
        """A new office with one site, its gates and one firm."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.run("init", "--area", "310117")
        self.run("org", "add", "--number", ORGANISATION, "--name", "精密仪器厂")
        self.run("site", "add", "--number", "1", "--name", "东区")
        self.run("zone", "add", "--site", "1", "--number", "1", "--name", "厂区")
        for number in range(1, gates + 1):
            self.run("gate", "add", "--site", "1", "--number", number, "--zone", "1",
                     "--name", f"{number}号门")

    def copy(self, to):
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.data, to)
        return Office(self.program, to)

    def token(self, login, role, *place, scopes=("read", "passes", "codes", "rosters")):
        """An API token of a new account, which has a password before, as people's have."""
        added = self.run(
            "user", "add", "--login", login, "--name", "王小明", "--role", role, *place, "--json")
        accepted = {
            "secret": json.loads(added)["link"].partition("#")[2],
            "password": "whoever measures tries this door"}
        with self.serve() as server:
            ask(f"{server.address}/api/v1/invitations/accepted", accepted)
        words = [word for scope in scopes for word in ("--scope", scope)]
        made = self.run("user", "token", "--login", login, "--name", "bench", *words, "--json")
        return json.loads(made)["secret"]

    @property
    def log(self):
        return self.data.parent / f"{self.data.name}.log"

    def serve(self, *words):
        """The running service; its address in `address`, its start in `start_seconds`."""
        start = time.monotonic()
        log = open(self.log, "w")
        server = Running(
            [self.program, "serve", "--listen", "127.0.0.1:0", "--json", "--data", self.data,
             *words], self.environment, log)
        line = server.process.stdout.readline()
        if not line:
            sys.exit(f"the service did not start: see {log.name}")
        server.address = json.loads(line)["listening"]
        if server.address.startswith("http:"):
            server.answers(f"{server.address}/healthz")
        server.start_seconds = time.monotonic() - start
        return server
