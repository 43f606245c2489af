"""A transfer officer's spreadsheet: 300 rights as they really are kept, with every fault they have.

`python -m tests.tools.portfolio DIR` writes it as XLSX, and as CSV for an old font.
"""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from sqlalchemy.orm import Session

from marketplace.interop.imports import service
from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.charsets import Charset
from marketplace.interop.imports.looks import look_again, look_at_book
from marketplace.interop.imports.models import Batch
from marketplace.interop.imports.rules import Finding
from marketplace.kit.actor import Actor
from tests.tools.old_fonts import encode

COLUMNS = (
    "STT", "Tên sáng chế", "Tác giả", "Loại", "Số đơn", "Ngày nộp", "Số bằng",
    "Tình trạng pháp lý", "Lĩnh vực", "IPC", "TRL", "Từ khóa", "Tóm tắt", "Giá chào (triệu đồng)",
    "Ghi chú",
)  # fmt: skip
FIRST = 7
"""The first row below title rows, two rows of headings and the name of a group."""
COUNT = 300

_WAYS = ("Quy trình phủ", "Thiết bị sấy", "Phương pháp tách", "Hệ thống làm sạch", "Máy nghiền")
_THINGS = ("vỏ trấu", "hạt sen", "bã cà phê", "xỉ thép", "rong biển", "tinh dầu quế", "sợi dứa",
           "đất hiếm", "nước lợ", "mủ cao su")  # fmt: skip
_ENDS = ("bằng sóng siêu âm", "tiết kiệm năng lượng", "quy mô hộ gia đình", "ở nhiệt độ thấp",
         "không dùng dung môi", "cho vùng ven biển")  # fmt: skip
