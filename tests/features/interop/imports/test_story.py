"""The transfer officer drops her spreadsheet of 300 rights on a page; minutes later the records are
clean. Each fault in it is found and explained; sent again it changes nothing; one press takes it
all back.
"""

import time

from sqlalchemy import func, select, text

from marketplace.db.journal import EventRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.imports.models import BatchRow
from marketplace.interop.imports.pages import label_of
from marketplace.interop.imports.remarks import Remark, remark_from
from marketplace.interop.imports.rules import LEVELS, Finding, Level
from marketplace.inventions.models import Invention
from marketplace.locale import reading_in, say
from tests.features.interop.imports.test_rows import FIELD_OF
from tests.tools import portfolio
from tests.tools.portfolio import FAULTS
from tests.tools.site import Site
from tests.tools.walk import Walker

LAN = "lan@example.org"
TABLES = ("invention", "invention_text", "inventor", "invention_section")
TO_MEND = {fault.row for fault in FAULTS if LEVELS[fault.finding] == Level.MEND}
LEFT_OUT = 2
"""Of three rows with one number, two."""


def officer(site: Site) -> Walker:
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE)
        market.member(Role.TRANSFER_OFFICER, house=house, person=market.person("Lan", LAN))
    return Walker(site.sign_in(LAN))


def test_from_a_messy_spreadsheet_to_clean_records_and_back(site: Site) -> None:
    lan = officer(site).open("/desk").follow("Bring in a spreadsheet")
    first = she_sends_it_and_reads_every_fault(site, lan)
    she_brings_in_what_is_good(site, lan)
    sending_it_again_changes_nothing(site, lan)
    she_mends_a_row_in_place(lan.open(first))
    one_press_takes_it_all_back(site, lan)


def she_sends_it_and_reads_every_fault(site: Site, lan: Walker) -> str:
    lan.press("Read it", files={"file": ("danh-muc.xlsx", portfolio.workbook())})
    page, said = lan.path, ""
    assert "Nothing is written yet." in lan.text
    assert "The headings stand in row 5. Rows above them: 3." in lan.text
    for number in range(1, 7):
        said += lan.open(f"{page}?page={number}").text
    for remark in remarks_of_faults(site):
        assert f"{say(label_of(remark.field))}:" in said
        assert say(remark.text) in said
        assert " ".join(remark.read.split()) in said
    assert "The same stands in row 77, which comes in." in said
    assert "Merged with the cell above: its value was taken for this row too." in said
    with reading_in("vi"):
        vietnamese = Walker(site.sign_in(LAN, language="vi")).open(page).text
        assert say(Finding.IMPOSSIBLE_DAY.label) in vietnamese
    lan.open(page)
    assert (f"To mend: {len(TO_MEND)}" in lan.links, f"Left out: {LEFT_OUT}" in lan.links) == (
        True, True,
    )  # fmt: skip
    return page


def remarks_of_faults(site: Site) -> list[Remark]:
    """What was said about each fault; exactly one remark says it."""
    with site.database.reading() as session:
        rows = {row.number: row for row in session.scalars(select(BatchRow))}
        found = []
        for fault in FAULTS:
            remarks = map(remark_from, rows[fault.row].findings)
            field = FIELD_OF[fault.column]
            found += [one for one in remarks if (one.field, one.finding) == (field, fault.finding)]
    assert len(found) == len(FAULTS)
    return found


def she_brings_in_what_is_good(site: Site, lan: Walker) -> None:
    good = portfolio.COUNT - len(TO_MEND) - LEFT_OUT
    started = time.monotonic()
    lan.press(f"Bring in {good} rows")
    assert time.monotonic() - started < 20  # a few seconds on a machine of one's own
    assert "The rows that were ready are in." in lan.text
    assert f"New drafts: {good} · Changed: 0" in lan.text
    assert len(inventions(site)) == good
    assert count(site, "invention.drafted") == good
    assert "Thiết bị quyết định độ mặn" in titles(site)


def sending_it_again_changes_nothing(site: Site, lan: Walker) -> None:
    before, events = inventions(site), count(site)
    lan.open("/imports").press("Read it", files={"file": ("again.xlsx", portfolio.workbook())})
    assert f"Nothing changes: {len(before)}" in lan.links
    assert not any(button.startswith("Bring in") for button in lan.buttons)
    lan.press("Throw it away")
    assert (inventions(site), count(site)) == (before, events + 1)


def she_mends_a_row_in_place(lan: Walker) -> None:
    lan.follow(f"To mend: {len(TO_MEND)}").follow(f"Mend Row {FAULTS[0].row}")
    assert "Read “31/02/2023”. There is no such day." in lan.text
    lan.press("Read this instead", filed_on="31/04/2021")
    assert (lan.status, "There is no such day." in lan.text) == (422, True)
    lan.press("Read this instead", filed_on="30/04/2021")
    assert "It is mended." in lan.text
    lan.press("Bring in 1 rows")
    assert "Still waiting: 8" in lan.text


def one_press_takes_it_all_back(site: Site, lan: Walker) -> None:
    made = len(inventions(site))
    lan.press("Take it all back")
    assert "It was taken back. Its rows were removed; this record of it stays." in lan.text
    assert f"Deleted again: {made} · Restored: 0 · Stayed: 0" in lan.text
    with site.database.reading() as session:
        for table in (*TABLES, "import_row", "import_sheet"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608
        cells = session.execute(text("SELECT file_name, notes, named FROM import_batch")).all()
    assert {(name, str(notes), str(named)) for name, notes, named in cells} == {("", "[]", "[]")}
    assert count(site, "invention.deleted") == made
    assert count(site, "import.taken-back") == 2


def inventions(site: Site) -> list[tuple[str, int]]:
    with site.database.reading() as session:
        rows = session.execute(select(Invention.id, Invention.version).order_by(Invention.id))
        return [(id_, version) for id_, version in rows]


def titles(site: Site) -> set[str]:
    with site.database.reading() as session:
        return set(session.scalars(text("SELECT title FROM invention_text")))


def count(site: Site, kind: str = "") -> int:
    query = select(func.count()).select_from(EventRow)
    with site.database.reading() as session:
        return session.scalar(query.where(EventRow.kind == kind) if kind else query) or 0
