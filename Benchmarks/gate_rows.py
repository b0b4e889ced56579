"""The gate's rows of the table: checks, streams, journals and bundles beside programs in C.

Called by bench.py. The folders are invented by bench-gate-folder; `turns` starts two programs in
turn, since Python takes longer to start one than a gate to check a code.
"""
import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks/Peers"
PASSES, FEW_PASSES, STREAM, JOURNAL = 500_000, 500, 100_000, 1_000_000
CHANGED = 100
ROUNDS_OF_A_PAIR = 20
JOURNAL_FILES = ["journal.db", "journal.db-wal", "journal.db-shm", "journal.key"]


def run(*command):
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr}")
    return done.stdout


def medians(values, pairs):
    """The median of each pair's rounds, the first pair left out to warm up."""
    size = len(values) // (pairs + 1)
    return [statistics.median(values[at * size:(at + 1) * size]) for at in range(1, pairs + 1)]


class GateRows:
    """Programs and folders of one run of the benchmark."""

    def __init__(self, built, gate, folder, pairs):
        self.built, self.gate, self.folder, self.pairs = built, gate, Path(folder), pairs
        self.tool = built / "bench-gate-folder"
        for name, libraries in [
            ("turns", []), ("gate", ["-lcrypto", "-lsqlite3"]), ("make_bundle", ["-lcrypto"]),
        ]:
            run("cc", "-O2", "-o", built / f"{name}_c", PEERS / f"{name}.c", *libraries)
        self.peer = built / "gate_c"
        for name, count in [("many", PASSES), ("few", FEW_PASSES)]:
            (self.folder / name).mkdir()
            run(self.tool, "make", self.folder / name, count)
            state, bundle = self.folder / name / "state", self.folder / name / "bundle"
            run(gate, "load", "--state", state, bundle)
        self.many = self.folder / "many"
        self.codes, self.secrets = self.many / "codes", self.many / "secrets"
        self.ours, self.theirs = self.folder / "ours", self.folder / "theirs"
        for copy in [self.ours, self.theirs]:
            shutil.copytree(self.many / "state", copy)

    def empty_journal(self, state):
        for name in JOURNAL_FILES:
            (state / name).unlink(missing_ok=True)
            if (self.many / "state" / name).exists():
                shutil.copy2(self.many / "state" / name, state / name)

    def turns(self, ours, theirs, rounds):
        count = rounds * (self.pairs + 1)
        return json.loads(run(self.built / "turns_c", count, self.codes, *ours, "--", *theirs))

    def check(self, state):
        return [self.gate, "check", "--json", "--state", state]

    def rows(self, wanted):
        for number, rows in [
            ("P6", self.single_checks), ("P10", self.bundles), ("P11", self.streams),
            ("P12", self.long_journal),
        ]:
            if not wanted or number in wanted:
                yield from rows()

    def single_checks(self):
        for work, peer in [
            ("check, 500,000 passes, start to exit", [self.peer, "check", self.theirs]),
            ("the same", [self.peer, "bare", self.theirs, self.secrets]),
        ]:
            found = self.turns(self.check(self.ours), peer, ROUNDS_OF_A_PAIR)
            mine, others = medians(found["a_us"], self.pairs), medians(found["b_us"], self.pairs)
            cpu = statistics.median(found["a_cpu_us"]) / statistics.median(found["b_cpu_us"])
            is_whole = peer[1] == "check"
            name = "C" if is_whole else "C that is given the key: no signature, seal or names"
            yield ("P6", work, mine, "{:,.0f} µs", name, others,
                   [a / b for a, b in zip(mine, others)],
                   "{:.2f} × its wall" + f", {cpu:.2f} × its CPU", "≤ 1.1" if is_whole else "")
        # The median: one run in some hundreds takes 3 MiB more.
        yield ("P6", "peak memory of a check", found["a_kb"], "{:,.0f} KiB", "C",
               found["b_kb"], [], "", "≤ 16,384 KiB")

    def timed(self, command, lines):
        with open(lines, "rb") as source:
            start = time.monotonic()
            subprocess.run([str(part) for part in command], stdin=source, check=True,
                           stdout=subprocess.DEVNULL)
            return time.monotonic() - start

    def streams(self):
        lines = self.folder / "lines"
        with open(self.codes, "rb") as codes:
            lines.write_bytes(b"".join(next(codes) for _ in range(STREAM)))
        mine, others = [], []
        for _ in range(self.pairs + 1):
            self.empty_journal(self.ours)
            mine.append(STREAM / self.timed([*self.check(self.ours), "--stream"], lines))
            self.empty_journal(self.theirs)
            peer = [self.peer, "stream", self.theirs, self.secrets]
            others.append(STREAM / self.timed(peer, lines))
        mine, others = mine[1:], others[1:]
        yield ("P11", "check --stream, rows on disk first", mine, "{:,.0f}/s",
               "C, commits of 512", others, [a / b for a, b in zip(mine, others)],
               "{:.2f} × its rate", "≥ 0.7")

    def bundles(self):
        mine, others, near, far, load = [], [], [], [], []
        for _ in range(self.pairs + 1):
            mine.append(json.loads(run(self.tool, "bundle", self.many))["cpu_seconds"])
            others.append(json.loads(run(self.built / "make_bundle_c", self.many))["cpu_seconds"])
            far.append(json.loads(run(self.tool, "open", self.many, 501))["us"])
            near.append(json.loads(run(self.tool, "open", self.folder / "few", 501))["us"])
            start = time.monotonic()
            run(self.gate, "load", "--state", self.ours, self.many / "bundle")
            load.append(time.monotonic() - start)
        mine, others, near, far, load = (all[1:] for all in (mine, others, near, far, load))
        yield ("P10", "bundle of 500,000 made, CPU", mine, "{:.2f} s",
               "C, the same seals and hashes", others, [a / b for a, b in zip(mine, others)],
               "{:.2f} × its CPU", "≤ 2")
        yield ("P10", "that bundle loaded", load, "{:.2f} s", "", [], [], "", "≤ 0.5 s here")
        yield ("P10", "that bundle opened", far, "{:,.0f} µs", "ours, 500 passes", near,
               [a - b for a, b in zip(far, near)], "{:+.0f} µs", "≤ 200 µs")
        yield from self.deltas()

    def doctor(self):
        found = subprocess.run(
            [self.gate, "doctor", "--json", "--state", self.ours], capture_output=True, text=True)
        return json.loads(found.stdout)["checks"]

    def deltas(self):
        made = json.loads(run(self.tool, "delta", self.many, CHANGED))
        whole, delta = [], []
        for _ in range(self.pairs + 1):
            for name in ["bundle.gpb", "bundle.overlay", "bundle.version"]:
                (self.ours / name).unlink(missing_ok=True)
            for file, seconds in [("base", whole), ("delta", delta)]:
                start = time.monotonic()
                run(self.gate, "load", "--state", self.ours, self.many / file)
                seconds.append(time.monotonic() - start)
            # Each part of what lies there has the hash that is signed in the whole bundle.
            proof = [check["state"] for check in self.doctor() if check["name"] == "bundle_proof"]
            if proof != ["ok"]:
                sys.exit("the delta did not give the whole bundle")
        whole, delta = whole[1:], delta[1:]
        yield ("P10", "a delta of 100 of 500,000", [made["delta_bytes"]], "{:,.0f} B",
               "ours, whole", [made["whole_bytes"]], [], "", "≤ 32,768 B")
        yield ("P10", "that delta applied", delta, "{:.3f} s", "ours, whole", whole,
               [a / b for a, b in zip(delta, whole)], "{:.2f} × its wall", "≤ 0.05 s here")

    def long_journal(self):
        self.empty_journal(self.ours)
        run(self.tool, "rows", self.many, JOURNAL)
        long = self.many / "state"
        found = self.turns(self.check(long), self.check(self.ours), ROUNDS_OF_A_PAIR)
        mine, others = medians(found["a_us"], self.pairs), medians(found["b_us"], self.pairs)
        yield ("P12", "check, a million rows behind it", mine, "{:,.0f} µs",
               "ours, empty journal", others, [a / b for a, b in zip(mine, others)],
               "{:.2f} × its wall", "unchanged")
        found = self.turns(
            [self.gate, "journal", "verify", "--state", long], [self.peer, "verify", long], 1)
        mine, others = ([JOURNAL * 1e6 / us for us in found[key][1:]]
                        for key in ["a_us", "b_us"])
        yield ("P12", "journal verify, rows", mine, "{:,.0f}/s", "C, the same SHA-256", others,
               [a / b for a, b in zip(mine, others)], "{:.2f} × its rate", "≥ 0.6")
