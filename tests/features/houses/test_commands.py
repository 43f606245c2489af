"""The commands that concern persons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketplace.accounts.models import Person
from marketplace.cli import app
from marketplace.db.journal import EventRow
from marketplace.db.session import Database
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, HouseState
from tests.tools.market import Market

MONITOR = ("found-monitor", "Ban Giám sát", "--email", "son@example.org", "--person", "Sơn")


class Run:
    def __init__(self, url: str) -> None:
        self.database = Database(url, threads=2)

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(app, words)

    def people(self) -> list[tuple[str, str | None, bool]]:
        with self.database.reading() as session:
            rows = session.query(Person).order_by(Person.id)
            return [(row.name, row.email, row.operator) for row in rows]


@pytest.fixture
def run(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", url)
    made = Run(url)
    yield made
    made.database.dispose()


def test_the_first_operator_and_no_second(run: Run) -> None:
    made = run("operator", "Op@Example.org", "--name", "Duy")
    assert made.exit_code == 0, made.output
    assert "/reset/" in made.output
    again = run("operator", "two@example.org", "--name", "Two")
    assert again.exit_code == 1
    assert "This site has an operator already." in again.output
    assert run("operator", "nonsense", "--name", "Two").exit_code == 2
    assert run.people() == [("Duy", "op@example.org", True)]


def test_a_monitors_house(run: Run) -> None:
    assert run(*MONITOR, "--province", "atlantis").exit_code == 2
    made = run(*MONITOR, "--province", "hue")
    assert made.exit_code == 0, made.output
    assert "/reset/" in made.output
    with run.database.reading() as session:
        house = session.query(House).one()
        assert (house.kind, house.state) == (HouseKind.MONITOR, HouseState.VERIFIED)
    again = run(*MONITOR)
    assert again.exit_code == 1
    assert "This address has an account already." in again.output


def test_an_erasure_by_the_operator(run: Run) -> None:
    with run.database.writing() as session:
        Market(session).person("Dung", "dung@example.org")
    assert run("erase", "nobody@example.org", "--rule", "own wish").exit_code == 1
    named = run("erase", "dung@example.org", "--rule", "Dung asked by letter")
    assert named.exit_code == 1
    assert "it may not name the person" in named.output
    done = run("erase", "dung@example.org", "--rule", "Law 91/2025, article 14")
    assert done.exit_code == 0, done.output
    assert run.people() == [("", None, False)]
    with run.database.reading() as session:
        last = session.query(EventRow).order_by(EventRow.id.desc()).first()
        assert last
        assert (last.kind, last.actor_id) == ("person.erased", None)
        assert last.payload == '{"rule":"Law 91/2025, article 14"}'
