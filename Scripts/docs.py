"""Checks the pages: each relative link leads to a file that is there, and to a heading where it
names one; each line that installs packages names exactly those of the Makefile; what the threat
model says is held is held by a suite; every command that is to be typed exists; every room is
described."""

import re
import sys
from urllib.parse import unquote

from tidy import ROOT, packages, run

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)


def pages():
    names = run("git", "ls-files", "-z", "*.md")
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def without_code(text):
    """Fenced blocks and inline code blanked, line breaks kept."""
    text = FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return re.sub(r"`[^`\n]*`", lambda match: " " * len(match.group()), text)


def anchors_of(page):
    """The names that headings give to links, as code hosts make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    seen, names = {}, set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        count = seen.get(plain, 0)
        seen[plain] = count + 1
        names.add(f"{plain}-{count}" if count else plain)
    return names


def link_faults(page):
    text = without_code(page.read_text(encoding="utf-8"))
    for match in LINK.finditer(text):
        if re.match(r"[a-z][a-z0-9+.-]*:", match[1]):
            continue
        line = text.count("\n", 0, match.start()) + 1
        path, _, anchor = unquote(match[1]).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_relative_to(ROOT) or not target.exists():
            yield line, f"{match[1]} leads nowhere: correct the path, or add the file"
        elif anchor and target.suffix == ".md" and anchor not in anchors_of(target):
            yield line, f"{match[1]}: no such heading in {target.relative_to(ROOT)}"


def package_faults(page, expected):
    """Lines that install packages; a line ending in a backslash goes on in the next one."""
    text = re.sub(r"\\\n", "  ", page.read_text(encoding="utf-8"))
    found = 0
    for number, line in enumerate(text.splitlines(), 1):
        match = re.search(r"apt-get install((?: +[a-z0-9][a-z0-9.+-]*)+)", line)
        if not match:
            continue
        found += 1
        named = set(match[1].split())
        for name in sorted(expected - named):
            yield number, f"the package list lacks {name}: `make packages` prints the right one"
        for name in sorted(named - expected):
            yield number, f"the package list has {name}, the Makefile has not: add it there first"
    if not found and page.name == "README.md" and page.parent == ROOT:
        yield 1, "no line installs the packages: add `sudo apt-get install …` of `make packages`"


def suite_names():
    """Subjects of all suites, as tables name them."""
    declared = re.compile(r"@Suite\b[^\n]*\n?\s*struct (?:`([^`]+)`|(\w+))")
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "Tests").rglob("*.swift")]
    return {quoted or plain for text in texts for quoted, plain in declared.findall(text)}


def defence_faults(page, suites):
    """Names in backquotes in the last column of a table with the head `held by`."""
    is_held = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            is_held = False
        elif cells[-1].rstrip(" |") == "held by":
            is_held = True
        elif is_held:
            # The words after "procedure:" are for people.
            for name in re.findall(r"`([^`]+)`", cells[-1].split("procedure")[0]):
                if name not in suites and not name.startswith("make ") and name != "CLinux":
                    yield number, f"`{name}` is no suite of Tests: name the one that holds this"


def command_words(program):
    """All words that name a command or a group of commands of a program."""
    named = re.compile(r'commandName: "([a-z-]+)"')
    texts = [p.read_text(encoding="utf-8") for p in (ROOT / "Sources" / program).rglob("*.swift")]
    return {word for text in texts for word in named.findall(text)} - {program} | (
        {"gate"} if program == "gatepass" else set()
    )


def command_faults(page, words):
    """Lines to be typed, in code blocks and between backquotes."""
    before = r"(?:^    (?:\$ )?|`|&& |\| )(?:bin/)?"
    typed = re.compile(before + r"(gatepass|gate)\s+([a-z][a-z-]*)", re.MULTILINE)
    text = page.read_text(encoding="utf-8")
    for match in typed.finditer(text):
        if match[2] not in words[match[1]]:
            line = text.count("\n", 0, match.start()) + 1
            yield line, f"`{match[1]} {match[2]}` is no command: see `bin/{match[1]} --help`"


def room_faults(page):
    """Rooms of Package.swift that the page about rooms does not name."""
    text = page.read_text(encoding="utf-8")
    manifest = (ROOT / "Package.swift").read_text(encoding="utf-8")
    manifest = manifest[: manifest.index("// Tests.")]
    ours = re.sub(r"\.product\([^)]*\)", "", manifest)
    for name in re.findall(r'(?:\broom\(\s*|name: )"(\w+)"', ours):
        if not re.search(rf"\b{name}\b", text):
            yield 1, f"{name} of Package.swift is not described: say what it is for"


def main():
    expected = packages()
    words = {program: command_words(program) for program in ("gatepass", "gate")}
    # Pages about what can be done now; gp1.md also lays down what comes later.
    tried = {"README.md", "Docs/runbook.md", "Keys/README.md"}
    faults, listing = 0, pages()
    for page in listing:
        name = str(page.relative_to(ROOT))
        found = [*link_faults(page), *package_faults(page, expected)]
        if name == "Docs/threat-model.md":
            found += defence_faults(page, suite_names())
        if name == "Docs/modules.md":
            found += room_faults(page)
        if name in tried:
            found += command_faults(page, words)
        for line, text in found:
            print(f"{page.relative_to(ROOT)}:{line}: {text}", file=sys.stderr)
            faults += 1
    print(f"docs: {len(listing)} pages, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
