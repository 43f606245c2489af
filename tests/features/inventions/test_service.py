"""Use cases of inventions, who may, and that a refusal changes nothing."""

import json
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow, PrivateRow
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.houses.service import end_membership
from marketplace.inventions import policy, queries, service
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention, Inventor
from marketplace.inventions.pages import seen
from marketplace.inventions.rules import InventionKind, InventionState, Tier
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import Conflict, Invalid, MarketplaceError, NotAllowed, NotFound
from marketplace.kit.money import Money
from marketplace.locale import say
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness
from tests.features.inventions.cards import FIVE, drafted, form, listed, state
from tests.tools.market import Market

OFFERING = (
    Role.RESEARCHER, Role.TRANSFER_OFFICER, Role.HEAD, Role.ENTERPRISE_STAFF, Role.SIGNATORY,
    Role.ORDERING_OFFICER,
)  # fmt: skip
LISTING = OFFERING[1:]
STEPS = {
    "list": service.list_invention,
    "submit": service.submit_invention,
    "approve": service.approve_invention,
    "withdraw": service.withdraw_invention,
}


def events_of(session: Session, invention: Invention) -> list[tuple[str, dict[str, object]]]:
    rows = session.scalars(
        select(EventRow).where(EventRow.subject_id == invention.id).order_by(EventRow.id)
    )
    return [(row.kind, json.loads(row.payload)) for row in rows]


def kinds_of(session: Session, invention: Invention) -> list[str]:
    return [kind.removeprefix("invention.") for kind, _ in events_of(session, invention)]


def take(session: Session, actor: Actor, invention: Invention, action: str) -> None:
    if action == "return":
        service.return_invention(session, actor, invention=invention, reason="Shorter, please.")
    else:
        STEPS[action](session, actor, invention=invention)


def test_from_first_word_to_withdrawn(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor, readiness="", field="materials")
    service.save_invention(
        session, actor, invention=invention, form=form(field="materials"), version=1
    )
    service.list_invention(session, actor, invention=invention, version=2)
    session.flush()
    assert (invention.disclosed_by, invention.disclosed_at) == (
        actor.person_id,
        invention.listed_at,
    )
    service.withdraw_invention(session, actor, invention=invention)
    service.list_invention(session, actor, invention=invention)
    told = {
        "invention_kind": "patent",
        "field": "materials",
        "readiness": "7",
        "province": "ha-noi",
        "basis": "decision",
    }
    assert events_of(session, invention) == [
        ("invention.drafted", {"province": "ha-noi"}),
        ("invention.changed", {"version": 2}),
        ("invention.listed", told),
        ("invention.withdrawn", {}),
        ("invention.listed", told),
    ]


def test_a_filed_right_is_the_basis_of_disclosure(session: Session, market: Market) -> None:
    invention = listed(session, market.member(Role.HEAD), application_number="1 2024 99001")
    assert invention.application_number == "1-2024-99001"
    assert events_of(session, invention)[-1][1]["basis"] == "filed"


