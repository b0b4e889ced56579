"""Tries the running service by the description of its API: validates the description, starts the
real server on invented data in a throw-away folder, opens its pages in a browser, and lets
schemathesis ask for everything, once for each role. `make api` runs it."""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "API"))
import pages  # noqa: E402

DESCRIPTION = ROOT / "Docs" / "api" / "openapi.yaml"
TOOLS = Path(sys.executable).parent
AT_ONCE = 2
ANONYMOUS = "anonymous"
# Everything that a token can be for: what an account does to itself and to others needs a session.
SCOPES = (
    "applications audit backups bundles codes conditions conflicts desks devices figures guards "
    "journals messages organisations passes places quotas rosters service vehicles"
).split()
# Who tries each bound of each member besides: that tells nothing of a role.
WHOLE = {"operator", ANONYMOUS}
# Each role where an account has it; what it may not do has to be refused.
ROLES = {
    "operator": "",
    "site_manager": "--site 1",
    "hr": "--org 1042",
    "dispatcher": "--org 1042",
    "property_manager": "--org 1042",
    "commissioner": "",
    "reviewer": "--site 1 --desk park",
    "auditor": "",
}


class Office:
    """A data folder with a firm, its people and vehicles, and a pass for each of them."""

    def __init__(self, programs, folder):
        self.gatepass = programs / "gatepass"
        self.folder = folder
        self.environment = {"GATEPASS_DATA": str(folder / "d"), "PATH": os.environ["PATH"]}
        lists = ROOT / "Tests" / "Vectors"
        for command in [
            "init --area 310117",
            "org add --number 1042 --name 精密仪器厂",
            "org add --number 1043 --name 邻厂",
            "site add --number 1 --name 东区",
            "zone add --site 1 --number 1 --name 厂区",
            "gate add --site 1 --number 1 --zone 1 --name 一号门",
            f"roster import {lists / 'rosters' / 'clean.xlsx'} --org 1042 --site 1",
            "pass issue --org 1042 --until +20d",
        ]:
            self.run(*command.split())

    def run(self, *arguments):
        return subprocess.run(
            [self.gatepass, *arguments],
            env=self.environment, cwd=self.folder, check=True, capture_output=True, text=True,
        ).stdout

    def codes(self):
        """Number and text of the code of every pass that is good."""
        self.run("pass", "export", "--org", "1042", "--to", "codes.csv", "--format", "text")
        rows = csv.DictReader(open(self.folder / "codes.csv", encoding="utf-8-sig"))
        return [(row["number"], row["text"]) for row in rows]

    def link(self, number, address):
        return self.run("pass", "link", "--number", number, "--base-url", address).strip()

    def live_pass(self):
        """The number of a pass on which only live codes count."""
        number, _ = self.codes()[-1]
        shown = json.loads(self.run("pass", "show", "--number", number, "--json"))["history"][0]
        self.run("pass", "revoke", "--number", number, "--reason", "mistake")
        self.run(
            "pass", "issue", "--org", "1042", "--until", "+20d", "--live",
            "--employee", shown["key"],
        )
        return self.codes()[-1][0]

    def token(self, role, place, address):
        """An API token of a new account with a role, made as a person would."""
        invited = json.loads(
            self.run(
                "user", "add", "--login", f"{role}.try", "--name", "王小明", "--role", role,
                *place.split(), "--json",
            )
        )
        password = f"{role} tries every door"
        secret = invited["link"].partition("#")[2]
        ask(f"{address}/api/v1/invitations/accepted", secret=secret, password=password)
        session, headers = ask(
            f"{address}/api/v1/session", login=f"{role}.try", password=password
        )
        cookie = {
            "Cookie": headers["Set-Cookie"].partition(";")[0],
            "X-CSRF-Token": session["csrf_token"],
        }
        made, _ = ask(f"{address}/api/v1/tokens", cookie, name="try", scopes=SCOPES)
        return made["secret"]

    def serve(self):
        """The running server, and its address."""
        log = open(self.folder / "log", "w")
        server = subprocess.Popen(
            [self.gatepass, "serve", "--listen", "127.0.0.1:0", "--json"],
            env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True,
        )
        return server, json.loads(server.stdout.readline())["listening"]


def ask(address, headers=None, **members):
    """What the service answers to a POST, with its header fields."""
    request = urllib.request.Request(
        address, json.dumps(members).encode(),
        {"Content-Type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer), answer.headers
    except urllib.error.HTTPError as refusal:
        raise SystemExit(f"api: {address} refused: {refusal.read().decode()}") from refusal


def attempt(role, token, address, folder):
    """schemathesis as one role; what it writes goes to a file."""
    headers = [] if token is None else ["--header", f"Authorization: Bearer {token}"]
    report = folder / f"{role}.txt"
    return subprocess.Popen(
        [
            TOOLS / "schemathesis", "--config-file", ROOT / "Tests" / "API" / "schemathesis.toml",
            "run", DESCRIPTION, "--url", address, "--checks", "all",
            "--phases", "examples,coverage,fuzzing" if role in WHOLE else "fuzzing", *headers,
        ],
        cwd=ROOT, stdout=open(report, "w"), stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)},
    ), report


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=Path)
    parser.add_argument("roles", nargs="*")
    parser.add_argument("--pictures", type=Path, help="a folder that keeps the pages' pictures")
    arguments = parser.parse_args()
    subprocess.run([TOOLS / "openapi-spec-validator", DESCRIPTION], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = Office(arguments.programs.resolve(), folder)
        server, address = office.serve()
        try:
            wanted = arguments.roles or [ANONYMOUS, *ROLES]
            roles = {
                role: None if role == ANONYMOUS else office.token(role, ROLES[role], address)
                for role in wanted
            }
            pages.try_pages(office, address, arguments.pictures or folder)
            faults = trials(roles, address, folder)
            if server.poll() is not None:
                faults.append(f"the server ended with {server.returncode}")
        finally:
            server.terminate()
            server.wait()
        for line in (folder / "log").read_text().splitlines():
            if '"unforeseen fault"' in line:
                faults.append(f"log: {line}")
    if faults:
        sys.exit("\n".join(["api: the service and its description differ:", *faults]))


def trials(roles, address, folder):
    """Runs the roles, a few at once; what each found wrong."""
    waiting, running, faults = list(roles), [], []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            role = waiting.pop(0)
            running.append((role, time.monotonic(), *attempt(role, roles[role], address, folder)))
        for trial in list(running):
            role, began, run, report = trial
            if run.poll() is None:
                continue
            running.remove(trial)
            text = report.read_text()
            took = time.monotonic() - began
            cases = re.search(r"(\d+) generated", text)
            count = cases[1] if cases else "no"
            print(f"api: {role}: {count} requests, {took:.0f} s, exit {run.returncode}")
            if run.returncode != 0:
                faults += [f"--- as {role}", text]
        time.sleep(0.2)
    return faults


if __name__ == "__main__":
    main()
