"""Reads and checks a staff list as a Python program would: calamine for workbooks, csv for texts.

    read_list.py FILE [ENCODING]

Prints how many rows there were and how many of them stand.
"""
import csv
import datetime
import json
import re
import sys
import unicodedata

NAME = re.compile(r"[\u4e00-\u9fff]{2,50}|[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff ·]{0,48}"
                  r"[A-Za-z\u4e00-\u9fff]")
IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LONGEST = 200


def rows(path, encoding):
    if not encoding:
        from python_calamine import CalamineWorkbook
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return csv.reader(open(path, encoding=encoding, newline=""))


def is_identity(text, today):
    if not IDENTITY.fullmatch(text):
        return False
    try:
        born = datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    if not 1900 <= born.year or born > today:
        return False
    return CHECKS[sum(int(d) * w for d, w in zip(text, WEIGHTS)) % 11] == text[17]


def main():
    path, encoding = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    today = datetime.date.today()
    lines = iter(rows(path, encoding))
    header = next(lines)
    columns = [header.index(title) for title in [
        "姓名", "身份证号", "手机号", "工号", "部门", "岗位", "厂区", "住址"]]
    identities, numbers, zones, people, count = set(), set(), {"厂区", "1"}, [], 0
    for line in lines:
        cells = [unicodedata.normalize("NFKC", str(line[column])).strip() for column in columns]
        if not any(cells):
            continue
        count += 1
        name, identity, phone, number, _, _, zone, _ = cells
        identity = identity.upper()
        is_good = (
            max(map(len, cells)) <= LONGEST and NAME.fullmatch(name) is not None
            and is_identity(identity, today) and identity not in identities
            and (not phone or PHONE.fullmatch(phone) is not None)
            and number != "" and number not in numbers and (not zone or zone in zones))
        identities.add(identity)
        numbers.add(number)
        if is_good:
            people.append(cells)
    print(json.dumps({"rows": count, "accepted": len(people)}))


if __name__ == "__main__":
    main()
