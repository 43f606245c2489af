"""Listings as files: what is in them, what is not, and that they can be read back."""

import csv
import io
import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from typer.testing import CliRunner

from marketplace.cli import app as commands
from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.exports.columns import COLUMNS
from marketplace.interop.exports.files import own_file
from marketplace.interop.exports.formats import FORMULA_STARTS, Format
from marketplace.interop.imports.books import read_book
from marketplace.interop.imports.headings import find_headings
from marketplace.interop.imports.rows import read_rows
from marketplace.inventions import service as inventing
from marketplace.inventions.forms import InventionDraftForm
from marketplace.kit.actor import Actor
from marketplace.kit.money import Money
from marketplace.locale import reading_in, say
from marketplace.needs.forms import NeedDraft
from marketplace.needs.service import draft_need, post_need
from marketplace.rulebook.fields import Field
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.rules import Shelf
from tests.features.inventions.cards import drafted, form, listed
from tests.tools.journal import on_sqlite
from tests.tools.site import Site, path_of

WHOLE = {
    "language": "vi", "title": unicodedata.normalize("NFD", "Sơn kẽm"), "problem": "Thép rỉ.",
    "novelty": "Ít kẽm.", "field": "materials", "keywords": "rỉ, thép",
    "classes": "C09D 5/10, C09D 1/00", "application_number": "1-2024-99001",
    "filed_on": "2024-02-29", "inventors": "An; 0000-0002-1825-0097\nBình",
    "right_status": "filed", "asking": Money(500_000_000), "offers": ["service", "assignment"],
    "state_percent": 30, "advantages": "-40% kẽm", "members_text": "Planted-members",
    "confidential_text": "Planted-confidential",
}  # fmt: skip
BOM = "\ufeff"


@pytest.fixture
def officer(site: Site) -> Actor:
    with site.market() as market:
        person = market.person(name="Lan", email="officer@example.org")
        return market.member(
            Role.TRANSFER_OFFICER, house=market.house(name="Viện Sơn"), person=person
        )


@pytest.fixture
def browser(site: Site, officer: Actor) -> TestClient:
    return site.sign_in("officer@example.org", language="vi")