def test_the_whole_card_is_kept(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    made = drafted(
        session,
        actor,
        asking="500 triệu",
        offers=["service", "assignment"],
        keywords="rust, steel",
        classes="c09d5/10",
        right_status="granted",
        title_number="2 845",
        filed_on="2020-02-29",
        funding_source="A fund",
        state_percent=30,
        members_text="For members",
        confidential_text="For us",
        inventors="An; 0000-0002-1825-0097\nBình",
    )
    session.flush()
    session.expire_all()
    kept = queries.invention(session, made.id)
    assert (kept.asking_amount, kept.asking_currency) == (500_000_000, "VND")
    assert (kept.offers, kept.keywords, kept.classes) == (
        ("service", "assignment"),
        ("rust", "steel"),
        ("C09D 5/10",),
    )
    assert (kept.title_number, str(kept.filed_on), kept.state_percent) == (
        "2-0000845",
        "2020-02-29",
        30,
    )
    assert [(section.tier, section.body) for section in kept.sections] == [
        (Tier.MEMBERS, "For members"),
        (Tier.CONFIDENTIAL, "For us"),
    ]
    assert [(person.name, person.orcid) for person in kept.inventors] == [
        ("An", "0000-0002-1825-0097"),
        ("Bình", ""),
    ]
    service.save_invention(session, actor, invention=kept, form=form(asking=Money(5, "USD")))
    session.flush()
    session.expire_all()
    emptied = queries.invention(session, made.id)
    assert (emptied.sections, emptied.inventors, emptied.keywords) == ([], [], ())
    assert (emptied.asking_amount, emptied.asking_currency) == (5, "USD")


def test_each_language_has_its_own_text(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor)
    vietnamese = form(language="vi", title="Sơn kẽm")
    service.save_invention(session, actor, invention=invention, form=vietnamese)
    assert [queries.title_in(invention, code) for code in ("vi", "en")] == [
        "Sơn kẽm",
        "Zinc coating",
    ]
    nothing = form(title="", problem="", novelty="")
    service.save_invention(session, actor, invention=invention, form=nothing)
    assert [text.language for text in invention.texts] == ["vi"]
    assert queries.title_in(invention, "en") == "Sơn kẽm"


@pytest.mark.parametrize("missing", ["title", "problem", "novelty", "kind", "readiness"])
def test_nothing_is_listed_before_the_five_are_answered(
    session: Session, market: Market, missing: str
) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor, **{missing: ""})
    with pytest.raises(Invalid) as refused:
        service.list_invention(session, actor, invention=invention)
    assert list(refused.value.fields) == [missing]
    assert (state(invention), invention.disclosed_by) == (InventionState.DRAFT, None)
    assert kinds_of(session, invention) == ["drafted"]


def test_one_whole_language_is_enough(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, actor)
    half = form(language="vi", novelty="")
    service.save_invention(session, actor, invention=invention, form=half)
    assert policy.unanswered(invention) == ()
    with pytest.raises(Invalid) as refused:
        service.save_invention(session, actor, invention=invention, form=form(problem="", kind=""))
    assert list(refused.value.fields) == ["problem", "kind"]
    assert queries.text_in(invention, "en").problem == "Steel rusts."  # type: ignore[union-attr]
    assert kinds_of(session, invention) == ["drafted", "listed", "changed"]


def test_an_unverified_house_is_told_what_to_do(session: Session, market: Market) -> None:
    house = market.house(verified=False)
    actor = market.member(Role.TRANSFER_OFFICER, house=house)
    invention = drafted(session, actor)
    with pytest.raises(NotAllowed) as refused:
        service.list_invention(session, actor, invention=invention)
    assert "has not been verified yet" in say(refused.value.text)
    assert "complete the house's page" in say(refused.value.text)
    assert kinds_of(session, invention) == ["drafted"]


@pytest.mark.parametrize("role", Role)
def test_who_may_offer_and_who_may_list(session: Session, market: Market, role: Role) -> None:
    actor = market.member(role)
    assert bool(policy.can_draft(actor)) == (role in OFFERING)
    if role not in OFFERING:
        with pytest.raises(NotAllowed):
            drafted(session, actor)
        assert session.scalar(select(Invention).where(Invention.made_by == actor.person_id)) is None
        return
    invention = drafted(session, actor)
    assert bool(policy.can_list(actor, invention)) == (role in LISTING)
    if role in LISTING:
        service.list_invention(session, actor, invention=invention)
    else:
        with pytest.raises(NotAllowed):
            service.list_invention(session, actor, invention=invention)
    expected = InventionState.LISTED if role in LISTING else InventionState.DRAFT
    assert state(invention) == expected


def test_somebody_without_a_house_is_told_how_to_get_one(market: Market) -> None:
    decision = policy.can_draft(Actor(market.person().id))
    assert "Found one" in say(decision.reason or "")


PARTIES = ("researcher", "officer", "submitter", "head", "outsider", "visitor")
DIRECT = {
    ("draft", "list"): {"officer", "submitter", "head"},
    ("withdrawn", "list"): {"officer", "submitter", "head"},
    ("listed", "withdraw"): {"officer", "submitter", "head"},
    ("submitted", "approve"): {"head"},
    ("submitted", "return"): {"head"},
}
"""Where the house lists directly; what waits for a head was handed in before that changed."""
APPROVED = {
    ("draft", "submit"): {"researcher", "officer", "submitter", "head"},
    ("withdrawn", "submit"): {"researcher", "officer", "submitter", "head"},
    ("listed", "withdraw"): {"officer", "submitter", "head"},
    ("submitted", "approve"): {"head"},
    ("submitted", "return"): {"head"},
}
"""Where the head approves."""


