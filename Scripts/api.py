"""Tries the running service by the description of its API: validates the description, opens the
pages in a browser, and lets schemathesis ask for everything, once for each role, each against a
server of its own on invented data in a throw-away folder. `make api` runs it."""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count, environ
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "API"))
import pages  # noqa: E402
from office import Office  # noqa: E402

DESCRIPTION = ROOT / "Docs" / "api" / "openapi.yaml"
# Which role may do what, as Authority has it; a test holds it to that.
TABLE = ROOT / "Tests" / "Golden" / "authority.txt"
TOOLS = Path(sys.executable).parent
ANONYMOUS = "anonymous"
EVERYBODY = "everybody"
# Each role where an account has it.
ROLES = {
    "operator": "",
    "site_manager": "--site 1",
    "property_manager": "--org 1042",
    "commissioner": "",
    "hr": "--org 1042",
    "dispatcher": "--org 1042",
    "reviewer": "--site 1 --desk park",
    "auditor": "",
}
# Who tries each bound of each member besides, which are the same for every role.
WHOLE = {"operator", ANONYMOUS}
# What is excluded, and where it is tried instead:
# - operations that are not the role's, or need somebody signed in: StrangerTests.swift of
#   Tests/PassWebTests asks for each as each role and sees it refused;
# - what would end the session by which the trial asks: SessionTests.swift there.
ENDING = {"signOut", "endSession"}


def operations():
    """Each operation's id with the actions of which it takes one."""
    found = re.findall(
        r"^ +operationId: (\S+)\n +x-action: (.+)$", DESCRIPTION.read_text(), re.MULTILINE
    )
    return {operation: set(actions.split()) for operation, actions in found}


def may(role):
    """The operations that a role may ask for."""
    holders = {}
    for line in TABLE.read_text().splitlines():
        action, *roles = line.split()
        holders[action] = set(roles)

    def lets(operation, actions):
        if role == ANONYMOUS:
            return bool(actions & {"anyone", "device"})
        held = {who for action in actions for who in holders.get(action, ())}
        return operation not in ENDING and bool(
            held & {role, EVERYBODY} or "signed-in" in actions
        )

    return [operation for operation, actions in operations().items() if lets(operation, actions)]


def attempt(role, base, folder):
    """schemathesis as one role; whether something was wrong, which is printed."""
    began = time.monotonic()
    wanted = may(role)
    with base.copy(folder / role).serve() as service:
        headers = {} if role == ANONYMOUS else service.sign_in(role, ROLES[role])
        run = subprocess.run(
            [
                TOOLS / "schemathesis", "--config-file",
                ROOT / "Tests" / "API" / "schemathesis.toml",
                "run", DESCRIPTION, "--url", service.address, "--checks", "all",
                "--phases", "examples,coverage,fuzzing" if role in WHOLE else "examples,fuzzing",
                *(f"--include-operation-id={operation}" for operation in wanted),
                *(f"--header={name}:{value}" for name, value in headers.items()),
            ],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**environ, "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder / role)},
        )
        faults = service.faults()
        if role != ANONYMOUS and not service.knows(headers):
            faults.append("the trial lost its session on the way")
    cases = re.search(r"(\d+) generated", run.stdout)
    count = cases[1] if cases else "no"
    print(
        f"api: {role}: {len(wanted)} operations, {count} requests, "
        f"{time.monotonic() - began:.0f} s, exit {run.returncode}", flush=True,
    )
    if run.returncode != 0:
        faults.append(run.stdout)
    if faults:
        print("\n".join([f"--- as {role}", *faults]), flush=True)
    return bool(faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=Path)
    parser.add_argument("roles", nargs="*", choices=[ANONYMOUS, *ROLES, []])
    parser.add_argument("--pictures", type=Path, help="a folder that keeps the pages' pictures")
    arguments = parser.parse_args()
    subprocess.run([TOOLS / "openapi-spec-validator", DESCRIPTION], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = Office(arguments.programs.resolve(), folder / "base").furnish().fill()
        with base.copy(folder / "pages").serve() as service:
            pages.try_pages(service.office, service.address, arguments.pictures or folder)
            faults = service.faults()
        # Side by side as many as there are cores: schemathesis takes one.
        with ThreadPoolExecutor(cpu_count()) as crew:
            roles = arguments.roles or [*ROLES, ANONYMOUS]
            wrong = list(crew.map(lambda role: attempt(role, base, folder), roles))
    if faults or any(wrong):
        sys.exit("\n".join(["api: the service and its description differ", *faults]))


if __name__ == "__main__":
    main()
