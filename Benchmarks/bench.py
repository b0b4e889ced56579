#!/usr/bin/env python3
"""Times our programs in turn with their peers (A B A B) and prints medians and ratios as a table.

Called by `make bench`. Every peer runs in the same minutes on the same file as ours; only the
ratios say anything about another machine. `--pairs N` sets how many pairs are counted (default 7).
"""
import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / ".build-bench" / "release"


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def rate(result):
    return result["checks"] / result["cpu_seconds"]


def pair(ours, peer, pairs):
    """Our rates, the peer's rates and the ratios of their costs, one warm-up pair left out."""
    mine, theirs = [], []
    for _ in range(pairs + 1):
        mine.append(run(ours))
        theirs.append(run(peer))
    mine, theirs = mine[1:], theirs[1:]
    costs = [rate(b) / rate(a) for a, b in zip(mine, theirs)]
    return mine, theirs, costs


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "bench-check-token",
         "--scratch-path", str(ROOT / ".build-bench")],
        cwd=ROOT, check=True, env={**__import__("os").environ, "GATEPASS_BENCH": "1"},
        stdout=sys.stderr)
    peer = BUILT / "check_token_c"
    subprocess.run(
        ["cc", "-O3", "-march=native", "-o", str(peer),
         str(ROOT / "Benchmarks/CheckToken/check_token.c"), "-lcrypto"], check=True)
    return BUILT / "bench-check-token", peer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    pairs = parser.parse_args().pairs
    ours, peer = build()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        texts = str(Path(folder) / "texts")
        subprocess.run([str(ours), "make", texts], check=True)
        mine, theirs, costs = pair(
            [str(ours), "run", texts, "100"], [str(peer), texts, "100"], pairs)
        rows.append(("P5", "decode and check a token, CPU of one core", mine, theirs, costs,
                     "C, kept mid-state", "≤ 1.5", "{:.2f} × its cost"))
        allocations = max(m["allocations"] for m in mine)
        node = shutil.which("node")
        if node:
            script = str(ROOT / "Benchmarks/CheckToken/check_token.mjs")
            mine, theirs, costs = pair(
                [str(ours), "run", texts, "100"], [node, script, texts, "20"], pairs)
            rows.append(("P5", "the same", mine, theirs, [1 / c for c in costs],
                         "Node " + subprocess.getoutput("node --version"), "≥ 6",
                         "{:.1f} times as fast"))
        else:
            print("node is not installed (apt-get install nodejs): its row is left out",
                  file=sys.stderr)
    print("| # | work | ours, a second | peer | peer, a second | median ratio (min–max) | budget |")
    print("|---|---|---|---|---|---|---|")
    for number, work, mine, theirs, ratios, name, budget, form in rows:
        print("| {} | {} | {:,.0f} | {} | {:,.0f} | {} ({:.2f}–{:.2f}) | {} |".format(
            number, work, statistics.median(map(rate, mine)), name,
            statistics.median(map(rate, theirs)), form.format(statistics.median(ratios)),
            min(ratios), max(ratios), budget))
    print(f"| P5 | allocations from text bytes to claims, in {mine[0]['checks']:,} checks | "
          f"{allocations} | | | | 0 |")


if __name__ == "__main__":
    main()
