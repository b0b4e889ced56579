"""P15: an office with half a million people and two million passes.

The people are invented, as for the other rows; each has had four passes, of which the last is good.
Making them takes minutes and is not measured.
"""
import json
import random
import statistics
import sys
import time
import urllib.request

from paper_rows import write_staff
from service_office import Office, load

FIRMS, PEOPLE_OF_A_FIRM, ROUNDS = 100, 5_000, 4
FIRST_FIRM = 10_000
# About a hundred pages a second.
PAGE_CLIENTS, PAGE_REST_MS = 8, 75
PAGE_SECONDS = 10
PAGE = 100
REST_SECONDS = 3


def make(program, folder):
    """The office, and the token of somebody who may read all of it."""
    office = Office(program, folder / "large")
    office.make()
    staff = folder / "large.csv"
    write_staff(staff, FIRMS * PEOPLE_OF_A_FIRM)
    part = folder / "part.csv"
    with open(staff, encoding="utf-8") as lines:
        head = next(lines)
        for firm in range(FIRST_FIRM, FIRST_FIRM + FIRMS):
            office.run("org", "add", "--number", firm, "--name", f"第{firm}厂")
            with open(part, "w", encoding="utf-8") as out:
                out.write(head)
                out.writelines(next(lines) for _ in range(PEOPLE_OF_A_FIRM))
            office.run("roster", "import", part, "--org", firm, "--site", "1")
    for turn in range(ROUNDS):
        # Those before the last are over as soon as they are made.
        until = "+20d" if turn == ROUNDS - 1 else "+1s"
        for firm in range(FIRST_FIRM, FIRST_FIRM + FIRMS):
            office.run("pass", "issue", "--org", firm, "--until", until)
    return office, office.token("admin", "operator")


def pages(address, token, file):
    """Writes the addresses of pages of firms' lists, also from within them."""
    drawn, paths = random.Random(1), []
    for firm in drawn.sample(range(FIRST_FIRM, FIRST_FIRM + FIRMS), min(20, FIRMS)):
        for list_ in ["people", "passes"]:
            path = f"/api/v1/organisations/{firm}/{list_}?limit={PAGE}"
            cursor = ""
            while cursor is not None:
                paths.append(path + cursor)
                asked = urllib.request.Request(
                    address + paths[-1], headers={"Authorization": f"Bearer {token}"})
                with urllib.request.urlopen(asked) as answer:
                    following = json.load(answer)["next"]
                cursor = following and f"&cursor={following}"
    drawn.shuffle(paths)
    file.write_text("\n".join(paths) + "\n")


def rows(program, folder, pairs):
    began = time.monotonic()
    office, token = make(program, folder)
    size = (office.data / "registry.sqlite").stat().st_size
    print(f"P15: {FIRMS * PEOPLE_OF_A_FIRM:,} people and {ROUNDS} passes of each took "
          f"{time.monotonic() - began:.0f} s to make, {size / 2 ** 20:,.0f} MiB", file=sys.stderr)
    starts, idle, late, middle, asked = [], [], [], [], []
    for _ in range(pairs + 1):
        with office.serve() as server:
            starts.append(server.start_seconds)
            file = folder / "pages"
            if not file.exists():
                pages(server.address, token, file)
            found = load(server.address, token, f"@{file}", PAGE_REST_MS,
                         seconds=PAGE_SECONDS, clients=PAGE_CLIENTS)
            asked.append(found["rate"])
            late.append(found["p99_ms"])
            middle.append(found["p50_ms"])
            time.sleep(REST_SECONDS)
            idle.append(server.resident_kib())
    work = "500,000 people, 2,000,000 passes: "
    yield ("P15", work + "start to the first answer", starts[1:], "{:.2f} s", "", [], [], "",
           "≤ 0.5 s here")
    yield ("P15", work + "resident, idle after a load", idle[1:], "{:,.0f} KiB", "", [], [], "",
           f"≤ {96 * 1024:,} KiB")
    rate = statistics.median(asked[1:])
    yield ("P15", work + f"a page of {PAGE} of a firm's list, {rate:.0f} asked a second, p99",
           late[1:], "{:.1f} ms", "ours, p50", middle[1:],
           [statistics.median(late[1:]) / statistics.median(middle[1:])], "{:.1f} × its p50",
           "≤ 30 ms here")