_PEOPLE = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Quang Cường", "Phạm Thu Dung", "Võ Minh Đức")
_FIELDS = ("Vật liệu", "Nông nghiệp", "Môi trường", "Cơ khí", "Hóa học")


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in `column` of the record in `row`, and what must be said about it.

    `taken` is what the cell must be taken for, where it comes in at all.
    """

    row: int
    column: str
    cell: Any
    finding: Finding
    taken: Any = None


def _at(record: int) -> int:
    return FIRST + record


FAULTS: Sequence[Fault] = (
    Fault(_at(10), "Ngày nộp", "31/02/2023", Finding.IMPOSSIBLE_DAY),
    Fault(_at(11), "Ngày nộp", "12/05/21", Finding.SHORT_YEAR, "2021-05-12"),
    Fault(_at(12), "Ngày nộp", "03/25/2021", Finding.MONTH_FIRST, "2021-03-25"),
    Fault(_at(13), "Ngày nộp", datetime(2021, 3, 5), Finding.DAY_OR_MONTH, "2021-03-05"),  # noqa: DTZ001
    Fault(_at(14), "Ngày nộp", 44279, Finding.DAY_COUNT, "2021-03-24"),
    Fault(_at(15), "Ngày nộp", "sau Tết", Finding.UNREADABLE_DAY),
    Fault(_at(20), "Số bằng", 26606, Finding.LOST_ZEROS, "1-0026606"),
    Fault(_at(21), "Số bằng", date(1972, 11, 3), Finding.DAY_FOR_NUMBER),
    Fault(_at(22), "Số bằng", "VN 1-31244-000", Finding.TIDIED, "1-0031244-000"),
    Fault(_at(23), "Số bằng", "31245", Finding.BARE_NUMBER, "1-0031245"),
    Fault(_at(30), "Tác giả", "PGS.TS. Nguyễn Văn An, Trần Bình; Lê Cường", Finding.SEVERAL_NAMES,
          ["Nguyễn Văn An", "Trần Bình", "Lê Cường"]),
    Fault(_at(31), "Tác giả", "Nguyễn Văn An\nTrần Thị Bình và Lê Cường", Finding.SEVERAL_NAMES,
          ["Nguyễn Văn An", "Trần Thị Bình", "Lê Cường"]),
    Fault(_at(40), "Tên sáng chế", encode("Thiết bị quyết định độ mặn", Charset.TCVN3),
          Finding.OLD_FONT_TCVN3, "Thiết bị quyết định độ mặn"),
    Fault(_at(41), "Tên sáng chế", encode("Công nghệ thiết bị lọc phèn", Charset.VNI),
          Finding.OLD_FONT_VNI, "Công nghệ thiết bị lọc phèn"),
    Fault(_at(42), "Tên sáng chế", unicodedata.normalize("NFD", "Kỹ thuật ủ phân từ bèo tây"),
          Finding.MARKS_APART, "Kỹ thuật ủ phân từ bèo tây"),
    Fault(_at(43), "Tên sáng chế", "", Finding.NO_TITLE),
    Fault(_at(50), "Giá chào (triệu đồng)", "#REF!", Finding.ERROR_VALUE),
    Fault(_at(51), "Giá chào (triệu đồng)", "=N9*2", Finding.NOT_CALCULATED),
    Fault(_at(60), "Loại", "bằng khen", Finding.UNKNOWN_KIND),
    Fault(_at(61), "Tình trạng pháp lý", "Chưa đăng ký", Finding.RIGHT_CONTRADICTS),
    Fault(_at(62), "TRL", "12", Finding.UNKNOWN_READINESS),
    Fault(_at(63), "IPC", "H01M 10/0525, 10/0562, lạ", Finding.UNKNOWN_CLASS,
          ["H01M 10/0525", "H01M 10/0562"]),
    Fault(_at(64), "Lĩnh vực", "Phong thủy", Finding.UNKNOWN_FIELD),
    Fault(_at(65), "Giá chào (triệu đồng)", "Thỏa thuận", Finding.NO_AMOUNT),
)  # fmt: skip

SPELLINGS = ("1-2021-00071", "1 2021 71", "VN 1-2021-00071")
"""One number in three rows, of which one comes in."""
REPEATED = (_at(70), _at(71), _at(72))
EMPTY = (_at(100), _at(101))
MERGED_FIELD = (_at(110), _at(112))
"""One field for three rows, merged."""
CONTINUED = _at(120)
"""Its second inventor stands in a row of its own below, under a merged title."""


def records() -> list[dict[str, Any]]:
    """Without faults, in the order of the columns."""
    names = [" ".join(parts) for parts in product(_WAYS, _THINGS, _ENDS)]
    return [_record(number, name) for number, name in enumerate(names[:COUNT], 1)]


def _record(number: int, name: str) -> dict[str, Any]:
    useful = number > 100 and number % 3 == 0
    digit = "2" if useful else "1"
    granted = number % 2 == 0
    return {
        "STT": number,
        "Tên sáng chế": name,
        "Tác giả": _PEOPLE[number % 5],
        "Loại": "Giải pháp hữu ích" if useful else "Sáng chế",
        "Số đơn": f"{digit}-2021-{number:05}",
        "Ngày nộp": f"{number % 28 + 1:02}/{number % 12 + 1:02}/2021",
        "Số bằng": f"{digit}-{20_000 + number:07}" if granted else None,
        "Tình trạng pháp lý": "Đã cấp bằng" if granted else "Đang thẩm định nội dung",
        "Lĩnh vực": _FIELDS[number % 5],
        "IPC": "C02F 1/00" if number % 4 else "A23L 5/30",
        "TRL": number % 9 + 1,
        "Từ khóa": "ven biển, tiết kiệm",
        "Tóm tắt": f"{name}: làm sạch hơn và rẻ hơn cách đang dùng.",
        "Giá chào (triệu đồng)": 150.5 if number % 10 == 0 else None,
        "Ghi chú": None,
    }


def filled() -> dict[int, dict[str, Any]]:
    """The records by row, each fault in its place."""
    rows = iter(_rows())
    found = {next(rows): record for record in records()}
    for fault in FAULTS:
        found[fault.row][fault.column] = fault.cell
    for row, number in zip(REPEATED, SPELLINGS, strict=True):
        found[row]["Số đơn"] = number
    return found


def _rows() -> Iterator[int]:
    row = FIRST
    while True:
        if row not in (*EMPTY, CONTINUED + 1):
            yield row
        row += 1


def workbook() -> bytes:
    book = Workbook()
    book.active.title = "Danh mục"
    sheet = book.active
    sheet["A1"], sheet["A2"] = "DANH MỤC SÁNG CHẾ, GIẢI PHÁP HỮU ÍCH", "Tính đến ngày 30/06/2026"
    for at, heading in enumerate(COLUMNS, 1):
        two_rows = heading in ("Số đơn", "Ngày nộp")
        sheet.cell(5 if two_rows else 4, at, heading)
        if not two_rows:
            sheet.merge_cells(start_row=4, end_row=5, start_column=at, end_column=at)
    sheet["E4"], sheet["A6"] = "Đơn đăng ký", "I. Danh mục chung"
    for area in ("A1:O1", "E4:F4", "A6:O6"):
        sheet.merge_cells(area)
    for row, record in filled().items():
        for at, value in enumerate(record.values(), 1):
            sheet.cell(row, at, value)
    first, last = MERGED_FIELD
    sheet.merge_cells(f"I{first}:I{last}")
    sheet.merge_cells(f"B{CONTINUED}:B{CONTINUED + 1}")
    sheet[f"C{CONTINUED + 1}"] = "Đào Văn Giang"
    sheet[f"N{CALCULATED}"] = "=100*2"
    book.create_sheet("Ghi chú")["A1"] = "Người lập: phòng quản lý khoa học"
    out = BytesIO()
    book.save(out)
    return _calculated(out.getvalue())


CALCULATED = FIRST + 52
"""Its price is a formula with a result, which only a spreadsheet program writes."""


def _calculated(data: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                pattern = rf'(<c r="N{CALCULATED}"[^>]*><f>[^<]*</f>)<v\s*/?>(?:</v>)?'
                body, count = re.subn(pattern.encode(), rb"\1<v>200</v>", body)
                assert count == 1
            new.writestr(part, body)
    return out.getvalue()


def separated(mark: str = ";", charset: Charset | None = Charset.TCVN3) -> bytes:
    """The records without faults, as a CSV file for an old font or (None) in UTF-8."""
    out = StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(["DANH MỤC SÁNG CHẾ"])
    writer.writerow(COLUMNS)
    writer.writerows(record.values() for record in records())
    if charset is None:
        return out.getvalue().encode()
    return encode(out.getvalue(), charset).encode("latin-1")


SMALL_TO_MEND = 4
"""The row of the small sheet that cannot come in."""


def small(mark: str = "A") -> bytes:
    """Four records as CSV: one good, one with a warning, one to mend, one twice."""
    number = f"0{ord(mark)}"
    return f"""Tên sáng chế;Số đơn;Ngày nộp;Loại;TRL;Tác giả
Lò sấy cau {mark};1-2023-{number}1;25/03/2023;Sáng chế;6;Đào Thị Hoa và Lý Văn Khôi
Bếp trấu khí hóa {mark};1-2022-{number}2;03/25/2022;Sáng chế;5;Đào Thị Hoa
Máy gặt mini {mark};1-2021-{number}3;31/02/2021;bằng khen;7;Lý Văn Khôi
Lò sấy cau {mark};1 2023 {number}1;25/03/2023;Sáng chế;6;Đào Thị Hoa
""".encode()


def brought(session: Session, actor: Actor, data: bytes, name: str = "danh-muc.csv") -> Batch:
    """An import of this file that waits to be brought in."""
    book = read_book(data, name)
    look = look_at_book(session, actor, book)
    batch = service.keep_import(session, actor, book=book, file_name=name, look=look)
    session.flush()
    return batch


def bring_in(session: Session, actor: Actor, batch: Batch) -> None:
    service.bring_in(session, actor, batch=batch, look=look_again(session, actor, batch))
    session.flush()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "danh-muc.xlsx").write_bytes(workbook())
    (folder / "danh-muc-tcvn3.csv").write_bytes(separated())
