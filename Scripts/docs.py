"""Checks the pages: each relative link leads to a file that is there, and to a heading where it
names one; each line that installs packages names exactly those of the Makefile."""

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


def main():
    expected = packages()
    faults, listing = 0, pages()
    for page in listing:
        for line, text in [*link_faults(page), *package_faults(page, expected)]:
            print(f"{page.relative_to(ROOT)}:{line}: {text}", file=sys.stderr)
            faults += 1
    print(f"docs: {len(listing)} pages, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
