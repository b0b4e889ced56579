"""P16: 400 gates that check, send their journals and take deltas, while 2,000 firms import their
lists and issue passes.

The gates are the real ones: `gate check --stream` and `gate sync` over TLS, on the same cores. How
long an upload took is what the service's log says, from the head of the request to its answer, and
beside it how long the whole of `gate sync` took.
"""
import collections
import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

from paper_rows import write_staff
from service_office import Office

GATES, SITES, FIRMS, PEOPLE_OF_A_FIRM = 400, 20, 2_000, 50
FIRST_FIRM = 10_000
GATE_WORKERS = FIRM_WORKERS = 8
ROWS_OF_A_VISIT = 5
# What the service refuses by a limit that has a name, to be tried again.
LIMITS = {"BUSY", "TOO_MANY", "TOO_MANY_REQUESTS"}
SCOPES = ("read", "places", "organisations", "rosters", "passes", "devices")


class Line:
    """One connection to the service, as whoever has the token."""

    def __init__(self, port, trusted, token):
        self.headers = {"Authorization": f"Bearer {token}"}
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusted)
        self.limited = collections.Counter()

    def ask(self, method, path, body=None, kind="application/json"):
        """The answer as JSON; a limit is waited for, anything else that refuses ends the row."""
        while True:
            self.connection.request(
                method, f"/api/v1/{path}",
                json.dumps(body).encode() if isinstance(body, dict) else body,
                {**self.headers, "Content-Type": kind} if body is not None else self.headers)
            answer = self.connection.getresponse()
            text = answer.read()
            if answer.status < 400:
                return json.loads(text)
            code = json.loads(text).get("code")
            if code not in LIMITS:
                raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
            self.limited[code] += 1
            time.sleep(int(answer.headers.get("Retry-After", 1)))


