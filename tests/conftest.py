"""Two kinds of database: savepoints for services, a copy of the migrated template for the rest."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from marketplace.accounts import passwords
from marketplace.db import session as served
from marketplace.db.migrate import upgrade
from marketplace.db.session import Database
from marketplace.locale import reading_in
from tests.tools import compiled, postgres
from tests.tools.copies import Copies
from tests.tools.market import Market
from tests.tools.site import Site

HERE = Path(__file__).parent
KINDS = ("sqlite", "postgresql")
LONG = ("browser", "walks", "proofs", "demo", "web", "commands", "architecture")
BY_TURNS = (
    "test_routes.py",
    "test_api.py",
    "test_by_mouse.py",
    "test_by_keyboard.py",
    "test_without_javascript.py",
    "test_autosave.py",
    "test_keeping.py",
    "test_ticking.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--both", action="store_true", help="tests of pages and API on both kinds of database"
    )


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through it for garbage finds nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test of a page, of the API or in the browser runs on one of the two databases, half of
    them on each.

    What differs between the two lies below the pages, and services, tables, journal, races and
    walks always run on both. `make prove` runs everything on both.
    """
    items.sort(key=lambda item: _place_of(item.path))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    if config.getoption("--both"):
        return
    kept = [item for item in items if not _is_the_turn_of_the_other(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _is_the_turn_of_the_other(item: pytest.Item) -> bool:
    spec = getattr(item, "callspec", None)
    kind = next((one for one in spec.params.values() if one in KINDS), None) if spec else None
    if item.path.name not in BY_TURNS or kind is None:
        return False
    chosen = KINDS[crc32(item.nodeid.replace(str(kind), "").encode()) % 2]
    return chosen != str(kind)


def _place_of(file: Path) -> int:
    """Long files first, so that at the end no process waits for one."""
    folder = file.relative_to(HERE).parts[0]
    return LONG.index(folder) if folder in LONG else len(LONG)


def _group_of(item: pytest.Item) -> str:
    """Its file: what a module builds once is not built in each process. All that one browser does
    to one demonstration market is one group."""
    if isinstance(item, pytest.Function) and "demo" in item.fixturenames:
        return f"browser {item.callspec.params['demo']}"
    return str(item.path.relative_to(item.config.rootpath))


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Argon2 with its real parameters would take most of the suite's time."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_hasher", lambda: cheap)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    compiled.once(patch)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def synchronous() -> Iterator[str]:
    """As the program has it; in the tests' process SQLite waits for no disk, as the tests'
    PostgreSQL does not."""
    as_served = served.SYNCHRONOUS
    patch = pytest.MonkeyPatch()
    patch.setattr(served, "SYNCHRONOUS", "off")
    yield as_served
    patch.undo()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with reading_in("en"):
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template() -> str:
    upgrade(postgres.server().create_database("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def postgresql_copies(postgresql_template: str) -> Copies:
    return Copies(postgres.server(), postgresql_template)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh copy of the migrated template, once for each kind of database."""
    with _copy(request, tmp_path) as address:
        yield address


@pytest.fixture(scope="module", params=KINDS)
def modules_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same for all of a module's tests that change nothing in it."""
    with _copy(request, tmp_path_factory.mktemp("module")) as address:
        yield address


@contextmanager
def _copy(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        file = folder / "site.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    copies: Copies = request.getfixturevalue("postgresql_copies")
    with copies.one() as address:
        yield address


@pytest.fixture
def site(url: str, tmp_path: Path) -> Iterator[Site]:
    """The whole program on a database of its own, with a browserless client."""
    made = Site(url, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session", params=KINDS)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "shared.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        database = Database(f"sqlite:///{file}", threads=4)
    else:
        template = request.getfixturevalue("postgresql_template")
        database = Database(postgres.server().create_database("shared", template=template))
    yield database
    database.dispose()


@pytest.fixture
def session(shared: Database) -> Iterator[Session]:
    """A session whose every change is rolled back after the test, on both kinds of database."""
    with shared.engine.connect() as connection, connection.begin() as around:
        with Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        around.rollback()


@pytest.fixture
def market(session: Session) -> Market:
    return Market(session)