@pytest.mark.parametrize("approves", [False, True])
def test_every_step_by_every_party(session: Session, market: Market, approves: bool) -> None:
    house = market.house()
    people = {
        "researcher": market.member(Role.RESEARCHER, house=house),
        "officer": market.member(Role.TRANSFER_OFFICER, house=house),
        "submitter": market.member(Role.TRANSFER_OFFICER, house=house),
        "head": market.member(Role.HEAD, house=house),
        "outsider": market.member(Role.HEAD),
        "visitor": VISITOR,
    }
    allowed = APPROVED if approves else DIRECT
    for start, action, party in product(InventionState, (*STEPS, "return"), PARTIES):
        invention = _in_state(session, people["submitter"], house, start)
        house.head_approves = approves
        may = party in allowed.get((start.value, action), set())
        before = (invention.state, len(events_of(session, invention)))
        if may:
            take(session, people[party], invention, action)
            assert len(events_of(session, invention)) == before[1] + 1
            continue
        with pytest.raises(MarketplaceError) as refused:
            take(session, people[party], invention, action)
        assert refused.value.status in (403, 409), (start, action, party)
        assert (state(invention), len(events_of(session, invention))) == before


def _in_state(session: Session, actor: Actor, house: House, wanted: InventionState) -> Invention:
    invention = drafted(session, actor)
    house.head_approves = wanted == InventionState.SUBMITTED
    if wanted == InventionState.SUBMITTED:
        service.submit_invention(session, actor, invention=invention)
    if wanted in (InventionState.LISTED, InventionState.WITHDRAWN):
        service.list_invention(session, actor, invention=invention)
    if wanted == InventionState.WITHDRAWN:
        service.withdraw_invention(session, actor, invention=invention)
    return invention


def test_the_head_may_not_approve_what_the_head_handed_in(session: Session, market: Market) -> None:
    house = market.house()
    house.head_approves = True
    both = market.member(Role.HEAD, Role.TRANSFER_OFFICER, house=house)
    other = market.member(Role.HEAD, house=house)
    invention = drafted(session, both)
    service.submit_invention(session, both, invention=invention)
    with pytest.raises(NotAllowed, match="handed it in yourself"):
        service.approve_invention(session, both, invention=invention)
    assert state(invention) == InventionState.SUBMITTED
    service.approve_invention(session, other, invention=invention)
    assert (state(invention), invention.disclosed_by) == (
        InventionState.LISTED,
        other.person_id,
    )
    assert kinds_of(session, invention) == ["drafted", "submitted", "listed"]


def test_the_head_says_why_it_comes_back(session: Session, market: Market) -> None:
    house = market.house()
    house.head_approves = True
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    head = market.member(Role.HEAD, house=house)
    invention = drafted(session, officer)
    service.submit_invention(session, officer, invention=invention)
    with pytest.raises(NotAllowed, match="waits for the head"):
        service.save_invention(session, officer, invention=invention, form=form(title="Other"))
    service.return_invention(session, head, invention=invention, reason="Too long.")
    assert (state(invention), invention.handed_back) == (InventionState.DRAFT, "Too long.")
    bodies = session.scalars(
        select(PrivateRow.body)
        .join(EventRow, EventRow.id == PrivateRow.event_id)
        .where(EventRow.subject_id == invention.id)
    ).all()
    assert bodies == ['{"reason":"Too long."}']
    service.submit_invention(session, officer, invention=invention)
    assert invention.handed_back == ""


@pytest.mark.parametrize("role", Role)
def test_who_may_edit_what(session: Session, market: Market, role: Role) -> None:
    actor = market.member(role)
    house = market.house_of(actor)
    colleague = market.member(
        Role.TRANSFER_OFFICER if house.kind != HouseKind.MONITOR else Role.MONITOR, house=house
    )
    if house.kind == HouseKind.MONITOR:
        return
    draft, public = drafted(session, colleague), listed(session, colleague)
    foreign = drafted(session, market.member(Role.HEAD))
    assert bool(policy.can_edit(actor, draft)) == (role in OFFERING)
    assert bool(policy.can_edit(actor, public)) == (role in LISTING)
    assert not policy.can_edit(actor, foreign)


