"""What happens is heard by somebody, or is for the record on purpose."""

from pathlib import Path

import pytest

from marketplace import worker
from marketplace.admin.pages import LISTENERS
from marketplace.app import create_app
from marketplace.db.sealer import SEALER
from marketplace.interop.rules import PLACES, WORDS
from marketplace.kit.event import KINDS
from marketplace.settings import Settings
from marketplace.tools import Tools

FOR_THE_RECORD = {
    "act.refused",
    "bid.accepted",  # the deal that comes with it is told
    "house.invitation-withdrawn",
    "house.member-invited",  # its letter leaves with the invitation
    "import.brought-in",
    "import.taken-back",
    "invention.confirmed",
    "invention.reassigned",  # told once for a whole deed, by house.listings-entrusted
    "market.demonstrated",
    "need.confirmed",
    "need.drafted",
    "need.reassigned",
    "person.changed",
    "person.confirmed",
    "person.operator-appointed",
    "person.password-changed",
    "person.signed-up",
    "person.token-made",
    "person.token-revoked",
    "search.ended",
    "search.words-changed",
}


@pytest.fixture
def heard(tmp_path: Path) -> set[str]:
    tools = Tools.from_settings(Settings(data_dir=tmp_path))
    create_app(tools)  # imports every feature
    found = {kind for listener in worker.listeners(tools) for kind in listener.handlers}
    found |= {kind for projector in worker.projectors(tools) for kind in projector.kinds}
    tools.database.dispose()
    return found


def test_every_kind_of_event_is_heard_or_for_the_record(heard: set[str]) -> None:
    ours = {kind for kind in KINDS if not kind.startswith("test.") and kind != "payment"}
    assert ours - heard - FOR_THE_RECORD == set()
    assert FOR_THE_RECORD & heard == set()
    assert FOR_THE_RECORD - ours == set()


def test_listeners_wait_for_events_that_exist(heard: set[str]) -> None:
    assert heard - set(KINDS) == set()


def test_listeners_have_names_of_their_own_and_words_for_the_operator(tmp_path: Path) -> None:
    tools = Tools.from_settings(Settings(data_dir=tmp_path))
    names = worker.names(tools)
    tools.database.dispose()
    assert set(LISTENERS) == set(names)
    assert len({*names, SEALER, worker.CLOCK}) == len(names) + 2


def test_every_kind_of_event_has_words(heard: set[str]) -> None:
    assert set(WORDS) == {kind for kind in KINDS if not kind.startswith("test.")} - {"payment"}


def test_every_public_kind_has_a_place(heard: set[str]) -> None:
    public = {kind: event for kind, event in KINDS.items() if event.public}
    assert {event.about for event in public.values()} - set(PLACES) == {"market"}
