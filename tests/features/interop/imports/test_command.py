"""`threehouses import`: every record is checked first, then all come in or none."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from marketplace.cli import app
from marketplace.db.journal import EventRow
from marketplace.db.session import Database
from marketplace.houses.models import House, Invitation
from marketplace.houses.rules import HouseKind
from marketplace.interop.imports.bulk import shortened
from marketplace.interop.imports.kinds import (
    HOUSE_HEADINGS,
    HOUSES,
    INVENTIONS,
    NEED_HEADINGS,
    NEEDS,
)
from marketplace.inventions.models import Invention, InventionText, Inventor
from marketplace.needs.models import Need, NeedText
from tests.tools.journal import on_sqlite
from tests.tools.market import Market

PROJECT = {
    "_id": "a1", "title": "Zinc coating", "text": "Steel rusts.", "firm": "Zinc LLC",
    "keywords": ["rust", "steel, mild"], "agency": "Navy", "award_year": 2017,
}  # fmt: skip
TOPIC = {
    "_id": "t1", "title": "Cranes rust", "text": "Salt air.", "objective": "No rust for a year.",
    "keywords": ["cranes"], "technology_areas": ["Materials", "Weapons"], "hard": True,
}  # fmt: skip
GIVEN = ("--set", "kind=other", "--set", "readiness=3", "--set", "novelty=As described.")


class Run:
    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url, threads=2)
        self.folder = folder

    def __call__(self, kind: str, file: Path, *words: str, house: str = "Shelf") -> Result:
        owner = ("--house", house) if house else ()
        return CliRunner().invoke(app, ["import", kind, str(file), *owner, *words])

    def found(self, kind: str, file: Path, *words: str, house: str = "Shelf") -> dict[str, Any]:
        answer = self(kind, file, *words, "--json", house=house)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.output
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    def lines(self, *records: Any, name: str = "a.jsonl") -> Path:
        return self.file("".join(f"{json.dumps(one)}\n" for one in records), name)

    def file(self, text: str, name: str) -> Path:
        file = self.folder / name
        file.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
        return file

    def all(self, *columns: Any) -> Sequence[Any]:
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]


@pytest.fixture
def run(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SITE_LANGUAGE", "en")
    made = Run(url, tmp_path)
    with made.database.writing() as session:
        Market(session).house(HouseKind.INSTITUTE, name="Shelf")
    yield made
    made.database.dispose()


def test_projects_become_listed_inventions(run: Run) -> None:
    file = run.lines(PROJECT, {**PROJECT, "title": "Tin coating"}, name="corpus.jsonl.gz")
    answer = run("inventions", file, "--published", *GIVEN)
    assert answer.exit_code == 0, answer.output
    assert "Left out: _id, agency, award_year." in answer.output
    assert "Brought in: 2." in answer.output
    columns = (Invention.state, Invention.holder, Invention.keywords, Invention.made_by)
    assert run.all(*columns, Invention.responsible_id, Invention.disclosed_by) == 2 * [
        ("listed", "Zinc LLC", ("rust", "steel, mild"), "", None, None)
    ]
    texts = run.all(InventionText.title, InventionText.language, InventionText.problem)
    assert texts == [("Tin coating", "en", "Steel rusts."), ("Zinc coating", "en", "Steel rusts.")]
    about = (EventRow.id, EventRow.kind, EventRow.actor_id, EventRow.house_id.is_not(None))
    events = [row[1:] for row in run.all(*about) if row[1].startswith("invention.")]
    assert events == 2 * [("invention.drafted", None, True)] + 2 * [
        ("invention.listed", None, True)
    ]


def test_topics_become_posted_needs(run: Run) -> None:
    file = run.lines(TOPIC, {**TOPIC, "title": "Boats rust", "technology_areas": ["Weapons"]})
    assert run("needs", file, "--published", "--set", "field=other").exit_code == 0
    assert run.all(Need.field, Need.state, Need.keywords, Need.made_by) == [
        ("materials", "open", ("cranes",), ""), ("other", "open", ("cranes",), ""),
    ]  # fmt: skip
    assert run.all(NeedText.title, NeedText.problem, NeedText.done_when) == [
        ("Boats rust", "Salt air.", "No rust for a year."),
        ("Cranes rust", "Salt air.", "No rust for a year."),
    ]


def test_one_fault_keeps_everything_out_and_is_told_by_row_and_column(run: Run) -> None:
    long = {**PROJECT, "title": "x " * 101, "keywords": ["k" * 81]}
    file = run.lines(PROJECT, long)
    answer = run("inventions", file, "--published", "--set", "kind=other")
    assert answer.exit_code == 1
    assert [line for line in answer.output.splitlines() if "Row" in line] == [
        "Row 2, title: At most 200 characters.", "Row 2, keywords: At most 80 characters.",
    ]  # fmt: skip
    for needed in ("novelty", "readiness"):
        assert f"No column gives “{needed}”" in answer.output
    assert "Records with faults: 2 of 2. Nothing was brought in." in answer.output
    assert run.all(Invention.id) == []
    assert run("inventions", file, "--published", *GIVEN, "--cut").exit_code == 0
    [(_, title), _] = run.all(InventionText.invention_id, InventionText.title)[::-1]
    assert (len(title), title[-3:]) == (198, " x…")


def test_what_is_there_already_comes_in_again_only_if_wanted(run: Run) -> None:
    file = run.lines(PROJECT)
    assert run.found("inventions", file)["brought_in"] == 1
    assert run.found("inventions", file) == {
        "records": 1, "brought_in": 0, "faulty": 1, "already": 1, "faults": [], "doubts": {},
        "cut": {}, "left_out": ["_id", "agency", "award_year"], "lacking": [],
    }  # fmt: skip
    assert run.found("inventions", file, "--again")["brought_in"] == 1
    twice = run.lines(*2 * [{"title": "A", "application number": "1-2023-00001"}])
    [fault] = run.found("inventions", twice)["faults"]
    assert (fault["row"], fault["detail"]) == (2, "The same stands in row 1.")


@on_sqlite
def test_a_spreadsheet_is_read_like_on_the_page(run: Run) -> None:
    book = Workbook()
    for row in (
        ["Danh mục sáng chế"],
        ["Tên sáng chế", "Loại", "Số bằng", "Ngày nộp", "Tác giả", "Giá chào (triệu đồng)"],
        ["Máy sấy", "Sáng chế", 26606, "25/03/2021", "Lê An, Phạm Bình", 1.5],
        ["Lò nung", "bằng khen", "1-0026607", "31/02/2021", "", "#REF!"],
    ):
        book.active.append(row)
    file = run.folder / "a.xlsx"
    book.save(file)
    found = run.found("inventions", file)
    assert [(one["row"], one["column"]) for one in found["faults"]] == [
        (4, "Loại"), (4, "Ngày nộp"), (4, "Giá chào (triệu đồng)"),
    ]  # fmt: skip
    book.active.delete_rows(4)
    book.save(file)
    assert run.found("inventions", file)["doubts"] == {"lost-zeros": 1}
    assert run.all(Invention.title_number, Invention.asking_amount) == [("1-0026606", 1_500_000)]
    assert [name for _, name in run.all(Inventor.position, Inventor.name)] == ["Lê An", "Phạm Bình"]
    assert run.all(InventionText.language) == [("vi",)]


@on_sqlite
def test_columns_are_mapped_by_hand_and_languages_may_be_told(run: Run) -> None:
    out = io.StringIO()
    rows = [["Heading", "Tongue", "Language"], ["May say", "x", "Tiếng Việt"], ["Kiln", "y", "en"]]
    csv.writer(out).writerows(rows)
    file = run.file(out.getvalue(), "a.csv")
    words = ("--map", "Heading=title", "--map", "Tongue=holder")
    assert run.found("inventions", file, *words)["brought_in"] == 2
    assert run.all(InventionText.title, InventionText.language) == [
        ("Kiln", "en"), ("May say", "vi"),
    ]  # fmt: skip
    assert sorted(run.all(Invention.holder)) == [("x",), ("y",)]
    left = run.found("inventions", file, *words[:2], "--map", "Language=", "--again")
    assert left["left_out"] == ["Tongue", "Language"]


@on_sqlite
def test_houses_come_in_with_an_invitation_for_whoever_leads_them(run: Run) -> None:
    text = (
        "kind;name;province;tax code;email\nCông ty;Mỏ Neo;Hải Phòng;0100109106;lan@example.org\n"
    )
    file = run.file(text, "a.csv")
    assert run.found("houses", file, "--published", house="")["brought_in"] == 1
    [row] = [row for row in run.all(House.name, House.kind, House.province, House.state)
             if row[0] == "Mỏ Neo"]  # fmt: skip
    assert row == ("Mỏ Neo", "enterprise", "hai-phong", "verified")
    assert run.all(Invitation.email, Invitation.role) == [("lan@example.org", "signatory")]
    assert run.found("houses", file, house="")["already"] == 1
    bad = run.file("kind;name;province\nCông ty;A;Atlantis\nmonitor;B;Huế\n", "b.csv")
    assert [one["column"] for one in run.found("houses", bad, house="")["faults"]] == [
        "province", "kind",
    ]  # fmt: skip


@on_sqlite
def test_rules_hold_for_the_command_too(run: Run) -> None:
    with run.database.writing() as session:
        market = Market(session)
        market.house(HouseKind.INSTITUTE, name="Unverified", verified=False)
        market.house(HouseKind.INSTITUTE, name="Headed").head_approves = True
        market.house(HouseKind.MONITOR, name="Watch")
    file = run.lines(PROJECT)
    for house, why in (
        ("Unverified", "has not been verified yet"),
        ("Headed", "the head approves each listing"),
        ("Watch", "offers nothing on it"),
        ("Nobody", "No house, or more than one, is called so"),
    ):
        answer = run("inventions", file, "--published", *GIVEN, house=house)
        assert (answer.exit_code, why in answer.output) == (1, True), answer.output
    assert run.all(Invention.id) == []


@on_sqlite
def test_words_that_mean_nothing_are_refused(run: Run) -> None:
    file = run.lines(PROJECT)
    for words in (
        ("--map", "title"), ("--map", "title=colour"), ("--set", "colour=red"),
        ("--language", "fr"),
    ):  # fmt: skip
        assert run("inventions", file, *words).exit_code == 2, words
    assert run("inventions", file, house="").exit_code == 2
    assert run("houses", file).exit_code == 2
    refused = run("inventions", file, "--set", "kind=medal")
    assert (refused.exit_code, "no kind of result" in refused.output) == (1, True)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.jsonl", '{"title": "A"}\nnonsense\n', "This is not valid JSON."),
        ("a.jsonl", "[1]\n", "Each line has to be one JSON object."),
        ("a.xlsx", "PK", "This file is damaged"),
        ("a.jsonl.gz", "", "Brought in: 0."),
        ("a.csv", "", "There are no rows in this file."),
        ("a.pdf", "x", "Name the file .csv, .xlsx or .jsonl"),
    ],
)
@on_sqlite
def test_files_that_are_not_what_they_seem(run: Run, name: str, text: str, why: str) -> None:
    answer = run("inventions", run.file(text, name))
    assert why in answer.output
    assert run.all(func.count(Invention.id)) == [(0,)]


def test_headings_of_needs_and_houses_are_their_fields() -> None:
    for kind, vocabulary in ((NEEDS, NEED_HEADINGS), (HOUSES, HOUSE_HEADINGS)):
        assert {vocabulary.meaning(name)[1] for name in kind.fields} == set(kind.fields)
        assert set(kind.readers) == set(kind.fields)
    assert {*INVENTIONS.readers, "application_number", "title_number"} == set(INVENTIONS.fields)


def test_what_is_too_long_is_cut_between_words() -> None:
    assert shortened("one two three", 9, None) == "one two…"
    assert shortened("short", 9, None) == "short"
    assert shortened(["a" * 90, "b", "c"], None, 2) == ["a" * 79 + "…", "b"]
