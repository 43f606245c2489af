"""The same line for programs: `curl`, a bearer token and a site that really runs."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from marketplace.bench.process import RunningSite
from marketplace.db.session import Database
from marketplace.houses.rules import HouseKind, Role
from marketplace.kit import clock
from tests.tools.market import PASSWORD, Market
from tests.tools.missing import need

MAI, KHANG = "mai@example.org", "khang@example.org"
FEED = (
    "invention.listed", "need.posted", "deal.signed", "payment.verified",
)  # fmt: skip
"""What everybody may follow of the line; bids and unsigned deals stay between two houses."""


@dataclass
class Curl:
    """Runs `curl` for one person and reads what it prints."""

    url: str
    folder: Path
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON; a header's name is written with underscores."""
        sent = {"accept-language": "en", "authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        words = ["-X", method, *(f"-H{name}: {value}" for name, value in sent.items())]
        if body is not None:
            words += ["-Hcontent-type: application/json", "--data-binary", json.dumps(body)]
        text, status = self.run(*words, f"/api/v1{path}")
        return status, json.loads(text)

    def get(self, path: str) -> Any:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        status, answer = self.ask("POST", path, body, **headers)
        assert status in (200, 201), answer
        return answer

    def run(self, *words: str) -> tuple[str, int]:
        """The body and the status; the last word is a path on the site."""
        *options, path = words
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "60",
             "--dump-header", str(self.folder / "headers"),
             "--write-out", "\n%{http_code}", *options, self.url + path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        lines = (self.folder / "headers").read_text().splitlines()
        pairs = [line.split(": ", 1) for line in lines if ": " in line]
        self.headers = {name.lower(): value for name, value in pairs}
        body, _, status = done.stdout.rpartition("\n")
        return body, int(status)

    def make_a_token(self, email: str) -> None:
        """As a person does: sign in, and make a token on the account's page."""
        jar = str(self.folder / "cookies")
        answers = ("--data-urlencode", f"email={email}", "--data-urlencode", f"password={PASSWORD}")
        _text, status = self.run("--cookie-jar", jar, *answers, "/sign-in")
        assert status == 303
        text, status = self.run("--cookie", jar, "--data", "purpose=curl", "/account/tokens")
        assert status == 200, text
        found = re.search(r"<code>(\S+)</code>", text)
        assert found
        self.token = found[1]


@dataclass(frozen=True)
class Line:
    running: RunningSite
    mai: Curl
    khang: Curl
    stranger: Curl


@pytest.fixture
def line(url: str, tmp_path: Path) -> Iterator[Line]:
    """Two verified houses on a running site; Mai leads the institute, Khang the enterprise."""
    if shutil.which("curl") is None:
        need("curl", "type `apt-get install curl`")
    database = Database(url)
    with database.writing() as session:
        market = Market(session)
        for kind, name, email, roles in (
            (HouseKind.INSTITUTE, "Mai", MAI, (Role.TRANSFER_OFFICER, Role.HEAD)),
            (HouseKind.ENTERPRISE, "Khang", KHANG, (Role.ENTERPRISE_STAFF, Role.SIGNATORY)),
        ):
            market.member(*roles, house=market.house(kind), person=market.person(name, email))
    database.dispose()
    running = RunningSite(tmp_path, url)
    try:
        running.start()
        mai, khang = Curl(running.url, tmp_path), Curl(running.url, tmp_path)
        mai.make_a_token(MAI)
        khang.make_a_token(KHANG)
        yield Line(running, mai, khang, Curl(running.url, tmp_path))
    finally:
        running.stop()


def test_the_line_by_curl(line: Line) -> None:
    invention = a_listed_invention(line)
    need_id = a_posted_need(line)
    a_bid_that_is_refused_with_a_reason(line, invention)
    bid = the_same_bid_sent_twice(line, invention, need_id)
    deal = an_accepted_and_signed_deal(line, bid)
    a_payment_that_is_declared_and_confirmed(line, deal)
    the_figures_and_the_feed(line, deal)


def a_listed_invention(line: Line) -> str:
    card = {
        "language": "en",
        "title": "Sea salt without the bitterness",
        "problem": "Unwashed sea salt tastes bitter.",
        "novelty": "Two ponds in a row let the magnesium out first.",
        "kind": "know-how",
        "readiness": "7",
    }
    drafted = line.mai.post("/inventions", card)
    assert drafted["state"] == "draft"
    path = f"/inventions/{drafted['id']}"
    listed = line.mai.post(f"{path}/list", if_match=line.mai.headers["etag"])
    assert listed["state"] == "listed"
    assert line.stranger.get(path)["texts"]["en"]["title"] == card["title"]
    return str(drafted["id"])


def a_posted_need(line: Line) -> str:
    answers = {
        "language": "en",
        "title": "Salt that does not turn pickles bitter",
        "problem": "A third of our jars come back.",
        "field": "food-processing",
    }
    drafted = line.khang.post("/needs", answers)
    assert line.khang.post(f"/needs/{drafted['id']}/post")["state"] == "open"
    return str(drafted["id"])


def offer(**more: str) -> dict[str, str]:
    return {
        "right": "exclusive-licence",
        "upfront": "900 triệu",
        "term_years": "5",
        "territory": "VN",
        **more,
    }


def a_bid_that_is_refused_with_a_reason(line: Line, invention: str) -> None:
    bid = line.khang.post(f"/inventions/{invention}/bids", offer())["id"]
    status, problem = line.mai.ask("POST", f"/bids/{bid}/refuse", {"reason": "no idea"})
    assert (status, line.mai.headers["content-type"]) == (422, "application/problem+json")
    assert [one["field"] for one in problem["errors"]] == ["reason", "sentence"]

    why = {"reason": "exclusivity-too-wide", "sentence": "We would share it with you gladly."}
    assert line.mai.post(f"/bids/{bid}/refuse", why)["state"] == "refused"
    read = line.khang.get(f"/bids/{bid}")
    assert (read["refusal"], read["refusal_sentence"]) == (why["reason"], why["sentence"])
    assert line.mai.ask("POST", f"/bids/{bid}/accept")[0] == 409
    assert line.stranger.ask("GET", f"/bids/{bid}")[0] == 401


def the_same_bid_sent_twice(line: Line, invention: str, need_id: str) -> str:
    """A line that breaks may hide the answer; the same key is answered alike and bids once."""
    path, body = f"/inventions/{invention}/bids", offer(need=need_id)
    first = line.khang.post(path, body, idempotency_key="salt-1")
    assert first["terms"]["upfront"] == {"amount": 900_000_000, "currency": "VND"}
    assert line.khang.post(path, body, idempotency_key="salt-1") == first
    open_bids = line.khang.get("/bids?state=open")["items"]
    assert [bid["id"] for bid in open_bids] == [first["id"]]

    other = offer(upfront="100 triệu")
    status, clash = line.khang.ask("POST", path, other, idempotency_key="salt-1")
    assert (status, clash["code"]) == (409, "idempotency-key-reused")
    return str(first["id"])


def an_accepted_and_signed_deal(line: Line, bid: str) -> str:
    deal = line.mai.post(f"/bids/{bid}/accept", idempotency_key="yes")
    assert line.mai.post(f"/bids/{bid}/accept", idempotency_key="yes") == deal
    path, digest = f"/deals/{deal['id']}", {"digest": deal["terms_digest"]}
    assert line.stranger.ask("GET", path)[0] == 404

    assert line.mai.post(f"{path}/sign", digest)["signed_by"] == ["seller"]
    assert line.khang.post(f"{path}/sign", digest)["state"] == "signed"
    public = line.stranger.get(path)
    assert (public["state"], public["sheets"]) == ("signed", None)
    return str(deal["id"])


def a_payment_that_is_declared_and_confirmed(line: Line, deal: str) -> None:
    paid = {"money": "900 triệu", "paid_on": str(clock.today()), "bank_reference": "FT26-4711"}
    payment = line.mai.post(f"/deals/{deal}/payments", paid, idempotency_key="paid")
    assert payment["state"] == "declared"
    path = f"/payments/{payment['id']}"
    status, _refused = line.mai.ask("POST", f"{path}/confirm")
    assert status == 403  # the payee cannot confirm its own word

    assert line.khang.post(f"{path}/confirm")["state"] == "verified"
    assert line.stranger.get(path)["bank_reference"] is None


def the_figures_and_the_feed(line: Line, deal: str) -> None:
    line.running.caught_up()
    [income] = line.stranger.get("/figures/K3")["totals"]
    assert (income["verified"], income["claimed"]) == (900_000_000, 900_000_000)
    [deals] = line.stranger.get("/figures/K4")["totals"]
    assert (deals["verified"], deals["claimed"]) == (1, 1)

    [record] = line.stranger.get("/figures/K3/records")["items"]
    assert (record["deal_id"], record["value"]) == (deal, 900_000_000)
    entries = line.stranger.get("/feed")["items"]
    told = [entry["kind"] for entry in entries if entry["kind"] in FEED]
    assert told == list(FEED)
    [verified] = [entry for entry in entries if entry["kind"] == "payment.verified"]
    assert verified["number"] == record["from_number"]
    assert not [entry for entry in entries if entry["kind"].startswith("bid.")]
