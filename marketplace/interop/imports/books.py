"""A file that somebody sent as a book of sheets; what it is, its content says and not its name."""

from pathlib import PurePath

from marketplace.interop.imports.separated import read_separated
from marketplace.interop.imports.sheets import Book, NotASheet
from marketplace.interop.imports.workbooks import read_workbook
from marketplace.kit.text import t

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


def read_book(data: bytes, file_name: str) -> Book:
    """Raises `NotASheet` with the reason."""
    if not data.strip():
        raise NotASheet(t("This file is empty."))
    if data.startswith(_OLE):
        raise NotASheet(
            t("This is an old XLS file, or one with a password. Save it as XLSX without one.")
        )
    if data.startswith(_ZIP):
        book = read_workbook(data)
    elif data.lstrip()[:1] == b"<":
        raise NotASheet(t("This is a web page. Open it in a spreadsheet and save it as XLSX."))
    else:
        book = read_separated(data, PurePath(file_name).stem[:100])
    sheets = tuple(sheet for sheet in book.sheets if sheet.rows)
    if not sheets:
        raise NotASheet(t("There are no rows in this file."))
    return Book(sheets, book.notes)
