#!/usr/bin/env python3
"""Writes the lists in this folder anew, with what must come out of each beside it.

Needs LibreOffice (`soffice`), openpyxl and xlsxwriter; the tests need none of them, they read the
files as they stand. Everybody in them is invented: ID numbers on the unassigned area 999999,
telephones 1990000xxxx. The lists are read as on 1 June 2022.
"""
import datetime
import json
import pathlib
import shutil
import subprocess
import tempfile

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = pathlib.Path(__file__).parent
HEAD = ["工号", "姓名", "身份证号", "手机号", "部门", "有效期至"]
END = datetime.date(2031, 5, 31)


def resident_id(serial):
    body = f"99999919900101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


NAMES = ["王伟", "李芳", "𠮷田", "买买提·艾力", "José García", "陈静"]
PEOPLE = [
    [f"E{n:03d}", name, resident_id(n), f"1990000{n:04d}", "一车间", END]
    for n, name in enumerate(NAMES, 1)
]


def expect(file, **more):
    """Beside each file: what must come out of it, in the form of Tests/Vectors/rosters."""
    usual = {} if "file_error" in more else {
        "rows": 6, "accepted": 6, "problems": [], "names": NAMES}
    text = json.dumps({**usual, **more}, ensure_ascii=False, indent=1)
    (HERE / (file + ".expect.json")).write_text(text + "\n", encoding="utf-8")


def book(rows, title="名单", at_epoch=None):
    workbook = openpyxl.Workbook()
    if at_epoch:
        workbook.epoch = at_epoch
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return workbook, sheet


def office_sources():
    """What LibreOffice is given: the kinds of list that HR departments keep."""
    workbook, sheet = book(
        [["精密仪器厂返岗人员名单"], ["填报日期：2022年5月31日"], [],
         ["序号", "*工  号", "※姓 名\n(必填)", "身份证号码/ID No.\n（18位，文本格式）", "手机 Mobile", "所在部门", "有效期至"]]
        + [[n, *person] for n, person in enumerate(PEOPLE, 1)]
        + [[7], [], ["合 计", 6, "人"], ["注：以上人员均已核对"], ["制表人：王伟", None, None, "审核人：李芳"]])
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A2:C2")
    for row in (6, 7, 9, 10):
        sheet.cell(row, 6).value = None
    sheet.merge_cells("F5:F7")
    sheet.merge_cells("F8:F10")
    sheet.column_dimensions["D"].hidden = True
    workbook.create_sheet("旧名单", 0).sheet_state = "hidden"
    for row in ([*HEAD], ["E9", "旧人", resident_id(9), "19900000009", "旧", END]):
        workbook["旧名单"].append(row)
    workbook.create_sheet("填写说明", 1).append(["姓名请按证件填写"])
    workbook.create_sheet("二部").append(HEAD)
    workbook["二部"].append(["E8", "周敏", resident_id(8), "19900000008", "二部", END])
    workbook.active = 2
    yield "office", workbook, {
        "header_row": 4, "sheet": "名单", "departments": ["一车间"] * 6, "ends": ["2031-05-31"] * 6}

    workbook, _ = book([HEAD] + PEOPLE, at_epoch=CALENDAR_MAC_1904)
    yield "1904", workbook, {"ends": ["2031-05-31"] * 6}

    source, _ = book([HEAD] + PEOPLE, "源")
    view = source.create_sheet("名单")
    view.append(HEAD)
    for row in range(2, 8):
        view.append([f"=源!{column}{row}" for column in "ABCDEF"])
        view.cell(row, 6).number_format = "yyyy年m月d日"
    source["源"].sheet_state = "hidden"
    yield "formulas", source, {"sheet": "名单", "ends": ["2031-05-31"] * 6}

    workbook, sheet = book(
        [["工号", "基本信息", None, "联系方式", None, "部门"], [None, "姓名", "证件号码", "手机号", "住址", None]]
        + [[p[0], p[1], p[2], p[3], "宿舍1号", p[4]] for p in PEOPLE])
    for cells in ("A1:A2", "B1:C1", "D1:E1", "F1:F2"):
        sheet.merge_cells(cells)
    yield "two_row_header", workbook, {"header_row": 2, "departments": ["一车间"] * 6}


