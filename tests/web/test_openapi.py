"""The schema is true: what the API answers, to good and to bad requests, stands in it."""

import json
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send
from typer.testing import CliRunner

from marketplace.bids.models import Bid
from marketplace.cli import app as commands
from marketplace.deals.models import Deal
from marketplace.demo.fill import fill
from marketplace.demo.market import first_market
from marketplace.houses.models import House
from marketplace.inventions.models import Invention
from marketplace.needs.models import Need
from marketplace.payments.models import Payment
from marketplace.web.guard import MAX_BODY
from tests.tools.journal import on_sqlite
from tests.tools.site import Site

Case = schemathesis.Case[Any]
KNOWN: dict[str, list[str]] = {}
"""Ids of real rows by the name of the path's parameter; filled with the market."""
TOKENS: list[str] = []

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.missing_required_header,
    checks.unsupported_method,
]
"""All but those that know nothing of a market's rules: a well-formed bid may still be refused."""


@pytest.fixture(scope="module")
def market(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration market, and a token for each side of it."""
    folder = tmp_path_factory.mktemp("openapi")
    shutil.copy(sqlite_template, folder / "site.db")
    site = Site(f"sqlite:///{folder / 'site.db'}", folder)
    fill(site.database, first_market())
    site.drain(post=False)
    with site.database.reading() as session:
        for name, column in {
            "house_id": House.id, "invention_id": Invention.id, "need_id": Need.id,
            "bid_id": Bid.id, "deal_id": Deal.id, "payment_id": Payment.id,
        }.items():  # fmt: skip
            KNOWN[name] = list(session.scalars(select(column)))
    TOKENS[:] = [site.token(person.email) for person in first_market().people]
    yield site
    site.close()


class StaysUp:
    """The app without its end: schemathesis starts and stops it with every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        for stage in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{stage}.complete"})


MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
QUICK = settings(
    max_examples=4, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_what_is_answered_stands_in_the_schema(
    market: Site, mode: schemathesis.GenerationMode
) -> None:
    try_every_operation(market, mode, QUICK)


@pytest.mark.prove
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_what_is_answered_stands_in_the_schema_at_length(
    market: Site, mode: schemathesis.GenerationMode
) -> None:
    try_every_operation(market, mode, settings(QUICK, max_examples=150))


def try_every_operation(market: Site, mode: schemathesis.GenerationMode, effort: settings) -> None:
    """Schemathesis's own pytest plugin does not know pytest 9, so its strategies are run here."""
    schema = schemathesis.openapi.from_dict(without_security(market.app.openapi()))
    schema.app = StaysUp(market.app)
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        try:
            effort(given(operation.as_strategy(generation_mode=mode))(send))()
        except (Unsatisfiable, SkipTest):
            continue  # nothing of this operation can be wrong
        except (Exception, FailureGroup) as fault:
            faults.append(f"{operation.label}: {fault}")
    assert faults == [], "\n\n".join(faults)


def send(case: Case) -> None:
    """As one person or another; half of the well-formed ids are put in for those of real rows."""
    dice = zlib.crc32(repr((case.path_parameters, case.query, str(case.body))).encode())
    for name, value in (case.path_parameters or {}).items():
        if dice % 2 and name in KNOWN and isinstance(value, str) and len(value) == 16:
            case.path_parameters[name] = KNOWN[name][dice % len(KNOWN[name])]
    token = TOKENS[dice // 2 % len(TOKENS)]
    answer = case.call_and_validate(headers={"authorization": f"Bearer {token}"}, checks=CHECKS)
    try:
        case.validate_response(answer, checks=[checks.negative_data_rejection])
    except FailureGroup as fault:
        if not _meant_well(case, str(fault)):
            raise


def _meant_well(case: Case, fault: str) -> bool:
    """A length counts once blanks and control characters have gone; "" means not given."""
    blank = isinstance(case.body, dict) and "" in case.body.values()
    return "violates `maxLength`" in fault or (blank and "violates `enum`" in fault)


def without_security(made: dict[str, Any]) -> dict[str, Any]:
    """Or schemathesis makes up tokens of its own; who gets in without one is tested below."""
    copied: dict[str, Any] = json.loads(json.dumps(made))
    for item in copied["paths"].values():
        for operation in item.values():
            operation.pop("security", None)
    return copied


ODD_BODIES = [
    b"", b"{", b"null", b"[]", b'"text"', b"1", b'{"a":', b"\x00", b"\xff\xfe", b"{}\x00",
    b'{"name": "\\u0000"}', b'{"name": "\\ud800"}', b"9" * 5000, b"[" * 5000, b"1e999999",
    b"NaN", b'{"kind": {"kind": {}}}', json.dumps({"name": "x" * 100_000}).encode(),
]  # fmt: skip
ODD_TYPES = [
    "application/json", "text/plain", "application/xml", "multipart/form-data", "image/png", "",
    "application/x-www-form-urlencoded", "application/json; charset=utf-16", "nonsense",
]  # fmt: skip


def operations(market: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in market.app.openapi()["paths"].items():
        for method, operation in item.items():
            address = path.replace("{code}", "K3")
            for name, known in KNOWN.items():
                address = address.replace(f"{{{name}}}", known[0])
            yield method, address, operation


def test_odd_bodies_are_refused_with_a_documented_problem(market: Site) -> None:
    client = market.visitor()
    client.headers["authorization"] = f"Bearer {TOKENS[0]}"
    for method, path, operation in operations(market):
        if "requestBody" not in operation:
            continue
        for number, body in enumerate(ODD_BODIES):
            kind = ODD_TYPES[number % len(ODD_TYPES)]
            answer = client.request(method, path, content=body, headers={"content-type": kind})
            assert str(answer.status_code) in operation["responses"], (path, body[:20], kind)
            assert 400 <= answer.status_code < 500, (path, body[:20], kind)
            assert answer.json()["status"] == answer.status_code


def test_a_wrong_content_type_is_a_422(market: Site) -> None:
    client = market.visitor()
    client.headers["authorization"] = f"Bearer {TOKENS[0]}"
    body = b'{"kind": "institute", "name": "New", "province": "hue"}'
    for kind in ODD_TYPES[1:5]:
        answer = client.post("/api/v1/houses", content=body, headers={"content-type": kind})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), kind


ODD_VALUES = ["%00", "a%00b", "9" * 40, "-" + "9" * 40, "%ff", "%F0%9F%92%A9", "..%2f", "'", "1e9"]


def test_odd_addresses_and_queries_are_clean(market: Site) -> None:
    client = market.visitor()
    client.headers["authorization"] = f"Bearer {TOKENS[0]}"
    for path, item in market.app.openapi()["paths"].items():
        for method, operation in item.items():
            if method != "get":
                continue
            for value in ODD_VALUES:
                address = path
                for name in (*KNOWN, "code"):
                    address = address.replace(f"{{{name}}}", value)
                names = [one["name"] for one in operation.get("parameters", ())]
                query = "&".join(f"{name}={value}" for name in names)
                answer = client.get(f"{address}?{query}")
                assert answer.status_code < 500, (address, query)
                if "%2f" not in address and ".." not in address:
                    assert str(answer.status_code) in operation["responses"], (address, query)


def test_odd_headers_are_clean(market: Site) -> None:
    client = market.visitor()
    odd = {
        "authorization": ["", "Bearer", "Bearer ", "Basic abc", "Bearer \xff", "bearer x y"],
        "if-match": ["", "*", '"', "W/", '"' + "9" * 39, "x" * 1000],
        "idempotency-key": ["", " ", "\xff", "x" * 201],
    }
    for method, path, operation in operations(market):
        for name, values in odd.items():
            for value in values:
                raw = {name.encode(): value.encode("latin-1")}
                answer = client.request(method, path, headers=raw)
                assert answer.status_code < 500, (path, name, value)
                assert str(answer.status_code) in operation["responses"], (path, name, value)


def test_without_a_token_or_with_a_wrong_one_nobody_gets_in(market: Site) -> None:
    client = market.visitor()
    for method, path, operation in operations(market):
        wrong = client.request(method, path, headers={"authorization": "Bearer nonsense"})
        assert (wrong.status_code == 401) == ("security" in operation), path
        none = client.request(method, path)
        assert {} in operation.get("security", [{}]) or none.status_code == 401, path
        for answer in (wrong, none):
            if answer.status_code == 401:
                assert answer.headers["www-authenticate"] == "Bearer"


def test_every_operation_is_described(market: Site) -> None:
    made = market.app.openapi()
    for path, item in made["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            answers = operation["responses"]
            assert operation["summary"], where
            assert {"422", "503"} <= set(answers), where
            assert ("401" in answers) == ("security" in operation), where
            assert ("413" in answers) == ("requestBody" in operation), where
            assert ("404" in answers) or "{" not in path, where
            for status, answer in answers.items():
                assert answer["description"], where
                if int(status) >= 400:
                    assert answer["content"] == {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    }, where
    names = set(made["components"]["schemas"])
    assert {"Problem", "FieldProblem"} <= names
    assert not [name for name in names if "__" in name]
    assert not {"HTTPValidationError", "ValidationError"} & names
    assert "HTTPValidationError" not in json.dumps(made)
    assert set(made["components"]["securitySchemes"]) == {"token"}


def test_the_examples_fit_their_schemas(market: Site) -> None:
    made = market.app.openapi()
    for name, model in made["components"]["schemas"].items():
        for example in (model.get("example"), *model.get("examples", ())):
            if example is None:
                continue
            assert set(model.get("required", ())) <= set(example), name
            assert set(example) <= set(model["properties"]), name


@on_sqlite
def test_the_command_prints_the_schema_that_the_site_serves(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@nowhere.invalid/none")
    monkeypatch.setenv("JOURNAL_KEY_FILE", str(tmp_path / "absent" / "journal.pem"))
    printed = CliRunner().invoke(commands, ["openapi"])
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout) == site.visitor().get("/api/v1/openapi.json").json()
    assert not (tmp_path / "absent").exists()


@on_sqlite
def test_a_body_of_more_than_two_megabytes_is_the_problem_that_is_documented(site: Site) -> None:
    answer = site.visitor().post("/api/v1/houses", content=b"x" * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