def whole(site: Site, officer: Actor) -> str:
    with site.market() as market:
        made = drafted(market.session, officer, **WHOLE)
        english = form(**{**WHOLE, "language": "en", "title": "=cmd()", "problem": "Rust."})
        inventing.save_invention(market.session, officer, invention=made, form=english)
        return made.id


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def test_a_spreadsheet_reads_every_cell_back(
    site: Site, officer: Actor, browser: TestClient
) -> None:
    made = whole(site, officer)
    answer = browser.get(f"/inventions/export?format=csv&id={made}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="inventions-20')
    assert answer.text.startswith(BOM)
    (row,) = table(answer.text)
    assert {name: value for name, value in row.items() if value} == {
        "Mã": made, "Tiêu đề": "Sơn kẽm", "Vấn đề": "Thép rỉ.", "Điểm mới": "Ít kẽm.",
        "Loại": "Sáng chế", "Mức sẵn sàng": "7", "Lĩnh vực": "Vật liệu và luyện kim",
        "Từ khóa": "rỉ; thép",
        "IPC": "C09D 5/10; C09D 1/00", "Số đơn": "1-2024-99001", "Ngày nộp": "29/02/2024",
        "Tác giả": "An; 0000-0002-1825-0097; Bình", "Tình trạng pháp lý": "Đã nộp đơn",
        "Ưu điểm": "'-40% kẽm", "Hình thức chuyển giao": "Dịch vụ; Chuyển nhượng (bán)",
        "Giá chào": "500.000.000 ₫", "Tỷ lệ vốn nhà nước": "30", "Ngôn ngữ": "vi",
        "Tiêu đề tiếng Anh": "'=cmd()", "Vấn đề tiếng Anh": "Rust.",
        "Điểm mới tiếng Anh": "Ít kẽm.", "Trên chợ": "Bản nháp", "Người phụ trách": "Lan",
        "Xác nhận gần nhất": row["Xác nhận gần nhất"], "Tổ chức": "Viện Sơn",
    }  # fmt: skip
    assert unicodedata.is_normalized("NFC", answer.text)


def test_a_workbook_holds_days_numbers_and_no_formula(
    site: Site, officer: Actor, browser: TestClient
) -> None:
    made = whole(site, officer)
    answer = browser.get(f"/inventions/export?format=xlsx&id={made}")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    headings, cells = sheet.iter_rows()
    row = {heading.value: cell for heading, cell in zip(headings, cells, strict=True)}
    assert (row["Ngày nộp"].value.date(), row["Ngày nộp"].number_format) == (
        date(2024, 2, 29),
        "dd/mm/yyyy",
    )
    assert row["Tỷ lệ vốn nhà nước"].value == 30
    assert row["Số đơn"].value == "1-2024-99001"
    for heading, text in (("Tiêu đề tiếng Anh", "=cmd()"), ("Ưu điểm", "-40% kẽm")):
        assert (row[heading].value, row[heading].data_type) == (text, "s")
        assert row[heading].quotePrefix
    assert not row["Tiêu đề"].quotePrefix


def test_a_program_gets_codes_and_minor_units(
    site: Site, officer: Actor, browser: TestClient
) -> None:
    made = whole(site, officer)
    answer = browser.get(f"/inventions/export?format=jsonl&id={made}")
    (line,) = map(json.loads, answer.text.splitlines())
    expected = {
        "id": made, "title": "Sơn kẽm", "kind": "patent", "readiness": "7", "field": "materials",
        "keywords": ["rỉ", "thép"], "filed_on": "2024-02-29",
        "inventors": ["An; 0000-0002-1825-0097", "Bình"], "offers": ["service", "assignment"],
        "asking": {"amount": 500_000_000, "currency": "VND"}, "state": "draft",
        "title_en": "=cmd()", "right_status": "filed", "language": "vi",
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected
    program = site.api("officer@example.org")
    same = program.get("/api/v1/inventions/export?q=kem")
    assert (same.headers["content-type"], same.text) == ("application/jsonl", answer.text)
    assert program.get("/api/v1/inventions/export?q=other").text == ""


@pytest.mark.parametrize("file_format", [Format.CSV, Format.XLSX])
@pytest.mark.parametrize("code", ["vi", "en"])
@on_sqlite
def test_an_import_understands_what_went_out(
    site: Site, officer: Actor, file_format: Format, code: str
) -> None:
    answers = {**WHOLE, "title": "Sơn kẽm", "advantages": "Bám lâu.", "holder": "Viện Kẽm"}
    with site.market() as market:
        drafted(market.session, officer, **answers)
    with reading_in(code):
        file = own_file(site.database, officer, Shelf.INVENTIONS, file_format, WorkFilter())
        (sheet,) = read_book(b"".join(file.content), file.name).sheets
        headings = find_headings(sheet.rows)
        (row,) = read_rows(sheet, headings, headings.columns, "vi", {}).rows
    read = InventionDraftForm.model_validate({"language": "vi", **row.answers})
    assert read == form(**{**answers, "members_text": "", "confidential_text": ""})


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_nothing_that_people_typed_becomes_a_formula(
    site: Site, officer: Actor, start: str
) -> None:
    with site.market() as market:
        made = drafted(market.session, officer, advantages="x")
        made.texts[0].advantages = f"{start}HYPERLINK(1)"
    file = own_file(site.database, officer, Shelf.INVENTIONS, Format.CSV, WorkFilter())
    (row,) = table(b"".join(file.content).decode())
    assert row["Advantages"] == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("file_format", list(Format))
def test_texts_for_some_readers_only_stay_at_home(
    site: Site, officer: Actor, file_format: Format
) -> None:
    whole(site, officer)
    file = own_file(site.database, officer, Shelf.INVENTIONS, file_format, WorkFilter())
    content = b"".join(file.content)
    if file_format == Format.XLSX:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        content = str(list(rows)).encode()
    assert "Sơn kẽm".encode() in content
    assert b"Planted" not in content


def test_the_ticked_rows_or_all_that_fit(site: Site, officer: Actor, browser: TestClient) -> None:
    with site.market() as market:
        session = market.session
        ids = [drafted(session, officer, title=f"Sơn {n}").id for n in range(3)]
        listed(session, officer, title="Đèn")
        foreign = drafted(session, market.member(Role.HEAD), title="Lạ").id

    def titles(**query: str | list[str]) -> set[str]:
        answer = browser.get("/inventions/export", params={"format": "csv", **query})
        return {row["Tiêu đề"] for row in table(answer.text)}

    assert titles(id=[ids[0], foreign]) == {"Sơn 0"}
    assert titles(all="1") == {"Sơn 0", "Sơn 1", "Sơn 2", "Đèn"}
    assert titles(all="1", q="den") == titles(all="1", state="listed") == {"Đèn"}
    nothing = browser.get("/inventions/export?format=csv&state=draft")
    assert path_of(nothing) == "/inventions/ours"
    assert "Hãy đánh dấu các dòng trước" in nothing.text
    assert browser.get("/inventions/export?format=exe&all=1").status_code == 422
    for button in ("csv", "xlsx", "jsonl"):
        assert f'value="{button}" formaction="/inventions/export"' in nothing.text


def test_who_acts_for_no_house_has_nothing_to_take_away(site: Site) -> None:
    with site.market() as market:
        market.person(email="homeless@example.org")
    for path in ("/inventions/export?format=csv&all=1", "/needs/export?format=csv&all=1"):
        assert site.sign_in("homeless@example.org").get(path).status_code == 403
        assert path_of(site.visitor().get(path)) == "/sign-in"


def test_a_house_that_keeps_its_name_back_keeps_it_in_files_too(site: Site) -> None:
    with site.market() as market:
        house = market.house(HouseKind.ENTERPRISE, name="Công ty Kín", province="hue")
        owner = market.member(Role.SIGNATORY, house=house)
        wish = NeedDraft(
            title="Bơm", problem="Rỉ.", field=Field.MATERIALS, unnamed=True,
            budget_to=Money(125_050, "USD"), wanted_by=date(2040, 6, 30),
        )  # fmt: skip
        need = draft_need(market.session, owner, form=wish)
        post_need(market.session, owner, need=need)
    file = own_file(site.database, owner, Shelf.NEEDS, Format.CSV, WorkFilter())
    (row,) = table(b"".join(file.content).decode())
    assert row["House"] == "An enterprise in Hue"
    assert (row["Name kept back"], row["Budget up to"], row["Wanted by"]) == (
        "Yes", "USD 1,250.50", "30/06/2040",
    )  # fmt: skip


def test_a_file_holds_nobody_up_and_stays_as_it_began(site: Site, officer: Actor) -> None:
    with site.market() as market:
        drafted(market.session, officer, title="Before")
    content = own_file(site.database, officer, Shelf.INVENTIONS, Format.JSONL, WorkFilter()).content
    first = json.loads(next(iter(content)))
    with site.market() as market:
        drafted(market.session, officer, title="Meanwhile")
    assert (first["title"], list(content)) == ("Before", [])


@on_sqlite
def test_the_command_writes_the_market_or_one_house(
    site: Site, officer: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with site.market() as market:
        drafted(market.session, officer, title="Draft")
        listed(market.session, officer, title="Listed")
    monkeypatch.setenv("DATA_DIR", str(site.folder))
    monkeypatch.setenv("DATABASE_URL", site.database.url)
    file = tmp_path / "out.csv"

    def titles(*words: str) -> list[tuple[str, str]]:
        done = CliRunner().invoke(commands, ["export", "inventions", *words, str(file)])
        assert done.exit_code == 0, done.output
        rows = table(file.read_text(encoding="utf-8"))
        return sorted((row["Tiêu đề"], row["Người phụ trách"]) for row in rows)

    assert titles() == [("Listed", "")]
    assert titles("--house", "Viện Sơn") == [("Draft", "Lan"), ("Listed", "Lan")]
    file.unlink()
    missing = CliRunner().invoke(
        commands, ["export", "inventions", "--house", "Nobody", "--format", "jsonl", str(file)]
    )
    assert (missing.exit_code, file.exists()) == (1, False)


@pytest.mark.parametrize("shelf", list(Shelf))
@pytest.mark.parametrize("code", ["vi", "en"])
def test_no_two_columns_are_called_alike(shelf: Shelf, code: str) -> None:
    with reading_in(code):
        headings = [say(column.heading) for column in COLUMNS[shelf]]
    assert len(set(headings)) == len(headings)
