"""Writes Scripts/start-order.txt: the functions that one `gate check` runs, first use first, and
the zeroed memory that it reads and writes; behind them the functions that `gatepass` runs to import
lists, to issue and to export.

The linker lays these side by side, so that a start touches fewer pages of memory; what is not in
the file follows as before. A name that a later compiler or a change has no more is passed over, so
the file is only written anew where a start has become slower or a command larger: `make order`,
which needs valgrind. Any pass and any list do, since other ways through the work differ in little.
"""
import bisect
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "Benchmarks"))
from list_rows import write_lists  # noqa: E402

GATE = ROOT / ".build-release/release/gate"
OFFICE = ROOT / ".build-release/release/gatepass"
MAKER = ROOT / ".build-bench/release/bench-gate-folder"
ORDER = ROOT / "Scripts/start-order.txt"
PASSES = 500
PEOPLE = 200
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


def stripped(program, folder):
    """A copy that valgrind can read: not what the compiler writes for debuggers."""
    copy = folder / program.name
    run("strip", "--strip-debug", "-o", copy, program)
    return copy


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


def called(program, words, folder):
    """The names of the functions of a program that a command runs."""
    own = {name for names in symbols(program)[1] for name in names}
    out = folder / "calls"
    run("valgrind", "--quiet", "--tool=callgrind", "--demangle=no", "--compress-strings=no",
        f"--callgrind-out-file={out}", program, *words, stdout=subprocess.DEVNULL)
    # Behind the name of a function that calls itself stands how deep.
    names = re.findall(r"^c?fn=(.+?)(?:'\d+)?$", out.read_text(errors="replace"), re.MULTILINE)
    return [name for name in dict.fromkeys(names) if name in own]


def checking(folder):
    """What one check at a gate runs."""
    run(MAKER, "make", folder, PASSES, stdout=subprocess.DEVNULL)
    state = folder / "state"
    run(GATE, "load", "--state", state, folder / "bundle", stdout=subprocess.DEVNULL)
    first, second, *_ = (folder / "codes").read_bytes().splitlines(keepends=True)
    check = ["check", "--json", "--state", state]
    # Only the first makes a journal.
    run(GATE, *check, input=first, stdout=subprocess.DEVNULL)
    return used(stripped(GATE, folder), check, second)


def issuing(folder):
    """What the office runs from lists to codes."""
    program, data = stripped(OFFICE, folder), ["--data", folder / "office"]
    write_lists(folder, PEOPLE)
    for words in [
        ["init", "--area", "310117"], ["org", "add", "--number", "1042", "--name", "精密仪器厂"],
        ["site", "add", "--number", "1", "--name", "东区"],
        ["zone", "add", "--site", "1", "--number", "1", "--name", "厂区"],
    ]:
        run(OFFICE, *words, *data, stdout=subprocess.DEVNULL)
    lists = [["roster", "import", folder / name, "--org", "1042", "--site", "1"]
             for name in ["gb18030.csv", "utf-8-sig.csv", "list.xlsx"]]
    return [
        name for words in [
            *lists, ["pass", "issue", "--org", "1042"],
            ["pass", "export", "--org", "1042", "--to", folder / "codes.zip", "--format", "png"],
        ] for name in called(program, [*words, *data], folder)]


def main():
    for path, target in [(GATE, "build"), (OFFICE, "build"), (MAKER, "bench")]:
        if not path.exists():
            sys.exit(f"{path} is missing: run `make {target}` before")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first, second = checking(folder), issuing(folder)
    for found, program in [(first, GATE), (second, OFFICE)]:
        if len(found) < 500:
            sys.exit(f"only {len(found)} names of {program.name}: has valgrind changed?")
    names = dict.fromkeys([*first, *second])
    ORDER.write_text("\n".join(names) + "\n")
    print(f"{ORDER.relative_to(ROOT)}: {len(names)} names")


main()
