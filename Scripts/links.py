"""Holds who may know whom. SwiftPM builds happily against a module that the manifest does not
name, and a static program swallows whatever it is given; so this compares each target's `import`
lines with the manifest, the closure of `gate` with a committed list, and looks into the program."""

import argparse
import json
import re
import sys
from pathlib import Path

import swiftsource
from tidy import ROOT, WITHOUT_FOUNDATION, run

CLOSURE = ROOT / "Scripts" / "gate-closure.txt"
GATE_BYTES_MAX = 20_000_000

# Modules that come with the toolchain: no manifest names them.
TOOLCHAIN = {"Swift", "Glibc", "Synchronization", "FoundationEssentials", "Dispatch"}
IMPORT = re.compile(
    r"^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*"
    r"(?:(?:private|fileprivate|internal|package|public)[ \t]+)?"
    r"import[ \t]+(?:(?:struct|class|enum|protocol|func|typealias|let|var|actor)[ \t]+)?(\w+)",
    re.MULTILINE,
)


def manifest():
    dump = json.loads(run("swift", "package", "dump-package"))
    return {target["name"]: target for target in dump["targets"]}


def uses_of(target):
    """The modules a target's manifest entry names: targets of ours and products of others."""
    names = set()
    for dependency in target["dependencies"]:
        (kind, value), *_ = ((k, v) for k, v in dependency.items() if k != "condition")
        if kind not in ("byName", "target", "product"):
            raise SystemExit(f"links: dependency of unknown kind {kind} in {target['name']}")
        names.add(value[0])
    return names


def imports_of(folder):
    """module → the first file and line that imports it."""
    found = {}
    for path in sorted(folder.rglob("*.swift")):
        code = swiftsource.code_of(path.read_text(encoding="utf-8"))
        for match in IMPORT.finditer(code):
            place = f"{path.relative_to(ROOT)}:{swiftsource.line_at(code, match.start(1))}"
            found.setdefault(match[1], place)
    return found


def import_faults(targets):
    for name, target in targets.items():
        folder = ROOT / (target.get("path") or f"Sources/{name}")
        ours = target["type"] in ("regular", "executable") and folder.parts[-2] == "Sources"
        if not ours or not any(folder.rglob("*.swift")):
            continue
        found, named = imports_of(folder), uses_of(target)
        allowed = TOOLCHAIN if name in WITHOUT_FOUNDATION else TOOLCHAIN | {"Foundation"}
        for module in sorted(found.keys() - named - allowed):
            place = found[module]
            yield f"{place}: {name} imports {module}: name it in the manifest, or do without"
        for module in sorted(named - found.keys()):
            yield f"Package.swift: {name} names {module} and never imports it: take it out"


def closure_of(targets, start):
    closure, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in closure:
            closure.add(name)
            waiting += uses_of(targets[name]) if name in targets else []
    return sorted(closure - {start})


def closure_faults(targets):
    now = closure_of(targets, "gate")
    agreed = [
        line for line in CLOSURE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    for name in sorted(set(now) - set(agreed)):
        yield f"gate now contains {name}: a gate must not grow unseen; see Scripts/gate-closure.txt"
    for name in sorted(set(agreed) - set(now)):
        yield f"gate no longer contains {name}: take it out of Scripts/gate-closure.txt"


def program_faults(unstripped, stripped):
    symbols = [line.split()[-1] for line in run("nm", unstripped).splitlines() if line]
    if not any(symbol.startswith("$s") for symbol in symbols):
        yield f"{unstripped} has no Swift symbols: this check needs it unstripped"
    foundation = [name for name in symbols if name.startswith("$s10Foundation")]
    if foundation:
        yield (
            f"{unstripped} contains the whole of Foundation ({len(foundation)} symbols such as "
            f"{foundation[0]}): look for `import Foundation` in the rooms below gate"
        )
    size = Path(stripped).stat().st_size
    if size > GATE_BYTES_MAX:
        yield f"{stripped} has {size} bytes; at most {GATE_BYTES_MAX}: look what came into gate"
    print(f"links: gate has {size} bytes stripped, {len(symbols)} symbols before")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--unstripped", help="the static release gate, with its symbols")
    arguments.add_argument("--stripped", help="the gate as it is shipped")
    given = arguments.parse_args()
    targets = manifest()
    faults = [*import_faults(targets), *closure_faults(targets)]
    if given.unstripped and given.stripped:
        faults += program_faults(given.unstripped, given.stripped)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"links: {len(targets)} targets, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
