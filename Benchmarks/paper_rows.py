"""The office's rows of the table: bulk issue beside C and Python, sizes, the registry's import.

Called by bench.py. The staff list is invented here: names from common characters, ID numbers on
the unassigned area code 999999, telephones in 1990000xxxx.
"""
import csv
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks/Peers"
FEW, MANY, BY_SEGNO = 10_000, 113_000, 1_000
ORGANISATION = "1042"


def check_character(digits):
    """The last character of a resident ID number, as GB 11643 has it."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def write_staff(path, count):
    drawn, rows = random.Random(1), {}
    while len(rows) < count:
        year, month, day = (drawn.randrange(*range_) for range_ in [
            (1950, 2005), (1, 13), (1, 29)])
        born = f"{year}{month:02}{day:02}"
        digits = f"999999{born}{drawn.randrange(1000):03}"
        n = len(rows)
        name = "王李张刘陈杨赵黄周吴"[n % 10] + "伟芳娜敏静丽强磊军洋"[n // 10 % 10]
        rows.setdefault(digits + check_character(digits), [
            name + "明华平安文"[n // 100 % 5], f"1990000{n % 10000:04}", f"E{n:06}",
            f"{n % 9 + 1}车间", "操作工"])
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["姓名", "身份证号", "手机号", "工号", "部门", "岗位"])
        for identity, (name, *rest) in rows.items():
            writer.writerow([name, identity, *rest])


class PaperRows:
    """Programs and registries of one run of the benchmark."""

    def __init__(self, built, gatepass, folder, pairs):
        self.program, self.folder, self.pairs = gatepass, Path(folder), pairs
        self.peers = {}
        for name, libraries in [
            ("bulk_issue", ["-lqrencode", "-ldeflate", "-lcrypto", "-lsqlite3", "-lpng"]),
            ("insert_people", ["-lsqlite3"]),
        ]:
            self.peers[name] = built / f"{name}_c"
            subprocess.run(
                ["cc", "-O2", "-o", self.peers[name], PEERS / f"{name}.c", *libraries, "-lpthread"],
                check=True)
        # Registries hold no key of the tester's own.
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("GATEPASS_")}

    def run(self, *words):
        """Runs a program; gives its output, its wall seconds and its peak memory in KiB."""
        start = time.monotonic()
        with subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True,
                              env=self.environment) as process:
            output = process.stdout.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))} ended with {process.returncode}: {output}")
        return output, time.monotonic() - start, used.ru_maxrss

    def office(self, data, *words):
        return self.run(self.program, *words, "--data", data)

    def base(self, count):
        """A registry with that many people of one firm, and the list they came from."""
        data, staff = self.folder / f"base{count}", self.folder / f"staff{count}.csv"
        if not data.exists():
            # In a program of its own: what this one holds would count as its children's memory.
            self.run(sys.executable, __file__, staff, count)
            self.empty(data)
            self.import_staff(data, staff)
        return data, staff

    def empty(self, data):
        shutil.rmtree(data, ignore_errors=True)
        for words in [
            ["init", "--area", "310117"],
            ["org", "add", "--number", ORGANISATION, "--name", "精密仪器厂"],
            ["site", "add", "--number", "1", "--name", "东区"],
        ]:
            self.office(data, *words)

    def import_staff(self, data, staff):
        return self.office(
            data, "roster", "import", staff, "--org", ORGANISATION, "--site", "1")

    def copy(self, data, name):
        to = self.folder / name
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(data, to)
        return to

    def issue(self, data):
        """Seconds and peak KiB of issuing and exporting all passes of a fresh registry."""
        _, issue, first = self.office(data, "pass", "issue", "--org", ORGANISATION)
        _, export, second = self.office(
            data, "pass", "export", "--org", ORGANISATION, "--to", self.folder / "ours.zip",
            "--format", "png")
        return issue + export, max(first, second)

    def rows(self, wanted):
        for numbers, rows in [
            ({"P1", "P2"}, self.bulk), ({"P3"}, self.growth), ({"P4"}, self.sizes),
            ({"P9"}, self.imports),
        ]:
            if not wanted or numbers & wanted:
                yield from rows()

    def bulk(self):
        base, _ = self.base(FEW)
        ours, in_c, in_python = [], [], []
        for _ in range(self.pairs + 1):
            ours.append(self.issue(self.copy(base, "ours"))[0])
            registry = self.copy(base, "theirs") / "registry.sqlite"
            in_c.append(self.run(
                self.peers["bulk_issue"], registry, self.folder / "theirs.zip", ORGANISATION)[1])
            in_python.append(self.by_segno(base))
        ours, in_c, in_python = ours[1:], in_c[1:], in_python[1:]
        yield ("P1", "10,000 passes to ZIP and SQLite, 2 workers", ours, "{:.2f} s",
               "C, libqrencode and libdeflate, 2 threads", in_c,
               [a / b for a, b in zip(ours, in_c)], "{:.2f} × its wall", "≤ 1.15")
        if not all(in_python):
            print("segno is not installed (pip install segno): P2 is left out", file=sys.stderr)
            return
        mine = [FEW / seconds for seconds in ours]
        yield ("P2", "the same, a pass", mine, "{:,.0f}/s", "Python segno, one process", in_python,
               [a / b for a, b in zip(mine, in_python)], "{:.0f} times as fast", "≥ 45")

    def by_segno(self, base):
        """Passes a second, or None where segno is not there."""
        if subprocess.run([sys.executable, "-c", "import segno"], capture_output=True).returncode:
            return None
        registry = self.copy(base, "theirs") / "registry.sqlite"
        output, _, _ = self.run(
            sys.executable, PEERS / "segno_issue.py", registry, self.folder / "theirs.zip",
            ORGANISATION, BY_SEGNO)
        found = json.loads(output)
        return found["passes"] / found["seconds"]

    def growth(self):
        few, many, memory = [], [], []
        for _ in range(max(2, self.pairs // 3)):
            few.append(self.issue(self.copy(self.base(FEW)[0], "ours"))[0] / FEW * 1e6)
            seconds, peak = self.issue(self.copy(self.base(MANY)[0], "ours"))
            many.append(seconds / MANY * 1e6)
            memory.append(peak)
        yield ("P3", "113,000 passes: time a pass", many, "{:.1f} µs", "ours, 10,000", few,
               [a / b for a, b in zip(many, few)], "{:.2f} × its time", "≤ 1.05")
        yield ("P3", "113,000 passes: peak memory", [max(memory)], "{:,.0f} KiB", "", [], [], "",
               "≤ 65,536 KiB")

    def sizes(self):
        data = self.copy(self.base(FEW)[0], "ours")
        self.issue(data)
        texts = self.folder / "texts.csv"
        self.office(data, "pass", "export", "--org", ORGANISATION, "--to", texts,
                    "--format", "text")
        with open(texts, encoding="utf-8-sig", newline="") as source:
            lines = [row["text"] for row in csv.DictReader(source)]
        (self.folder / "texts").write_text("\n".join(lines) + "\n")
        theirs = json.loads(self.run(self.peers["bulk_issue"], "png", self.folder / "texts")[0])
        files = self.folder / "files"
        shutil.rmtree(files, ignore_errors=True)
        self.office(data, "pass", "export", "--org", ORGANISATION, "--to", files)
        mine = statistics.mean(file.stat().st_size for file in files.iterdir())
        yield ("P4", "a PNG of four pixels a module, mean bytes", [mine], "{:.0f} B",
               "libpng's default", [theirs["mean_bytes"]], [mine / theirs["mean_bytes"]],
               "{:.3f} × its size", "≤ 1.02")

    def imports(self):
        base, staff = self.base(MANY)
        first, again, in_c = [], [], []
        for _ in range(self.pairs + 1):
            data = self.folder / "ours"
            self.empty(data)
            target = self.copy(data, "theirs") / "registry.sqlite"
            first.append(self.import_staff(data, staff)[1])
            output, _, _ = self.run(
                self.peers["insert_people"], base / "registry.sqlite", target)
            in_c.append(json.loads(output)["seconds"])
            again.append(self.import_staff(data, staff)[1])
        first, again, in_c = first[1:], again[1:], in_c[1:]
        yield ("P9", "113,000 people read, checked and put into the registry", first, "{:.2f} s",
               "C, SQLite inserts of the same rows", in_c, [a / b for a, b in zip(first, in_c)],
               "{:.2f} × its wall", "≤ 3")
        yield ("P9", "the same list once more", again, "{:.2f} s", "ours, first time", first,
               [a / b for a, b in zip(again, first)], "{:.2f} × its wall", "≤ 0.6")


if __name__ == "__main__":
    write_staff(sys.argv[1], int(sys.argv[2]))
