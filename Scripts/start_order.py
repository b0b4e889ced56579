"""Writes Scripts/gate-start-order.txt: the functions that one `gate check` runs, first use first,
and the zeroed memory that it reads and writes.

The linker lays these side by side, so that a start touches fewer pages of memory; what is not in
the file follows as before. A name that a later compiler or a change has no more is passed over, so
the file is only written anew where the start has become slower: `make order`, which needs
valgrind. Any pass does, since other ways through the check differ in little.
"""
import bisect
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GATE = ROOT / ".build-release/release/gate"
MAKER = ROOT / ".build-bench/release/bench-gate-folder"
ORDER = ROOT / "Scripts/gate-start-order.txt"
PASSES = 500
# Where valgrind puts a program that can lie at any address.
BASE = 0x108000
ACCESS = re.compile(r"(I | S| L| M) *([0-9a-f]+),")


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def sections(program):
    """name → first address and the one behind the last."""
    listed = run("readelf", "-SW", program, capture_output=True, text=True).stdout
    found = re.findall(r"\] (\.\S+) +\S+ +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)", listed)
    return {name: (int(at, 16), int(at, 16) + int(size, 16)) for name, at, size in found}


def symbols(program):
    """Addresses, and beside each all its names."""
    listed = run("nm", "--numeric-sort", "--defined-only", program, capture_output=True, text=True)
    names = {}
    for line in listed.stdout.splitlines():
        address, _, name = line.split(maxsplit=2)
        names.setdefault(int(address, 16), []).append(name)
    return list(names), list(names.values())


def used(program, words, code):
    """The names of functions run, first use first, and of zeroed memory, as it lay."""
    places = sections(program)
    (text, text_end), (zeroed, zeroed_end) = places[".text"], places[".bss"]
    addresses, names = symbols(program)
    run_names, zeroed_at = {}, set()
    with tempfile.NamedTemporaryFile() as log:
        run("valgrind", "--tool=lackey", "--trace-mem=yes", f"--log-file={log.name}", program,
            *words, input=code, stdout=subprocess.DEVNULL)
        for line in open(log.name, encoding="ascii", errors="replace"):
            access = ACCESS.match(line)
            if not access:
                continue
            address = int(access[2], 16) - BASE
            at = bisect.bisect_right(addresses, address) - 1
            if access[1] == "I " and text <= address < text_end:
                run_names.update(dict.fromkeys(names[at]))
            elif access[1] != "I " and zeroed <= address < zeroed_end:
                zeroed_at.add(at)
    # Memory in its own order: most objects have all of theirs in one piece.
    return [*run_names, *(name for at in sorted(zeroed_at) for name in names[at])]


def main():
    for path, target in [(GATE, "build"), (MAKER, "bench")]:
        if not path.exists():
            sys.exit(f"{path} is missing: run `make {target}` before")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run(MAKER, "make", folder, PASSES, stdout=subprocess.DEVNULL)
        state = folder / "state"
        run(GATE, "load", "--state", state, folder / "bundle", stdout=subprocess.DEVNULL)
        # valgrind does not read what the compiler writes for debuggers.
        program = folder / "gate"
        run("strip", "--strip-debug", "-o", program, GATE)
        first, second, *_ = (folder / "codes").read_bytes().splitlines(keepends=True)
        check = ["check", "--json", "--state", state]
        # Only the first makes a journal.
        run(program, *check, input=first, stdout=subprocess.DEVNULL)
        found = used(program, check, second)
    if len(found) < 500:
        sys.exit(f"only {len(found)} names: is the program still at {BASE:#x} under valgrind?")
    ORDER.write_text("\n".join(found) + "\n")
    print(f"{ORDER.relative_to(ROOT)}: {len(found)} names")


main()
