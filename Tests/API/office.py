"""An office with invented people, its running service, and accounts that sign in to it, for the
trials of the API and of the pages."""

import csv
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = ROOT / "Tests" / "Vectors"
PAPER = b"\x89PNG\r\n\x1a\n\x01"
PERSON = {"name": "王小明", "identity": "999999199001010016", "telephone": "19900001234"}
FORMS = [
    {
        "kind": "temporary-entry",
        "values": {"people": [PERSON], "host": "李丽", "reason": "repair", "equipment": []},
    },
    {
        "kind": "vehicle",
        "values": {
            "plate": "沪A12345", "drivers": [PERSON], "cargo": "零件", "cargo_class": "general",
            "origin": "东站", "destination": "东区", "trips": "single",
        },
    },
]


class Office:
    """A data folder, and the commands and the service that work on it."""

    def __init__(self, programs, folder):
        folder.mkdir(exist_ok=True)
        self.programs = programs
        self.folder = folder
        self.environment = {"GATEPASS_DATA": str(folder / "d"), "PATH": os.environ["PATH"]}

    def furnish(self):
        """A firm, its people, and a pass for each of them."""
        for command in [
            "init --area 310117",
            "org add --number 1042 --name 精密仪器厂",
            "org add --number 1043 --name 邻厂",
            "site add --number 1 --name 东区",
            "zone add --site 1 --number 1 --name 厂区",
            "gate add --site 1 --number 1 --zone 1 --name 一号门",
            f"roster import {LISTS / 'rosters' / 'clean.xlsx'} --org 1042 --site 1",
            "pass issue --org 1042 --until +20d",
        ]:
            self.run(*command.split())
        return self

    def fill(self):
        """What there is to ask for besides, numbered from 1: Tests/API/schemathesis.toml names it.

        Whoever brings it is account 1, so that no trial's own account is.
        """
        with self.serve() as service:
            headers = service.sign_in("operator", "", "first")
            firm = "/api/v1/organisations/1042"
            for desk in ["duty", "park"]:
                place = f"/api/v1/sites/1/desks/{desk}"
                service.ask(place, {"name": desk}, headers, "PUT")
                service.ask(f"{place}/seats/1", {}, headers, "PUT")
            start = int(time.time()) + 3600
            for form in FORMS:
                times = {"from": start, "until": start + 7200}
                form = {**form, "site": 1, "values": {**form["values"], **times}}
                service.ask(f"{firm}/applications", form, headers)
            sheet = (LISTS / "rosters" / "clean.xlsx").read_bytes()
            service.ask(f"{firm}/lists?site=1", sheet, headers)
            service.ask(f"{firm}/attachments", PAPER, headers)
            for number, _ in self.codes()[:2]:
                secret = self.link(number, service.address).partition("#")[2]
                service.ask(
                    "/api/v1/holder/corrections", {"secret": secret, "text": "部门写错了"})
        return self

    def copy(self, folder):
        """The same office in another folder, while nothing works on this one."""
        shutil.copytree(self.folder, folder)
        return Office(self.programs, folder)

    def run(self, *arguments):
        return subprocess.run(
            [self.programs / "gatepass", *arguments],
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

    def serve(self):
        return Service(self)


class Service:
    """The running service of an office, for the time of a `with`."""

    def __init__(self, office):
        self.office = office
        self.log = office.folder / "log"

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.office.programs / "gatepass", "serve", "--listen", "127.0.0.1:0", "--json"],
            env=self.office.environment, cwd=self.office.folder, stdout=subprocess.PIPE,
            stderr=open(self.log, "w"), text=True,
        )
        told = self.process.stdout.readline()
        if not told:
            raise SystemExit(f"api: the service did not start: {self.log.read_text()}")
        self.address = json.loads(told)["listening"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def faults(self):
        """What the service would say of itself and must not have had to."""
        found = [line for line in self.log.read_text().splitlines() if "unforeseen fault" in line]
        if self.process.poll() is not None:
            found.append(f"the server ended with {self.process.returncode}")
        return found

    def sign_in(self, role, place, name="try"):
        """The header fields of a session of a new account with a role, made as a person would."""
        login, password = f"{role}.{name}", f"{role} tries every door"
        invited = json.loads(
            self.office.run(
                "user", "add", "--login", login, "--name", "王小明", "--role", role,
                *place.split(), "--json",
            )
        )
        secret = invited["link"].partition("#")[2]
        self.ask("/api/v1/invitations/accepted", {"secret": secret, "password": password})
        session, headers = self.ask("/api/v1/session", {"login": login, "password": password})
        return {
            "Cookie": headers["Set-Cookie"].partition(";")[0],
            "X-CSRF-Token": session["csrf_token"],
        }

    def knows(self, headers):
        """Whether a session is still good."""
        request = urllib.request.Request(f"{self.address}/api/v1/session", headers=headers)
        try:
            return urllib.request.urlopen(request).status == 200
        except urllib.error.HTTPError:
            return False

    def ask(self, path, content=None, headers=None, method=None):
        """What the service answers to members or bytes, by POST where nothing else is said, or to a
        GET without either; with its header."""
        kind = "application/octet-stream" if isinstance(content, bytes) else "application/json"
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        request = urllib.request.Request(
            self.address + path, content, {"Content-Type": kind, **(headers or {})},
            method=method,
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return json.loads(answer.read() or "{}"), answer.headers
        except urllib.error.HTTPError as refusal:
            raise SystemExit(f"api: {path} refused: {refusal.read().decode()}") from refusal