def libre_office():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def convert(source, form, file, **more):
            out = folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", form, "--outdir", out, source],
                check=True, capture_output=True, timeout=120)
            shutil.move(next(out.iterdir()), HERE / file)
            expect(file, **more)

        for name, workbook, more in office_sources():
            workbook.save(folder / f"{name}.xlsx")
            convert(folder / f"{name}.xlsx", "xlsx", f"libreoffice_{name}.xlsx", **more)
        plain, _ = book([HEAD] + PEOPLE)
        plain.save(folder / "plain.xlsx")
        source = folder / "plain.xlsx"
        text = "csv:Text - txt - csv (StarCalc)"
        convert(source, f"{text}:44,34,76", "libreoffice_utf8.csv", encoding="utf-8")
        convert(source, f"{text}:59,34,85", "libreoffice_gb18030.csv", encoding="gb18030")
        convert(source, f"{text}:9,34,65535", "libreoffice_utf16_tabs.txt", encoding="utf-16le")
        convert(source, "xls", "libreoffice_old.xls", file_error="FILE_OLD_EXCEL")
        convert(source, "ods", "libreoffice.ods", file_error="FILE_TYPE")
        convert(source, "html", "libreoffice_html.xls", file_error="FILE_TYPE")

        trucks, sheet = book(
            [["车牌号码", "驾驶员", None, None, "运输物资", "有效期", None],
             [None, "姓名", "身份证号", "联系电话", None, "起", "止"]]
            + [[f"沪A·1000{n}", p[1], p[2], p[3], "蔬菜",
                datetime.datetime(2031, 6, 1, 8, 30), datetime.datetime(2031, 6, 30, 18, 0)]
               for n, p in enumerate(PEOPLE, 1)])
        for cells in ("A1:A2", "B1:D1", "E1:E2", "F1:G1"):
            sheet.merge_cells(cells)
        trucks.save(folder / "trucks.xlsx")
        convert(folder / "trucks.xlsx", "xlsx", "libreoffice_vehicles.xlsx", kind="vehicles",
                header_row=2, names=[f"沪A1000{n}" for n in range(1, 7)],
                ends=["2031-06-30 18:00:00"] * 6)


def with_openpyxl():
    workbook, _ = book([HEAD] + [[f'="{v}"' if n == 1 else v for n, v in enumerate(p)]
                                 for p in PEOPLE])
    workbook.save(HERE / "openpyxl_uncalculated.xlsx")
    expect("openpyxl_uncalculated.xlsx", accepted=0, names=[],
           problems=[[row, "CELL_ERROR"] for row in range(2, 8)])

    workbook, sheet = book([HEAD + ["手机"]] + [p + ["1"] for p in PEOPLE],
                           at_epoch=CALENDAR_MAC_1904)
    sheet["B1"] = CellRichText(TextBlock(InlineFont(color="FFFF0000"), "*"), "姓名")
    for row, person in enumerate(PEOPLE, 2):
        sheet.cell(row, 2).value = CellRichText(
            TextBlock(InlineFont(b=True), person[1][:1]), person[1][1:])
    sheet.column_dimensions["G"].hidden = True
    workbook.save(HERE / "openpyxl_rich_1904.xlsx")
    expect("openpyxl_rich_1904.xlsx", ends=["2031-05-31"] * 6)

    workbook, _ = book([HEAD], "模板")
    workbook.create_sheet("名单")
    for row in [HEAD] + PEOPLE:
        workbook["名单"].append(row)
    workbook.save(HERE / "openpyxl_template_first.xlsx")
    expect("openpyxl_template_first.xlsx", sheet="名单")


def with_xlsxwriter():
    def write(file, options, rows, **more):
        workbook = xlsxwriter.Workbook(str(HERE / file), options)
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet("名单")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, date)
                elif isinstance(value, tuple):
                    sheet.write_formula(number, column, value[0], None, value[1])
                else:
                    sheet.write(number, column, value)
        workbook.close()
        expect(file, **more)

    ends = {"ends": ["2031-05-31"] * 6}
    write("xlsxwriter_shared.xlsx", {}, [HEAD] + PEOPLE, **ends)
    write("xlsxwriter_inline.xlsx", {"constant_memory": True}, [HEAD] + PEOPLE, **ends)
    write("xlsxwriter_1904.xlsx", {"date_1904": True}, [HEAD] + PEOPLE, **ends)
    write("xlsxwriter_cached.xlsx", {},
          [HEAD] + [[p[0], ("=A1&B1", p[1]), p[2], ("=1*D1", int(p[3])), *p[4:]] for p in PEOPLE],
          **ends)
    # A number for an ID number, a text for a date, a number for an employee number.
    write("xlsxwriter_numbers.xlsx", {},
          [HEAD] + [[n, p[1], float(p[2][:17]) if n == 2 else p[2], int(p[3]), p[4],
                     47999 if n == 1 else f"31/05/{2030 + n}"] for n, p in enumerate(PEOPLE, 1)],
          accepted=5, names=NAMES[:1] + NAMES[2:], problems=[[3, "ID_ROUNDED"]],
          ends=["2031-05-31"] + [f"{2030 + n}-05-31" for n in range(3, 7)])


if __name__ == "__main__":
    libre_office()
    with_openpyxl()
    with_xlsxwriter()