class SyncedGates:
    """The office, its gates and firms."""

    def __init__(self, program, folder):
        self.office = Office(program, folder / "busy")
        self.gate, self.folder = Path(program).parent / "gate", folder
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        self.syncs, self.refused, self.limited = [], collections.Counter(), collections.Counter()
        self.lock, self.faults, self.left = threading.Lock(), [], FIRMS

    def prepare(self):
        """Programs' folders and what a server needs; gives the operator's token."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-noenc", "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True)
        self.office.make(gates=0)
        staff = self.folder / "busy.csv"
        write_staff(staff, FIRMS * PEOPLE_OF_A_FIRM)
        with open(staff, encoding="utf-8") as lines:
            self.head, *self.people = lines
        return self.office.token("admin", "operator", scopes=SCOPES)

    def pin(self):
        public = subprocess.run(
            ["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
            capture_output=True).stdout
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-r"], input=public, check=True,
            capture_output=True).stdout.decode()[:64]

    def run_gate(self, number, *words, text=""):
        return subprocess.run(
            [self.gate, *words], input=text, capture_output=True, text=True,
            env={**self.office.environment, "GATE_STATE": str(self.folder / "gates" / str(number)),
                 "LANG": "en_US.UTF-8"})

    def place(self, line, address, pin):
        """Sites, and gates that are enrolled and have their first bundle."""
        (self.folder / "gates").mkdir()
        for site in range(2, SITES + 1):
            line.ask("POST", "sites", {"number": site, "name": f"{site}区"})
            line.ask("POST", f"sites/{site}/zones", {"number": site, "name": "厂区"})
        for gate in range(1, GATES + 1):
            site = self.site(gate)
            line.ask("POST", f"sites/{site}/gates",
                     {"number": gate, "zone": site, "name": f"{gate}号门"})
            code = line.ask("POST", f"gates/{gate}/enrolment-codes", {})["code"]
            done = self.run_gate(
                gate, "enrol", "--server", address, "--pin", pin, "--yes", text=code)
            if done.returncode != 0:
                sys.exit(f"gate {gate} was not enrolled: {done.stdout}{done.stderr}")
            self.sync(gate)

    @staticmethod
    def site(number):
        return number % SITES + 1

    def sync(self, gate):
        start = time.monotonic()
        done = self.run_gate(gate, "sync", "--json")
        took = time.monotonic() - start
        with self.lock:
            if done.returncode == 0:
                self.syncs.append((took, json.loads(done.stdout).get("loaded")))
            else:
                self.refused[done.stderr.strip()[-200:]] += 1

    def visit_gates(self, first):
        """Checks and syncs at every one of so many gates in turn, until all lists are in."""
        lines = "".join(f"nobody's code {n}\n" for n in range(ROWS_OF_A_VISIT))
        gate = first
        while self.left > 0 and not self.faults:
            self.run_gate(gate, "check", "--stream", text=lines)
            self.sync(gate)
            gate += GATE_WORKERS
            if gate > GATES:
                gate = first

    def wait(self, line, number, state):
        while True:
            found = line.ask("GET", f"lists/{number}")["state"]
            if found == state:
                return
            if found not in ("received", "applying", "checked"):
                raise RuntimeError(f"list {number} is {found}")
            time.sleep(0.1)

    def import_lists(self, line, first):
        """Every one of so many firms brings its list and issues its passes."""
        try:
            for n in range(first, FIRMS, FIRM_WORKERS):
                firm = FIRST_FIRM + n
                rows = self.people[n * PEOPLE_OF_A_FIRM:(n + 1) * PEOPLE_OF_A_FIRM]
                line.ask("POST", "organisations", {"number": firm, "name": f"第{firm}厂"})
                made = line.ask(
                    "POST", f"organisations/{firm}/lists?site={self.site(n)}",
                    "".join([self.head, *rows]).encode(), "text/csv")
                self.wait(line, made["id"], "checked")
                line.ask("POST", f"lists/{made['id']}/submit", {})
                self.wait(line, made["id"], "applied")
                issued = line.ask("POST", f"organisations/{firm}/passes", {"kind": "staff"})
                if issued["issued"] != PEOPLE_OF_A_FIRM:
                    raise RuntimeError(f"firm {firm}: {issued}")
                with self.lock:
                    self.left -= 1
        except (RuntimeError, OSError, http.client.HTTPException) as fault:
            self.faults.append(str(fault))
        with self.lock:
            self.limited += line.limited

    def load(self, port, trusted, token):
        """All of them at once; gives the seconds."""
        start = time.monotonic()
        threads = [
            threading.Thread(target=self.import_lists, args=(Line(port, trusted, token), n))
            for n in range(FIRM_WORKERS)
        ] + [
            threading.Thread(target=self.visit_gates, args=(n + 1,)) for n in range(GATE_WORKERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.faults:
            sys.exit(f"P16: refused by no limit that has a name: {self.faults[0]}")
        return time.monotonic() - start


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0


def rows(program, folder):
    gates = SyncedGates(program, folder)
    token = gates.prepare()
    with gates.office.serve(
        "--certificate", gates.certificate, "--private-key", gates.key
    ) as server:
        port = int(server.address.rpartition(":")[2])
        trusted = ssl.create_default_context(cafile=str(gates.certificate))
        gates.place(Line(port, trusted, token), server.address, gates.pin())
        prepared = len(gates.office.log.read_text().splitlines())
        gates.syncs.clear()
        seconds = gates.load(port, trusted, token)
    took = collections.defaultdict(list)
    for line in gates.office.log.read_text().splitlines()[prepared:]:
        event = json.loads(line)
        if event["event"] == "request":
            took[event["operation"]].append(float(event["ms"]))
            if event["status"].startswith("5") or event["status"] == "429":
                gates.limited[f"{event['operation']} {event['status']}"] += 1
    kinds = collections.Counter(kind for _, kind in gates.syncs)
    print(f"P16: {FIRMS:,} lists and {len(gates.syncs):,} visits of gates in {seconds:.0f} s;"
          f" bundles {dict(kinds)}; limits met {dict(gates.limited)};"
          f" syncs refused {dict(gates.refused)}", file=sys.stderr)
    for name in ["sendJournal", "fetchBundle", "reportState", "uploadList", "issuePasses"]:
        print(f"P16: {name}: {len(took[name])}, p50 {percentile(took[name], 0.5):.0f} ms,"
              f" p99 {percentile(took[name], 0.99):.0f} ms", file=sys.stderr)
    work = f"{GATES} gates while {FIRMS:,} firms import: "
    yield ("P16", work + "a gate's upload, p99", [percentile(took["sendJournal"], 0.99) / 1e3],
           "{:.2f} s", "", [], [], "", "≤ 1 s here")
    yield ("P16", work + "the whole of gate sync, p99",
           [percentile([took for took, _ in gates.syncs], 0.99)], "{:.2f} s", "", [], [], "", "")
    yield ("P16", work + "refused by no limit that has a name", [sum(gates.refused.values())],
           "{:,.0f}", "", [], [], "", "0")
