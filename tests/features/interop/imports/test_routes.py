"""The pages of imports, as the officer's browser sees them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import event, func, select

from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.imports.example import EXAMPLE
from marketplace.interop.imports.models import Batch
from marketplace.interop.imports.rules import MOST_BYTES
from marketplace.inventions.models import Invention
from marketplace.web.guard import MEGABYTE
from tests.tools import portfolio
from tests.tools.site import Site
from tests.tools.walk import Walker

LAN = "lan@example.org"


@pytest.fixture
def lan(site: Site) -> Walker:
    """A transfer officer of a verified institute, at the page of imports."""
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE)
        market.member(Role.TRANSFER_OFFICER, house=house, person=market.person("Lan", LAN))
    return Walker(site.sign_in(LAN)).open("/imports")


def sent(lan: Walker, data: bytes, name: str = "danh-muc.xlsx") -> Walker:
    return lan.open("/imports").press("Read it", files={"file": (name, data)})


def count(site: Site, table: type[Batch] | type[Invention]) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = site.database.reader if site.database.sqlite else site.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_what_is_no_spreadsheet_is_refused_beside_the_question(site: Site, lan: Walker) -> None:
    for data, why in (
        (b"", "This file is empty."),
        (b"\xd0\xcf\x11\xe0 old", "This is an old XLS file"),
        (b"PK\x03\x04 broken", "This XLSX file is damaged"),
    ):
        sent(lan, data)
        assert (lan.status, why in lan.text) == (422, True)
    assert lan.open("/imports").press("Read it").status == 422
    assert "Choose a file first." in lan.text
    assert count(site, Batch) == 0


def test_a_file_may_be_ten_megabytes_and_other_requests_may_not(site: Site, lan: Walker) -> None:
    fits = b"a;b\n" + b"x" * (MOST_BYTES - 100)
    assert lan.client.post("/imports", files={"file": ("a.csv", fits)}).status_code == 422
    refused = lan.client.post("/imports", files={"file": ("a.csv", b"x" * (MOST_BYTES + MEGABYTE))})
    assert (refused.status_code, refused.text) == (413, "This request is larger than 11 MB.")
    assert lan.client.post("/needs", content=b"x" * 3 * MEGABYTE).status_code == 413


def test_rows_are_filtered_by_state_and_shown_fifty_at_a_time(lan: Walker) -> None:
    sent(lan, portfolio.workbook())
    page = lan.path
    assert "1 to 50 of 300" in lan.text
    assert "1 to 9 of 9" in lan.open(f"{page}?show=mend").text
    assert "1 to 11 of 11" in lan.open(f"{page}?show=doubtful").text
    assert "251 to 300 of 300" in lan.open(f"{page}?page=6").text
    assert "No row is in this state" in lan.open(f"{page}?show=dropped").text
    assert lan.open(f"{page}?show=nonsense").status == 422


def test_each_doubt_says_what_was_read_and_what_it_was_taken_for(site: Site, lan: Walker) -> None:
    sent(lan, portfolio.workbook())
    path = lan.path
    doubts = lan.open(f"{path}?show=doubtful").text
    assert "Filed on: “03/25/2021” → “25/03/2021”. The month stands first here." in doubts
    assert (
        "Number of the title of protection: “26606” → “1-0026606”. "
        "The spreadsheet dropped what stood in front of this number." in doubts
    )
    vietnamese = Walker(site.sign_in(LAN, language="vi")).open(f"{path}?show=mend").text
    assert "Ngày nộp đơn: “31/02/2023”. Không có ngày này." in vietnamese
    assert "To mend" not in vietnamese


def test_columns_are_corrected_by_hand(lan: Walker) -> None:
    sent(lan, b"Name;Holder;What it does\nKiln;Firm A;Dries\n", "a.csv").follow("Sheet and columns")
    assert "What it does" in lan.text
    lan.press("Read it so", None, **{"column-1": "title"})
    assert (lan.status, "Another column holds this already." in lan.text) == (422, True)
    right = {"language": "en", "column-1": "holder", "column-2": "problem"}
    lan.press("Read it so", None, **right)
    assert "The sheet was read again." in lan.text
    assert "Which problem does it solve? Dries" in lan.text
    assert "Owner Firm A" in lan.text


def test_another_sheet_is_read_by_its_own_headings(lan: Walker) -> None:
    book = Workbook()
    book.active.append(["x", "y"])
    book.active.append(["1", "2"])
    second = book.create_sheet("Danh mục")
    for row in (["Tên sáng chế", "TRL"], ["Lò sấy", "6"]):
        second.append(row)
    out = BytesIO()
    book.save(out)
    sent(lan, out.getvalue())
    assert "Lò sấy" in lan.text
    lan.follow("Sheet and columns").press("Read it so", sheet="0")
    assert "No heading was recognised: say what each column holds." in lan.text
    lan.follow("Sheet and columns").press("Read it so", sheet="1")
    assert "Lò sấy" in lan.text


def test_a_row_is_mended_where_its_answers_are_wrong(site: Site, lan: Walker) -> None:
    sent(lan, portfolio.small()).follow("To mend: 1")
    lan.follow("Mend Row 4")
    sheet, _button = lan.form("Read this instead")
    assert [one.name for one in sheet.fields] == ["kind", "filed_on"]
    assert "Read “31/02/2021”. There is no such day." in lan.text
    lan.press("Read this instead", kind="patent", filed_on="31/04/2021")
    assert (lan.status, lan.form("Read this instead")[0].fields[1].value) == (422, "31/04/2021")
    lan.press("Read this instead", kind="patent", filed_on="30/04/2021")
    assert "It is mended." in lan.text
    assert "Bring in 3 rows" in lan.buttons


def test_rows_are_dropped_and_taken_up_again(lan: Walker) -> None:
    sent(lan, portfolio.small()).press("Drop Row 2")
    assert "The row is dropped." in lan.text
    lan.follow("Dropped: 1").press("Take it up again Row 2")
    assert "The row is taken up again." in lan.text
    assert "Bring in 2 rows" in lan.buttons


def test_an_old_page_brings_nothing_in(site: Site, lan: Walker) -> None:
    sent(lan, portfolio.small())
    other = Walker(site.sign_in(LAN)).open(lan.path)
    other.press("Drop Row 2")
    lan.press("Bring in 2 rows")
    assert (lan.status, "Something was changed meanwhile." in lan.text) == (409, True)
    assert count(site, Invention) == 0


def test_imports_whose_rows_wait_stand_on_the_desk(lan: Walker) -> None:
    waiting = "Look at the rows Spreadsheet “danh-muc.xlsx”, rows that wait: 3"
    assert "danh-muc.xlsx" not in lan.open("/desk").text
    sent(lan, portfolio.small())
    lan.open("/desk").follow(waiting)
    lan.press("Throw it away")
    assert "It was taken back." in lan.text
    assert "danh-muc.xlsx" not in lan.open("/desk").text
    assert "Spreadsheet without its rows" in lan.open("/imports").text


def test_the_sheet_to_start_from_is_a_workbook(lan: Walker) -> None:
    answer = lan.client.get("/imports/example.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="danh-muc.xlsx"'
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert [len(row) for row in rows] == [len(EXAMPLE)] * 2
    sent(lan, answer.content)
    assert "Nothing here would change anything" in lan.text


def test_the_pages_ask_the_database_the_same_for_one_row_and_for_fifty(
    site: Site, lan: Walker
) -> None:
    asked = []
    for rows in (1, 50):
        lines = "".join(f"Máy {number};1-2023-{number:05}\n" for number in range(1, rows + 1))
        sent(lan, f"Tên sáng chế;Số đơn\n{lines}".encode(), "a.csv")
        path = lan.path
        for address in (path, "/imports"):
            lan.open(address)  # what stands around a page is looked up now and then
            with statements(site) as seen:
                lan.open(address)
            asked.append(len(seen))
    assert asked[:2] == asked[2:]
