"""The tables say what the process waits for; desk and letters say the same to everybody."""

import shutil
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from fastapi.testclient import TestClient

from marketplace import worker
from marketplace.accounts import queries as accounts
from marketplace.accounts.service import sign_in
from marketplace.deals import queries as deals
from marketplace.deals.models import Deal
from marketplace.demo.fill import fill
from marketplace.demo.market import first_market
from marketplace.houses.service import actors_of
from marketplace.notices.queries import lying
from marketplace.web.identity import SESSION_COOKIE
from marketplace.worker import DESK
from tests.features.notices.scenes import (
    APPLICANT,
    HEAD,
    OFFICER,
    OPERATOR,
    REFUSED,
    SIGNATORY,
    VERIFIER,
    Scene,
    Scenes,
    desks,
    holders,
)
from tests.features.notices.tables import everybodys
from tests.tools.documents import awaited, workflows
from tests.tools.journal import on_sqlite
from tests.tools.site import Site
from tests.tools.smtp import Mailbox


@pytest.fixture(scope="module")
def demonstration(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterable[Site]:
    folder = tmp_path_factory.mktemp("desks")
    shutil.copy(sqlite_template, folder / "site.db")
    site = Site(f"sqlite:///{folder / 'site.db'}", folder)
    fill(site.database, first_market())
    yield site
    site.close()


def test_every_desk_of_the_demonstration_shows_what_the_tables_say(demonstration: Site) -> None:
    with demonstration.database.reading() as session:
        waits = everybodys(session, [person.email for person in first_market().people])
    assert sum(map(bool, waits.values())) > 3, "or the market shows nobody what a desk is"


def test_no_button_of_the_demonstration_leads_to_a_refusal(demonstration: Site) -> None:
    """For each person one thing of each kind, and of what they wait for."""
    for person in first_market().people:
        browser, paths = TestClient(demonstration.app, follow_redirects=False), {}
        with demonstration.database.writing() as session:
            known = accounts.by_email(session, person.email)
            assert known is not None
            browser.cookies.set(SESSION_COOKIE, sign_in(session, known).secret)
            actor = actors_of(session, known.id)[0]
            for mine in (True, False):
                for item in lying(session, DESK, actor, mine=mine):
                    paths[item.kind, mine] = item.action.href
        answers = {path: browser.get(path).status_code for path in paths.values()}
        assert set(answers.values()) <= {200}, (person.key, answers)


@pytest.fixture
def scenes(site: Site) -> list[Scene]:
    with site.market() as market:
        return Scenes(market).all()


@on_sqlite
def test_the_scenes_are_all_that_is_awaited(scenes: list[Scene]) -> None:
    everything = {
        (workflow.name, state.value, party)
        for workflow in workflows()
        for state, party in awaited(workflow)
    }
    assert {(scene.workflow, scene.state, scene.party) for scene in scenes} == everything


def test_each_person_has_one_item_and_one_letter_for_each_step(
    site: Site, scenes: list[Scene]
) -> None:
    """The letter leads to where the step is taken, as the button on the desk does."""
    site.drain()
    with site.database.reading() as session:
        found = desks(session)
        everybodys(session, found)
    for scene in scenes:
        for email in scene.who:
            assert found[email][scene.id] == scene.path
            links = [site.link_in(letter) for letter in site.letters(email)]
            assert links.count(scene.path) == scene.letters, (scene, links)
        others = {email for email, items in found.items() if scene.id in items} - scene.who
        assert others == set(), scene


@dataclass(frozen=True)
class Done:
    """One step of a scene taken through one door; `{id}` and `{digest}` stand for the subject's."""

    door: Literal["page", "api"]
    email: str
    path: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def take(self, site: Site, **words: str) -> int:
        path = self.path.format(**words)
        answers = {name: value.format(**words) for name, value in self.answers.items()}
        if self.door == "page":
            return site.sign_in(self.email).post(path, data=answers).status_code
        return site.api(self.email).post(f"/api/v1{path}", json=answers or None).status_code


SIGN = ("/deals/{id}/sign", {"digest": "{digest}"})
DONE: Mapping[tuple[str, str, str], Sequence[Done]] = {
    ("bid", "open", "owner"): [
        Done("page", HEAD, "/bids/{id}/refuse", {"reason": "other", "sentence": "No."})
    ],
    ("deal", "agreed", "signer"): [Done("api", HEAD, *SIGN), Done("page", SIGNATORY, *SIGN)],
    ("payment", "declared", "payer"): [Done("api", SIGNATORY, "/payments/{id}/confirm")],
    ("payment", "declared", "verifier"): [Done("page", VERIFIER, "/payments/{id}/verify")],
    ("payment", "disputed", "verifier"): [
        Done("api", VERIFIER, "/payments/{id}/reject", {"reason": "No proof."})
    ],
    ("invention", "submitted", "approver"): [
        Done("page", HEAD, "/inventions/{id}/return", {"reason": "Say more."})
    ],
    ("import", "prepared", "drafter"): [Done("page", OFFICER, "/imports/{id}/take-back")],
    ("import", "brought-in", "drafter"): [Done("api", OFFICER, "/imports/{id}/take-back")],
    ("house", "applied", "operator"): [Done("api", OPERATOR, "/houses/{id}/verify")],
    ("house", "refused", "lead"): [Done("page", REFUSED, "/houses/{id}/apply")],
}
"""By page, by program, by one of several who could."""


@on_sqlite
def test_doing_it_anywhere_clears_it_everywhere(site: Site, scenes: list[Scene]) -> None:
    for scene in scenes:
        with site.database.reading() as session:
            assert holders(session, scene.id) == scene.who
            deal = session.get(Deal, scene.id) and deals.deal(session, scene.id)
        steps = DONE[scene.workflow, scene.state, scene.party]
        for left, done in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
            assert done.take(site, id=scene.id, digest=deal.sheet.digest if deal else "") < 300
            with site.database.reading() as session:
                waiting = holders(session, scene.id) - {OPERATOR}  # to whom a house applied again
            assert len(waiting) == left, (scene, done)


@on_sqlite
def test_who_waits_sees_for_whom(site: Site, scenes: list[Scene]) -> None:
    found = {(scene.workflow, scene.state, scene.party): scene.id for scene in scenes}
    expected = {
        APPLICANT: {("house", "applied", "operator"): "The operator"},
        "officer@example.org": {
            ("invention", "submitted", "approver"): "Your Head",
            ("deal", "agreed", "signer"): "Your Head and",
            ("payment", "declared", "verifier"): "A verifier outside",
        },
        "staff@example.org": {("payment", "declared", "payer"): "Your Authorised signatory"},
    }
    for email, whom in expected.items():
        desk = site.api(email).get("/api/v1/desk").json()
        shown = {one["id"]: one["whom"] for one in desk["waiting_for"]}
        for step, words in whom.items():
            assert shown[found[step]].startswith(words)


@on_sqlite
@pytest.mark.smtp
def test_a_letter_leaves_within_a_minute(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step wakes the next: none of them looks by itself in that time."""
    monkeypatch.setattr(worker, "UNASKED_SECONDS", 3_600.0)
    with Mailbox() as mailbox:
        site, stop = Site(url, tmp_path, smtp_url=mailbox.url), threading.Event()
        running = threading.Thread(target=worker.run_forever, args=(site.tools, stop))
        running.start()
        with site.market() as market:
            scenes = Scenes(market).all()
        begun = time.monotonic()
        asked = [scene for scene in scenes if scene.letters]
        wanted = {(email, scene.path) for scene in asked for email in scene.who}
        arrived: list[tuple[str, str]] = []
        while not wanted <= set(arrived) and time.monotonic() - begun < 60:
            stop.wait(0.05)
            arrived = [(one.recipients[0], site.link_in(one.message)) for one in mailbox.received]
        stop.set()
        running.join()
        site.close()
    assert {one: arrived.count(one) for one in wanted} == dict.fromkeys(wanted, 1)
