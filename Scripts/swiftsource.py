"""Reads Swift well enough for the checks of this folder: code without comments and texts, the
functions in it with their parameters, and the names it declares. Positions stay the file's."""

import re
from dataclasses import dataclass

OPENING = re.compile(r'(?P<line>//)|(?P<block>/\*)|(?P<text>#*"(?:"")?)|(?P<raw>`)')


def blank(text):
    """`text` with everything but its line breaks replaced by spaces."""
    return re.sub(r"[^\n]", " ", text)


def end_of_block_comment(source, start):
    depth, at = 0, start
    while at < len(source):
        if source.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif source.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                return at
        else:
            at += 1
    return at


def end_of_text(source, start, opening):
    """Where the string literal that begins at `start` ends; interpolations may hold literals."""
    hashes = opening.count("#")
    close = opening[hashes:] + "#" * hashes
    escape = "\\" + "#" * hashes
    at = start + len(opening)
    while at < len(source):
        if source.startswith(close, at):
            return at + len(close)
        if source.startswith(escape + "(", at):
            at = end_of_interpolation(source, at + len(escape))
        elif source.startswith(escape, at):
            at += len(escape) + 1
        elif source[at] == "\n" and '"""' not in opening:
            return at
        else:
            at += 1
    return at


def end_of_interpolation(source, start):
    depth, at = 0, start
    while at < len(source):
        if source[at] == '"' or source.startswith('#"', at):
            opening = OPENING.match(source, at).group()
            at = end_of_text(source, at, opening)
            continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
        if depth == 0:
            return at
    return at


def code_of(source):
    """The source with comments, string literals and raw identifiers blanked out."""
    parts, at = [], 0
    while match := OPENING.search(source, at):
        start = match.start()
        if match["line"]:
            end = source.find("\n", start)
            end = len(source) if end < 0 else end
        elif match["block"]:
            end = end_of_block_comment(source, start)
        elif match["text"]:
            opening = match["text"]
            if opening.endswith('""') and not opening.endswith('"""'):
                opening = opening[:-1]
            end = end_of_text(source, start, opening)
        else:
            close = source.find("`", start + 1)
            end = len(source) if close < 0 else close + 1
        parts += [source[at:start], blank(source[start:end])]
        if match["raw"]:
            parts[-1] = "_" + parts[-1][1:]
        at = end
    return "".join(parts) + source[at:]


def closing(code, start):
    """The position after the bracket that closes the one at `start`."""
    depth = 0
    for at in range(start, len(code)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return at + 1
    return len(code)


def split_list(text):
    """Splits at the commas that stand in no bracket."""
    items, depth, begin = [], 0, 0
    text = text.replace("->", "  ")
    for at, letter in enumerate(text):
        depth += {"(": 1, "[": 1, "{": 1, "<": 1, ")": -1, "]": -1, "}": -1, ">": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            items.append(text[begin:at])
            begin = at + 1
    items.append(text[begin:])
    return [item for item in items if item.strip()]


@dataclass(frozen=True)
class Function:
    """One `func`, `init` or `subscript` as it is declared."""

    name: str
    modifiers: str
    parameters: list
    line: int
    lines: int


DECLARED_FUNCTION = re.compile(
    r"(?P<modifiers>(?:\b[a-z]+(?:\([a-z]+\))?[ \t]+)*)\b(?:func\s+(?P<name>\w+|[^\s\w(<]+)|"
    r"(?P<other>init|subscript)[?!]?)\s*(?=[(<])"
)


def line_at(code, position):
    return code.count("\n", 0, position) + 1


def functions_of(code):
    found = []
    for match in DECLARED_FUNCTION.finditer(code):
        if match["other"] and (match.start("other") and code[match.start("other") - 1] == "."):
            continue
        open_at = code.find("(", match.end())
        if open_at < 0:
            continue
        after = closing(code, open_at)
        end = end_of_function(code, after)
        if match["other"] and end == after:
            continue  # a call such as `init(x)`, or a requirement without a body
        first, last = line_at(code, match.start()), line_at(code, end - 1)
        parameters = split_list(code[open_at + 1 : after - 1])
        name = match["name"] or match["other"]
        found.append(Function(name, match["modifiers"], parameters, first, last - first + 1))
    return found


GOES_ON = re.compile(r"\s*(?:async\b|throws\b|rethrows\b|->|where\b|\{)")


def end_of_function(code, after):
    """The position after the body, or `after` where there is none (a requirement)."""
    at = after
    while at < len(code):
        if code[at] == "{":
            return closing(code, at)
        if code[at] in "([":
            at = closing(code, at)
            continue
        if code[at] in ")]};" or (code[at] == "\n" and not GOES_ON.match(code, at)):
            return after
        at += 1
    return after


DECLARED_NAME = re.compile(
    r"\b(?:func|var|let|struct|class|enum|actor|protocol|typealias|associatedtype|macro)\s+"
    r"(?P<name>[A-Za-z_]\w*)"
)
DECLARED_CASE = re.compile(
    r"(?:^|\{)[ \t]*(?:indirect\s+)?case\s+(?P<list>[A-Za-z_][^\n]*)$", re.MULTILINE
)


def names_of(code):
    """(name, line) for each name declared: types, functions, parameters, properties, cases."""
    for match in DECLARED_NAME.finditer(code):
        if match["name"] not in ("func", "var", "let"):
            yield match["name"], line_at(code, match.start("name"))
    for match in DECLARED_CASE.finditer(code):
        if ":" in re.sub(r"\([^()]*\)", "", match["list"]):
            continue  # a pattern of a switch
        for item in split_list(match["list"]):
            yield re.match(r"\s*(\w*)", item)[1], line_at(code, match.start("list"))
    for function in functions_of(code):
        for parameter in function.parameters:
            for name in re.findall(r"\w+", parameter.split(":")[0]):
                yield name, function.line


def words_of(name):
    """`passCardURL` → pass, card, url."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3 \2", name)
    return [word.lower() for word in re.split(r"[\s_]+", spaced) if word]
