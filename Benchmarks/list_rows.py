"""The rows of the table on lists: a workbook beside calamine, texts beside Python's csv, both with
the checks in Python.

Called by bench.py. The lists are invented here: the same people as the registry's import has, in
eight columns.
"""
import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from paper_rows import MANY, ORGANISATION, PEERS, PaperRows, write_staff

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def relationships(*links):
    body = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1))
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{body}</Relationships>'


def write_workbook(path, rows):
    """A workbook as Excel writes one: each text once, in a table of its own."""
    places, sheet = {}, []
    for n, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{n}" t="s"><v>{places.setdefault(text, len(places))}</v></c>'
            for at, text in enumerate(row))
        sheet.append(f'<row r="{n}" spans="1:{len(row)}">{cells}</row>')
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in places)
    parts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" '
        f'ContentType="{SHEET_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>'
        + "".join(sheet) + "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, text)


def write_lists(folder, count=MANY):
    plain = folder / "plain.csv"
    write_staff(plain, count)
    with open(plain, encoding="utf-8", newline="") as source:
        header, *people = csv.reader(source)
    rows = [[*header, "厂区", "住址"]] + [
        [*person, "厂区", f"宿舍{n % 500}号"] for n, person in enumerate(people)]
    write_workbook(folder / "list.xlsx", rows)
    for encoding in ["utf-8-sig", "gb18030"]:
        with open(folder / f"{encoding}.csv", "w", encoding=encoding, newline="") as out:
            csv.writer(out).writerows(rows)


class ListRows(PaperRows):
    """Lists and a registry without people."""

    def rows(self, wanted):
        self.data = self.folder / "lists"
        self.empty(self.data)
        self.office(self.data, "zone", "add", "--site", "1", "--number", "1", "--name", "厂区")
        # In a program of its own: what this one holds would count as its children's memory.
        self.run(sys.executable, __file__, self.folder)
        if not wanted or "P7" in wanted:
            yield from self.workbook()
        if not wanted or "P8" in wanted:
            yield from self.texts()

    def ours(self, path):
        """Seconds and peak KiB of reading and checking a list."""
        output, seconds, peak = self.office(
            self.data, "roster", "import", path, "--org", ORGANISATION, "--site", "1",
            "--dry-run", "--json")
        if json.loads(output)["accepted"] != MANY:
            sys.exit(f"not all rows of {path} stand: {output[:500]}")
        return seconds, peak

    def theirs(self, path, *encoding):
        output, seconds, peak = self.run(sys.executable, PEERS / "read_list.py", path, *encoding)
        if json.loads(output)["accepted"] != MANY:
            sys.exit(f"the peer does not take all rows of {path}: {output}")
        return seconds, peak

    def beside(self, number, work, path, peer, *encoding):
        mine, others = [], []
        for _ in range(self.pairs + 1):
            mine.append(self.ours(path))
            others.append(self.theirs(path, *encoding))
        seconds, theirs = ([found[0] for found in all[1:]] for all in (mine, others))
        budget, memory = {"P7": (0.7, 65_536), "P8": (0.25, 49_152)}[number]
        yield (number, f"113,000 rows of {work} read and checked", seconds, "{:.2f} s", peer,
               theirs, [a / b for a, b in zip(seconds, theirs)], "{:.2f} × its wall",
               f"≤ {budget}")
        yield (number, "the same: peak memory", [max(peak for _, peak in mine)], "{:,.0f} KiB",
               peer, [max(peak for _, peak in others)], [], "", f"≤ {memory:,} KiB")

    def workbook(self):
        if subprocess.run(
                [sys.executable, "-c", "import python_calamine"], capture_output=True).returncode:
            print("calamine is not installed (pip install python-calamine): P7 is left out",
                  file=sys.stderr)
            return
        path = self.folder / "list.xlsx"
        yield from self.beside("P7", "a workbook", path, "calamine, checks in Python")

    def texts(self):
        for work, encoding in [("UTF-8 text", "utf-8-sig"), ("GB18030 text", "gb18030")]:
            yield from self.beside(
                "P8", work, self.folder / f"{encoding}.csv", "Python csv, checks in Python",
                encoding)


if __name__ == "__main__":
    write_lists(Path(sys.argv[1]))
