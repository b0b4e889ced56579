"""Runs Docs/api/quickstart.md as a reader would: the commands of each language in one bash, in a
clean folder, against the programs. What they answer must be what stands below them. With --write
the answers in the page are replaced by those of this run. `make api` runs it."""

import argparse
import difflib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "Docs" / "api" / "quickstart.md"
LANGUAGES = ["zh", "en"]
PORT = "8443"
END = "\x1e"
LIMIT_SECONDS = 300

BLOCK = re.compile(r"```sh\n(?P<commands>.*?)```(?:\n\n```text\n(?P<answer>.*?)```)?", re.DOTALL)

# Secrets, of which the page shows the beginning: what 32 random bytes become, codes of passes.
SECRET = re.compile(r"(?<![\w-])(?:GP1[0-9A-Z]{40,}|(?=[\w-]{43}(?![\w-]))[\w-]{43})")
SHOWN = 6

# What is another in each run: text of a secret, times, fingerprints, ages of data.
CHANGING = [
    (re.compile(r"[\w-]{6}…"), "…"),
    (re.compile(r"\b1[78]\d{8}\b"), "SECONDS"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( ?[+-]\d\d:\d\d)?"), "TIME"),
    (re.compile(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){5}\b"), "FINGERPRINT"),
    # An id of a request has no zeros before it.
    (re.compile(r'"request_id":"[0-9a-f]+"'), '"request_id":"ID"'),
    (re.compile(r'"[0-9a-f]{16}([0-9a-f]{16})?"'), '"ID"'),
    (re.compile(r"(数据：|Data: )\d+"), r"\1N"),
]


def halves(page):
    """The page in its two languages."""
    parts = page.split("\n---\n")
    if len(parts) != len(LANGUAGES):
        sys.exit(f"{PAGE}: expected one line `---` between the two languages")
    return parts


def without_language(commands):
    return commands.replace("zh_CN", "").replace("en_US", "").replace("Language: zh", "").replace(
        "Language: en", ""
    )


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def shortened(text):
    text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    return SECRET.sub(lambda secret: secret[0][:SHOWN] + "…", text)


def steady(text):
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return text


def answers(blocks, programs):
    """What bash says to each of the blocks, until one fails; and how it ended."""
    port = free_port()
    script = "set -eu -o pipefail\n" + "".join(
        f"{block}printf '{END}'\n" for block in blocks
    ).replace(PORT, port)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bin").symlink_to(programs)
        Path(folder, "Tests").symlink_to(ROOT / "Tests")
        # A file, and not standard input: a command that read there would swallow what follows.
        commands = Path(folder, "commands")
        commands.write_text(script, encoding="utf-8")
        shell = subprocess.Popen(
            ["bash", commands], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": folder, "TZ": "Asia/Shanghai"},
        )
        try:
            said, _ = shell.communicate(timeout=LIMIT_SECONDS)
        finally:
            try:
                # Also the service, where a block failed before it was stopped.
                os.killpg(shell.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            shell.wait()
        left = {path.name for path in Path(folder).iterdir()} - {"bin", "Tests", "commands"}
    if shell.returncode == 0 and left:
        said += f"left behind: {sorted(left)}"
    return shortened(said.replace(port, PORT)).split(END), shell.returncode


def faults(language, half, programs):
    """What is wrong with one language's commands and answers, and the answers of the run."""
    blocks = [(match["commands"], match["answer"] or "") for match in BLOCK.finditer(half)]
    said, code = answers([commands for commands, _ in blocks], programs)
    found = []
    for (commands, expected), answer in zip(blocks, said):
        if steady(expected) != steady(answer):
            difference = difflib.unified_diff(
                steady(expected).splitlines(), steady(answer).splitlines(),
                "the page", "this run", lineterm="",
            )
            found.append("\n".join([f"--- {language}:", commands, *difference]))
    if code != 0 or len(said) != len(blocks) + 1 or said[-1]:
        failed = blocks[min(len(said), len(blocks)) - 1][0]
        found.append(f"--- {language}: bash ended with {code} in\n{failed}{said[-1]}")
    return found, said


def with_answers(half, said):
    """The half with the answers of a run."""
    left = iter(said)

    def filled(match):
        answer = next(left)
        text = f"\n\n```text\n{answer}```" if answer else ""
        return f"```sh\n{match['commands']}```{text}"

    return BLOCK.sub(filled, half)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    parts = halves(PAGE.read_text(encoding="utf-8"))
    commands = [
        [without_language(match["commands"]) for match in BLOCK.finditer(half)] for half in parts
    ]
    found = [] if commands[0] == commands[1] else ["--- the two languages have other commands"]
    for place, language in enumerate(LANGUAGES):
        wrong, said = faults(language, parts[place], arguments.programs.resolve())
        found += wrong
        if arguments.write:
            parts[place] = with_answers(parts[place], said)
    if arguments.write:
        PAGE.write_text("\n---\n".join(parts), encoding="utf-8")
    if found:
        sys.exit("\n".join(["quickstart: the page and the programs differ:", *found]))
    print("quickstart: all commands answer as the page says, in both languages")


if __name__ == "__main__":
    main()
