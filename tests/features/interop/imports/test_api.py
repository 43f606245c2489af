"""The same by program: send, look, choose columns, mend, bring in, take back."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from marketplace.houses.rules import HouseKind, Role
from tests.tools import portfolio
from tests.tools.site import Site

LAN = "lan@example.org"


@pytest.fixture
def lan(site: Site) -> TestClient:
    with site.market() as market:
        house = market.house(HouseKind.INSTITUTE)
        market.member(Role.TRANSFER_OFFICER, house=house, person=market.person("Lan", LAN))
    return site.api(LAN)


def sent(lan: TestClient, data: bytes = portfolio.small()) -> dict[str, Any]:
    answer = lan.post("/api/v1/imports", files={"file": ("danh-muc.csv", data)})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/imports/{made['id']}"
    assert answer.headers["etag"] == f'"{made["version"]}"'
    return made


def test_a_sheet_is_sent_looked_at_and_brought_in(lan: TestClient) -> None:
    made = sent(lan)
    path = f"/api/v1/imports/{made['id']}"
    assert made["state"] == "prepared"
    assert made["counts"] == {
        "ready": 1, "doubtful": 1, "mend": 1, "left-out": 1, "drafted": 0, "changed": 0,
    }  # fmt: skip
    assert made["notes"] == ["Read as UTF-8 with semicolons between the columns."]
    whole = lan.get(path).json()
    assert whole["columns"][:3] == [
        {"heading": "Tên sáng chế", "field": "title"},
        {"heading": "Số đơn", "field": "application_number"},
        {"heading": "Ngày nộp", "field": "filed_on"},
    ]
    assert (whole["sheets"], whole["next"]) == (["danh-muc"], None)
    [doubtful] = lan.get(path, params={"show": "doubtful"}).json()["rows"]
    assert (doubtful["number"], doubtful["becomes"], doubtful["answers"]["filed_on"]) == (
        3, "draft", "2022-03-25",
    )  # fmt: skip
    assert doubtful["remarks"][0] == {
        "field": "filed_on", "finding": "month-first", "level": "doubt", "read": "03/25/2022",
        "taken": "25/03/2022", "detail": "The month stands first here.",
    }  # fmt: skip
    brought = lan.post(f"{path}/bring-in", headers={"if-match": f'"{made["version"]}"'}).json()
    assert (brought["state"], brought["counts"]["drafted"]) == ("brought-in", 2)
    [row] = lan.get(path, params={"limit": 1}).json()["rows"]
    invention = lan.get(f"/api/v1/inventions/{row['invention_id']}").json()
    assert invention["titles"] == {"vi": "Lò sấy cau A"}
    assert [one["id"] for one in lan.get("/api/v1/imports").json()["items"]] == [made["id"]]


def test_rows_come_in_pages(lan: TestClient) -> None:
    path = f"/api/v1/imports/{sent(lan)['id']}"
    first = lan.get(path, params={"limit": 3}).json()
    rest = lan.get(path, params={"after": first["next"], "limit": 3}).json()
    numbers = [[row["number"] for row in page["rows"]] for page in (first, rest)]
    assert (numbers, rest["next"]) == ([[2, 3, 4], [5]], None)


def test_a_row_is_mended_confirmed_and_dropped(lan: TestClient) -> None:
    row = f"/api/v1/imports/{sent(lan)['id']}/rows/{portfolio.SMALL_TO_MEND}"
    refused = lan.post(row, json={"answers": {"filed_on": "31/04/2021", "colour": "red"}})
    assert [one["field"] for one in refused.json()["errors"]] == ["colour"]
    refused = lan.post(row, json={"answers": {"filed_on": "31/04/2021", "kind": "patent"}})
    assert (refused.status_code, refused.json()["errors"]) == (
        422, [{"field": "filed_on", "detail": "There is no such day."}],
    )  # fmt: skip
    mended = lan.post(row, json={"answers": {"filed_on": "30/04/2021", "kind": "patent"}})
    assert (mended.json()["state"], mended.json()["answers"]["filed_on"]) == ("ready", "2021-04-30")
    assert lan.post(row, json={"drop": True}).json()["state"] == "dropped"
    assert lan.post(row, json={"drop": False}).json()["state"] == "ready"
    assert lan.post(f"{row}9", json={"drop": True}).status_code == 404


def test_columns_are_chosen_by_whoever_read_them(lan: TestClient) -> None:
    made = sent(lan, b"Name;Holder;X\nKiln;Firm A;Dries\n")
    path = f"/api/v1/imports/{made['id']}/columns"
    body = {"language": "en", "columns": ["title", "holder", "problem"]}
    assert lan.put(path, json=body).status_code == 428
    assert lan.put(path, json=body, headers={"if-match": '"99"'}).status_code == 412
    match = {"if-match": f'"{made["version"]}"'}
    wrong = lan.put(path, json={"columns": ["title", "title"]}, headers=match)
    assert [one["field"] for one in wrong.json()["errors"]] == ["column-1"]
    assert lan.put(path, json=body, headers=match).json()["language"] == "en"
    [row] = lan.get(path.removesuffix("/columns")).json()["rows"]
    assert row["answers"] == {"title": "Kiln", "holder": "Firm A", "problem": "Dries"}


def test_it_is_taken_back_and_says_what_stayed(lan: TestClient) -> None:
    path = f"/api/v1/imports/{sent(lan)['id']}"
    lan.post(f"{path}/bring-in")
    touched = lan.get(path).json()["rows"][0]["invention_id"]
    invention = f"/api/v1/inventions/{touched}"
    answers = {"language": "vi", "title": "Lò khác"}
    lan.put(invention, json=answers, headers={"if-match": '"1"'})
    back = lan.post(f"{path}/take-back").json()
    assert (back["state"], back["kept"], back["counts"]["removed"]) == ("taken-back", [touched], 1)
    assert lan.get(path).json()["rows"] == []
    again = lan.post(f"{path}/take-back")
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")


def test_what_is_no_spreadsheet_is_a_problem_of_its_field(lan: TestClient) -> None:
    answer = lan.post("/api/v1/imports", files={"file": ("a.xls", b"\xd0\xcf\x11\xe0")})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["field"], error["detail"][:27]) == ("file", "This is an old XLS file, or")
    assert lan.post("/api/v1/imports").status_code == 422
