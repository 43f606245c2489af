"""The sheet that one can start from: the headings as they are best understood, and one record."""

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from marketplace.interop.imports.headings import MEANT

EXAMPLE: Mapping[str, str] = {
    "title": "Ví dụ: Sơn chống ăn mòn từ vỏ trấu (dòng này không được nhập)",
    "application_number": "1-2024-01234",
    "title_number": "1-0041234",
    "filed_on": "25/03/2024",
    "kind": "Sáng chế",
    "right_status": "Đã cấp bằng",
    "inventors": "Nguyễn Văn A; Trần Thị B",
    "holder": "",
    "field": "Vật liệu",
    "classes": "C09D 5/10",
    "readiness": "6",
    "keywords": "sơn, chống ăn mòn",
    "problem": "Thép ở ven biển gỉ sau hai năm.",
    "novelty": "Chất ức chế lấy từ vỏ trấu thay cho muối cromat.",
    "offers": "Li-xăng không độc quyền",
    "asking": "1,2 tỷ",
}
"""By field, in the order of the columns; the record never comes in, even where it was left."""


def example_sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh mục"
    sheet.append([_heading(field) for field in EXAMPLE])
    sheet.append(list(EXAMPLE.values()))
    for column in sheet.iter_cols():
        head, record = column
        head.font = Font(bold=True)
        record.font = Font(italic=True, color="00808080")
        record.alignment = Alignment(wrap_text=True, vertical="top")
        record.number_format = "@"
        sheet.column_dimensions[head.column_letter].width = max(16, len(head.value) + 4)
    sheet.column_dimensions["A"].width = 48
    sheet.freeze_panes = "B2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(field: str) -> str:
    name = MEANT[field][0]
    return name.upper() if len(name) <= 3 else name.capitalize()
