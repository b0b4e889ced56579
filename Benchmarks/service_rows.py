"""The service's rows of the table: codes issued beside FastAPI, checks beside nginx, a large
office, and gates that sync while firms import.

Called by bench.py. All of it is at 127.0.0.1 and in the clear, ours and the peers'; wrk asks, on
the same cores.
"""
import csv
import getpass
from pathlib import Path

import large_office
import synced_gates
from paper_rows import write_staff
from service_office import (
    CLIENTS, ORGANISATION, PEERS, Office, Running, free_port, load, peers_python, without)

PEOPLE = 60_000
ISSUE_SECONDS = 5
CHECK_SECONDS = 4
CHECKED_CODES = 5_000
STATIC_BYTES = 2_048
ORDER = '{"kind":"staff","key":"E%06d"}'


class ServiceRows:
    """Offices of one run of the benchmark."""

    def __init__(self, _built, gatepass, folder, pairs):
        self.folder, self.pairs = Path(folder), pairs
        self.program = gatepass
        self.made = None

    def rows(self, wanted):
        for number, rows in [
            ("P13", self.issues), ("P14", self.checks), ("P15", self.large), ("P16", self.gates),
        ]:
            if not wanted or number in wanted:
                yield from rows()

    def base(self):
        """An office with people of one firm, without passes, and a token of its HR."""
        if self.made is None:
            office = Office(self.program, self.folder / "base")
            office.make()
            staff = self.folder / "staff.csv"
            write_staff(staff, PEOPLE)
            office.run("roster", "import", staff, "--org", ORGANISATION, "--site", "1")
            self.made = office, office.token("li.hr", "hr", "--org", ORGANISATION)
        return self.made

    def issues(self):
        if without("wrk", "wrk", "P13"):
            return
        python = peers_python()
        if python is None:
            return
        base, token = self.base()
        mine, theirs = [], []
        for _ in range(self.pairs + 1):
            with base.copy(self.folder / "ours").serve() as server:
                mine.append(load(
                    f"{server.address}/api/v1/organisations/{ORGANISATION}/codes", token, ORDER,
                    seconds=ISSUE_SECONDS))
            registry = base.copy(self.folder / "theirs").data / "registry.sqlite"
            port = free_port()
            with Running(
                [python, PEERS / "fastapi_issue.py", registry, ORGANISATION, port]
            ) as peer:
                peer.answers(f"http://127.0.0.1:{port}/")
                theirs.append(load(
                    f"http://127.0.0.1:{port}/codes", token, ORDER, seconds=ISSUE_SECONDS))
        mine, theirs = mine[1:], theirs[1:]
        rates = [[found["rate"] for found in side] for side in (mine, theirs)]
        yield ("P13", f"HTTP issue with FULL, {CLIENTS} clients", rates[0], "{:,.0f}/s",
               "FastAPI, segno, SQLite with FULL", rates[1],
               [a / b for a, b in zip(*rates)], "{:.1f} times as fast", "≥ 30")
        late = [found["p99_ms"] for found in mine]
        middle = [found["p50_ms"] for found in theirs]
        yield ("P13", "the same, p99", late, "{:,.0f} ms", "FastAPI and segno, p50", middle,
               [a / b for a, b in zip(late, middle)], "{:.2f} × its p50", "< 1")

    def codes(self, office):
        """A file with the body of a check on each line."""
        office.run("pass", "issue", "--org", ORGANISATION, "--until", "+20d")
        texts, bodies = self.folder / "texts.csv", self.folder / "bodies"
        office.run("pass", "export", "--org", ORGANISATION, "--to", texts, "--format", "text")
        with open(texts, encoding="utf-8-sig", newline="") as source, open(bodies, "w") as out:
            for row, _ in zip(csv.DictReader(source), range(CHECKED_CODES)):
                out.write(f'{{"text":"{row["text"]}","direction":"in"}}\n')
        texts.unlink()
        return bodies

    def nginx(self):
        """nginx with one static file, all that a package of Debian turns on left as it is."""
        place = self.folder / "nginx"
        place.mkdir(exist_ok=True)
        (place / "page").write_bytes(b"x" * STATIC_BYTES)
        port = free_port()
        # The folder is open to nobody else.
        (place / "conf").write_text(f"""
            user {getpass.getuser()};
            daemon off; master_process on; worker_processes auto; pid {place}/pid;
            error_log {place}/error.log;
            events {{ worker_connections 1024; }}
            http {{
                sendfile on; tcp_nopush on; access_log off; keepalive_requests 100000000;
                client_body_temp_path {place}/1; proxy_temp_path {place}/2;
                fastcgi_temp_path {place}/3; uwsgi_temp_path {place}/4; scgi_temp_path {place}/5;
                server {{ listen 127.0.0.1:{port}; root {place}; }}
            }}""")
        server = Running(["nginx", "-c", place / "conf", "-p", place])
        server.address = f"http://127.0.0.1:{port}"
        server.answers(server.address)
        return server

    @staticmethod
    def cost(server, *words):
        """Microseconds of CPU for each request, the first second left out."""
        load(*words, seconds=1)
        before = server.cpu_seconds()
        found = load(*words, seconds=CHECK_SECONDS)
        return (server.cpu_seconds() - before) / found["requests"] * 1e6, found

    def checks(self):
        if without("wrk", "wrk", "P14") or without("nginx", "nginx-light", "P14"):
            return
        base, _ = self.base()
        office = base.copy(self.folder / "checked")
        token = office.token("desk", "site_manager", "--site", "1")
        bodies = f"@{self.codes(office)}"
        mine, theirs, rates = [], [], [[], []]
        with office.serve() as server, self.nginx() as nginx:
            for _ in range(self.pairs + 1):
                for costs, found, words in [
                    (mine, rates[0],
                     (server, f"{server.address}/api/v1/gates/1/checks", token, bodies)),
                    (theirs, rates[1], (nginx, f"{nginx.address}/page")),
                ]:
                    cost, load_found = self.cost(*words)
                    costs.append(cost)
                    found.append(load_found["rate"])
        mine, theirs = mine[1:], theirs[1:]
        name = f"nginx, {STATIC_BYTES:,} B"
        yield ("P14", f"HTTP check, {CLIENTS} clients, CPU of the server a request", mine,
               "{:,.1f} µs", name, theirs, [a / b for a, b in zip(mine, theirs)],
               "{:.2f} × its CPU", "≤ 3")
        yield ("P14", "the same, requests answered", rates[0][1:], "{:,.0f}/s", name, rates[1][1:],
               [a / b for a, b in zip(rates[0][1:], rates[1][1:])], "{:.2f} × its rate", "")

    def large(self):
        if not without("wrk", "wrk", "P15"):
            yield from large_office.rows(self.program, self.folder, self.pairs)

    def gates(self):
        if not without("openssl", "openssl", "P16"):
            yield from synced_gates.rows(self.program, self.folder)
