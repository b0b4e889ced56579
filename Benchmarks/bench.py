#!/usr/bin/env python3
"""Times our programs in turn with their peers (A B A B) and prints medians and ratios as a table.

Called by `make bench`. Every peer runs in the same minutes on the same file as ours; only the
ratios say anything about another machine. `--pairs N` sets how many pairs are counted (default 7).
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from gate_rows import GateRows
from list_rows import ListRows
from paper_rows import PaperRows
from service_rows import ServiceRows

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / ".build-bench" / "release"


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def rates(ours, peer, pairs):
    """Checks a second of CPU, ours and the peer's, one warm-up pair left out."""
    mine, theirs = [], []
    for _ in range(pairs + 1):
        for command, into in [(ours, mine), (peer, theirs)]:
            found = run(command)
            into.append(found["checks"] / found["cpu_seconds"])
    return mine[1:], theirs[1:]


def build():
    for product in ["bench-check-token", "bench-gate-folder"]:
        subprocess.run(
            ["swift", "build", "-c", "release", "--product", product,
             "--scratch-path", str(ROOT / ".build-bench")],
            cwd=ROOT, check=True, env={**os.environ, "GATEPASS_BENCH": "1"}, stdout=sys.stderr)
    peer = BUILT / "check_token_c"
    subprocess.run(
        ["cc", "-O3", "-march=native", "-o", str(peer),
         str(ROOT / "Benchmarks/CheckToken/check_token.c"), "-lcrypto"], check=True)
    return BUILT / "bench-check-token", peer


def token_rows(ours, peer, folder, pairs):
    texts = str(Path(folder) / "texts")
    subprocess.run([str(ours), "make", texts], check=True)
    once = [str(ours), "run", texts, "100"]
    mine, theirs = rates(once, [str(peer), texts, "100"], pairs)
    yield ("P5", "decode and check a token, CPU of one core", mine, "{:,.0f}/s",
           "C, kept mid-state", theirs, [b / a for a, b in zip(mine, theirs)],
           "{:.2f} × its cost", "≤ 1.5")
    node = shutil.which("node")
    if node:
        script = str(ROOT / "Benchmarks/CheckToken/check_token.mjs")
        mine, theirs = rates(once, [node, script, texts, "20"], pairs)
        yield ("P5", "the same", mine, "{:,.0f}/s",
               "Node " + subprocess.getoutput("node --version"), theirs,
               [a / b for a, b in zip(mine, theirs)], "{:.1f} times as fast", "≥ 6")
    else:
        print("node is not installed (apt-get install nodejs): its row is left out",
              file=sys.stderr)
    found = run(once)
    yield ("P5", f"allocations from text bytes to claims, in {found['checks']:,} checks",
           [found["allocations"]], "{:,.0f}", "", [], [], "", "0")


def show(row):
    number, work, mine, form, name, theirs, ratios, ratio_form, budget = row
    ratio = ratio_form.format(statistics.median(ratios)) if ratios else ""
    if ratios:
        ratio += " ({:.2f}–{:.2f})".format(min(ratios), max(ratios))
    peer = form.format(statistics.median(theirs)) if theirs else ""
    ours = form.format(statistics.median(mine))
    print(f"| {number} | {work} | {ours} | {name} | {peer} | {ratio} | {budget} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--only", default="", help="numbers to print, such as P6,P11")
    options = parser.parse_args()
    wanted = set(filter(None, options.only.split(",")))
    programs = Path(os.environ.get("GATEPASS_BIN", ROOT / "bin"))
    BUILT.mkdir(parents=True, exist_ok=True)
    print("| # | work | ours | peer | peer's | median ratio (min–max) | budget |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=ROOT / ".build-bench") as folder:
        if not wanted or wanted & {"P5", "P6", "P10", "P11", "P12"}:
            ours, peer = build()
        if not wanted or "P5" in wanted:
            for row in token_rows(ours, peer, folder, options.pairs):
                show(row)
        for numbers, rows, program in [
            ({"P6", "P10", "P11", "P12"}, GateRows, "gate"),
            ({"P1", "P2", "P3", "P4", "P9"}, PaperRows, "gatepass"),
            ({"P7", "P8"}, ListRows, "gatepass"),
            ({"P13", "P14", "P15", "P16"}, ServiceRows, "gatepass"),
        ]:
            if not wanted or wanted & numbers:
                place = Path(folder) / rows.__name__
                place.mkdir()
                for row in rows(BUILT, programs / program, place, options.pairs).rows(wanted):
                    show(row)


if __name__ == "__main__":
    main()
