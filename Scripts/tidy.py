"""Holds the sizes, names and constructs of this house over what git tracks. Each message says what
to write instead. `make tidy` runs it; it prints nothing but its faults and one last line."""

import re
import subprocess
import sys
from pathlib import Path

import swiftsource

ROOT = Path(__file__).resolve().parent.parent
OUR_FOLDERS = ["Sources", "Tests", "Scripts", "Docs", "Benchmarks"]
CODE = {".swift", ".py", ".sh", ".c", ".h", ".cpp"}
LINES_MAX, COLUMNS_MAX, FUNCTION_LINES_MAX, PARAMETERS_MAX = 300, 100, 70, 5

# A gate starts fast and stays small only while these rooms do without the whole of Foundation.
WITHOUT_FOUNDATION = (
    "Identifiers PassFormat PassCrypto PassCheck PrivateFiles GateState RosterImport "
    "Conformance CommandSupport GateExchange GateLink gate gate-link"
).split()

BANNED_WORDS = {
    **dict.fromkeys(["ticket", "tickets", "card", "cards"], "say `pass` (the grant) or `badge`"),
    **dict.fromkeys(["get", "gets", "getter"], "name what comes back, or say `read` or `load`"),
    **dict.fromkeys(
        ["handle", "handles", "handled", "handler", "handlers", "handling"],
        "name the thing held (`file`, `database`) or the act (`answer`, `apply`)",
    ),
    **dict.fromkeys(
        ["process", "processes", "processed", "processing", "processor"],
        "say `decode`, `verify`, `decide`, `apply`, or `program` for one that runs",
    ),
    **dict.fromkeys(["manager", "managers"], "name what it owns: `store`, `ring`, `journal`"),
    **dict.fromkeys(
        ["util", "utils", "utility", "utilities", "helper", "helpers"],
        "put it into the type it works on and name it by what it yields",
    ),
}

BANNED_CODE = [
    (r"\btry!", "`try!`", "`try` with a typed `throws`"),
    (r"\bas!", "`as!`", "`as?` and an answer for the other case"),
    (r"\bfatalError\s*\(", "`fatalError`", "a thrown error, or a type that rules the case out"),
    (r"\bprecondition(Failure)?\s*\(", "`precondition`", "a guard that throws or refuses"),
    (r"@unchecked\s+Sendable", "`@unchecked Sendable`", "a value type, `Mutex` or an actor"),
    (r"(?<![.\w])public\b(?!\s*:)", "`public`", "`package`, or nothing"),
    (r"^(?:[a-z]+(?:\([a-z]+\))?[ \t]+)*var\b", "a global `var`", "state that an owner holds"),
]

# Written in pieces, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$/-])/(wo" r"rk|ro" r"ot|ho" r"me)/")


def tracked():
    """What git holds, and what is new in our own folders; not what someone left beside them."""
    names = set(listing("--cached"))
    names |= set(listing("--others", "--exclude-standard", "--", *OUR_FOLDERS))
    return sorted(name for name in names if (ROOT / name).is_file())


def run(*command):
    """What a command prints; its failure is ours."""
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def listing(*which):
    return [Path(name) for name in run("git", "ls-files", "-z", *which).split("\0") if name]


def packages():
    """The system packages of the Makefile, which holds the only list."""
    return set(run("make", "-s", "--no-print-directory", "packages").split())


def is_data(path):
    return path.parts[:2] == ("Tests", "Vectors") or path.name == "LICENSE"


def size_faults(path, source):
    lines = source.splitlines()
    # The manifest is one list of all rooms and cannot be split.
    if len(lines) > LINES_MAX and path.name != "Package.swift":
        yield len(lines), f"{len(lines)} lines; at most {LINES_MAX}: split the file by subject"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns; at most {COLUMNS_MAX}: break the line"


def mark_faults(source):
    for number, line in enumerate(source.splitlines(), 1):
        if found := UNFINISHED.search(line):
            yield number, f"unfinished mark {found.group()}: finish it, or say plainly what is not"
        if found := MACHINE_PATH.search(line):
            yield number, f"path of one machine {found.group()}: make it relative, or an argument"


def name_faults(path, code):
    names = [*swiftsource.names_of(code), (path.stem, 1)]
    for name, line in dict.fromkeys(names):
        for word in swiftsource.words_of(name):
            if word in BANNED_WORDS:
                yield line, f"`{name}` says `{word}`: {BANNED_WORDS[word]}"


def function_faults(code, in_sources):
    for function in swiftsource.functions_of(code):
        if function.lines > FUNCTION_LINES_MAX:
            yield function.line, (
                f"`{function.name}` has {function.lines} lines; at most {FUNCTION_LINES_MAX}: "
                "take a named step out of it"
            )
        count = len(function.parameters)
        if count > PARAMETERS_MAX and function.name != "init":  # which may name each field
            yield function.line, (
                f"`{function.name}` has {count} parameters; at most {PARAMETERS_MAX}: "
                "join those that travel together into a struct"
            )
        if not in_sources or function.name == "init" or "package" not in function.modifiers:
            continue
        for parameter in function.parameters:
            if re.match(r"\s*_ value:", parameter):
                continue  # a Bool that is the datum itself, as where one is written to a file
            if re.search(r":\s*(inout\s+)?Bool\??\s*(=.*)?$", parameter.strip(), re.DOTALL):
                label = parameter.split(":")[0].strip()
                yield function.line, (
                    f"`{function.name}` takes the Bool `{label}`: an enum with two named cases"
                )


def construct_faults(path, code):
    for pattern, found, instead in BANNED_CODE:
        for match in re.finditer(pattern, code, re.MULTILINE):
            yield swiftsource.line_at(code, match.start()), f"{found}: write {instead}"
    if path.parts[1] in WITHOUT_FOUNDATION:
        for match in re.finditer(r"\bimport\s+(?:\w+\s+)?Foundation\b", code):
            yield swiftsource.line_at(code, match.start()), (
                f"`{path.parts[1]}` imports Foundation: `FoundationEssentials`, or nothing"
            )


def manifest_faults(source, code):
    for match in re.finditer(r"\bresources\s*:", code):
        yield swiftsource.line_at(code, match.start()), (
            "`resources:` pulls the whole of Foundation in: compile the text in, or read a path"
        )
    named = set(re.findall(r'"([^"]+)"', " ".join(re.findall(r"\.apt\(\[(.*?)\]\)", source, re.S))))
    installed = packages()
    for name in sorted(named - installed):
        yield 1, f"provider {name} is not in the Makefile: add it to PACKAGES_BUILD"
    for name in sorted(name for name in installed - named if name.endswith("-dev")):
        yield 1, f"{name} of the Makefile has no provider here: add `.apt([…])`, or drop it there"


def faults_of(path):
    try:
        source = (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    if is_data(path):
        return
    yield from mark_faults(source)
    if path.suffix in CODE or path.name == "Makefile":
        yield from size_faults(path, source)
    if path.suffix != ".swift":
        return
    code = swiftsource.code_of(source)
    if path.name == "Package.swift":
        yield from manifest_faults(source, code)
        return
    in_sources = path.parts[0] == "Sources"
    yield from name_faults(path, code)
    yield from function_faults(code, in_sources)
    if in_sources:
        yield from construct_faults(path, code)


def main():
    faults = files = 0
    for path in tracked():
        files += 1
        for line, text in sorted(set(faults_of(path))):
            print(f"{path}:{line}: {text}", file=sys.stderr)
            faults += 1
    print(f"tidy: {files} files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