def test_a_stale_save_changes_nothing(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor)
    service.save_invention(session, actor, invention=invention, form=form(title="First"), version=1)
    for version in (1, 3, 0):
        with pytest.raises(Conflict) as refused:
            service.save_invention(
                session, actor, invention=invention, form=form(title="Late"), version=version
            )
        assert refused.value.code == "changed-meanwhile"
    with pytest.raises(Conflict):
        service.list_invention(session, actor, invention=invention, version=1)
    assert queries.title_in(invention, "en") == "First"
    assert (invention.version, kinds_of(session, invention)) == (2, ["drafted", "changed"])


def test_a_change_of_the_text_alone_counts_the_version_up(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor)
    service.save_invention(session, actor, invention=invention, form=form(problem="More rust."))
    assert invention.version == 2
    more = form(problem="Much rust.", kind="software", inventors="An")
    service.save_invention(session, actor, invention=invention, form=more)
    assert invention.version == 3


def test_autosave_keeps_the_good_and_leaves_the_bad_as_it_was(
    session: Session, market: Market
) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(session, actor, classes="C09D", inventors="An", asking="5 triệu")
    typed = InventionDraftForm(language="en", title="Newer", problem="")
    service.autosave_invention(
        session,
        actor,
        invention=invention,
        form=typed,
        version=1,
        except_for=frozenset({"classes", "inventors", "asking", "novelty"}),
    )
    text = queries.text_in(invention, "en")
    assert text is not None
    assert (text.title, text.problem, text.novelty) == ("Newer", "", "Less zinc.")
    assert (invention.classes, invention.asking_amount) == (("C09D",), 5_000_000)
    assert [person.name for person in invention.inventors] == ["An"]
    assert invention.kind is None
    assert (invention.version, kinds_of(session, invention)) == (2, ["drafted"])


def test_only_drafts_save_themselves(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, actor)
    with pytest.raises(Conflict) as refused:
        service.autosave_invention(
            session,
            actor,
            invention=invention,
            form=form(title="Other"),
            version=invention.version,
            except_for=service.NOTHING,
        )
    assert refused.value.code == "wrong-state"
    assert queries.title_in(invention, "en") == "Zinc coating"


def test_who_sees_what_agrees_with_the_list(session: Session, market: Market) -> None:
    house = market.house()
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    others = [
        VISITOR,
        Actor(market.person().id),
        market.operator(),
        officer,
        market.member(Role.RESEARCHER, house=house),
        market.member(Role.HEAD),
        market.member(Role.ENTERPRISE_STAFF, house=market.house(HouseKind.ENTERPRISE)),
        market.member(Role.HEAD, house=market.house(verified=False)),
        market.member(Role.MONITOR),
    ]
    inventions = [_in_state(session, officer, house, wanted) for wanted in InventionState]
    session.flush()
    for actor in others:
        found = set(session.scalars(queries.visible_to(actor)).unique())
        for invention in inventions:
            may = bool(policy.can_see(actor, invention))
            assert (invention in found) == may
            ours = actor.house_id == house.id
            assert may == (ours or state(invention) == InventionState.LISTED)
            if may:
                assert seen(session, actor, invention.id) is invention
            else:
                with pytest.raises(NotFound):
                    seen(session, actor, invention.id)


def test_tiers_by_reader(session: Session, market: Market) -> None:
    officer = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, officer)
    everything = frozenset(Tier)
    members = frozenset({Tier.PUBLIC, Tier.MEMBERS})
    public = frozenset({Tier.PUBLIC})
    readers = {
        VISITOR: public,
        Actor(market.person().id): public,
        market.operator(): public,
        market.member(Role.HEAD, house=market.house(verified=False)): public,
        market.member(Role.MONITOR): members,
        market.member(Role.ENTERPRISE_STAFF): members,
        market.member(Role.RESEARCHER, house=market.house_of(officer)): everything,
        officer: everything,
    }
    for reader, expected in readers.items():
        assert policy.tiers_for(reader, invention) == expected
    service.withdraw_invention(session, officer, invention=invention)
    for reader, expected in readers.items():
        left = expected if expected == everything else frozenset()
        assert policy.tiers_for(reader, invention) == left


def test_filters(session: Session, market: Market) -> None:
    north = market.member(Role.TRANSFER_OFFICER)
    south = market.member(Role.TRANSFER_OFFICER, house=market.house(province="can-tho"))
    ids = {
        "paint": listed(session, north, field="materials", readiness="3").id,
        "rice": listed(session, south, kind="plant-variety", readiness="8").id,
    }
    drafted(session, north)

    def found(**asked: object) -> set[str]:
        query = queries.listed(**asked)  # type: ignore[arg-type]
        return {one.id for one in session.scalars(query).unique()} & set(ids.values())

    assert found() == set(ids.values())
    assert found(kind=InventionKind.PLANT_VARIETY) == {ids["rice"]}
    assert found(field=Field.MATERIALS) == {ids["paint"]}
    assert found(readiness=Readiness.TRL3) == set(ids.values())
    assert found(readiness=Readiness.TRL4) == {ids["rice"]}
    assert found(province="can-tho") == {ids["rice"]}
    assert found(province="hue") == set()


def test_an_inventor_who_is_a_member_is_linked(session: Session, market: Market) -> None:
    house = market.house()
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    an = market.member(Role.RESEARCHER, house=house, person=market.person("Lê Hoài An"))
    minh = market.member(Role.RESEARCHER, house=house, person=market.person("Trần Minh Ánh"))
    market.member(Role.RESEARCHER, house=house, person=market.person("Trần Minh Anh"))
    market.member(Role.RESEARCHER, person=market.person("Somebody Else"))
    invention = drafted(
        session,
        officer,
        inventors="le hoai an\nTrần Minh Ánh\ntran minh anh\nSomebody Else",
    )
    links = [person.person_id for person in invention.inventors]
    assert links == [an.person_id, minh.person_id, None, None]


def test_an_erasure_empties_names_also_after_the_person_left(
    session: Session, market: Market
) -> None:
    house = market.house()
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    an = market.member(Role.RESEARCHER, house=house, person=market.person("Lê Hoài An"))
    invention = drafted(session, officer, inventors="Bình\nLê Hoài An; 0000-0002-1825-0097")
    end_membership(session, an, house=house, person_id=str(an.person_id))
    service.save_invention(
        session, officer, invention=invention, form=form(inventors="Bình\nLê Hoài An\nChi")
    )
    session.flush()
    service.forget_person(session, str(an.person_id))
    session.expire_all()
    rows = session.scalars(
        select(Inventor).where(Inventor.invention_id == invention.id).order_by(Inventor.position)
    ).all()
    assert [(row.name, row.orcid, row.person_id) for row in rows] == [
        ("Bình", "", None),
        ("", "", None),
        ("Chi", "", None),
    ]
    kept = queries.locked(session, invention.id)
    service.save_invention(session, officer, invention=kept, form=form(inventors="Bình\nChi\nDung"))
    assert [row.name for row in kept.inventors] == ["Bình", "Chi", "Dung", ""]


def test_locked_reads_anew(session: Session, market: Market) -> None:
    invention = drafted(session, market.member(Role.HEAD))
    session.flush()
    session.connection().exec_driver_sql(
        f"UPDATE invention SET funding_source = 'elsewhere' WHERE id = '{invention.id}'"  # noqa: S608
    )
    assert invention.funding_source == ""
    assert queries.locked(session, invention.id) is invention
    assert invention.funding_source == "elsewhere"
    with pytest.raises(NotFound):
        queries.locked(session, "0" * 16)


def test_it_is_listed_at_the_moment_of_the_decision(session: Session, market: Market) -> None:
    before = clock.now()
    invention = listed(session, market.member(Role.SIGNATORY))
    assert invention.listed_at is not None
    assert before <= invention.listed_at <= clock.now()
    assert invention.submitted_by is None
    assert FIVE["title"] == queries.title_in(invention, "vi")
