"""One market with every kind of person and every kind of thing, for the table of permissions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from marketplace.accounts.models import ApiToken, Login, Proof
from marketplace.accounts.passwords import digest
from marketplace.accounts.rules import ProofPurpose
from marketplace.bids import service as bids
from marketplace.bids.forms import BidForm
from marketplace.catalogue.alerts import service as alerts
from marketplace.catalogue.alerts.forms import AlertForm
from marketplace.catalogue.alerts.links import ending
from marketplace.catalogue.alerts.rules import Frequency
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.shortlist import service as shortlist
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.deals import service as deals
from marketplace.deals.models import Deal
from marketplace.houses import service as houses
from marketplace.houses.forms import InviteForm
from marketplace.houses.models import House, Invitation
from marketplace.houses.rules import HouseKind, HouseState, Role
from marketplace.inventions import service as inventions
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.ids import new_id
from marketplace.kit.money import Money
from marketplace.needs import service as needs
from marketplace.needs.forms import NeedDraft
from marketplace.needs.models import Need
from marketplace.payments import service as payments
from marketplace.payments.forms import DisputeForm, PaymentForm
from marketplace.payments.models import Payment
from marketplace.suggestions.models import KeptText
from marketplace.web.identity import SESSION_COOKIE
from tests.tools import portfolio
from tests.tools.market import Market
from tests.tools.site import Site

ROLES = (
    "visitor", "outsider", "researcher", "transfer_officer", "head", "enterprise_staff",
    "signatory", "ordering_a", "ordering_b", "finance", "overseer", "monitor", "operator",
)  # fmt: skip
"""`researcher`, `transfer_officer` and `head` are of the institute that owns the inventions;
`enterprise_staff` and `signatory` of the other side, which owns the needs and made the bids;
the officers of two provinces' agencies, the finance officer of a third, outside of everything."""

INVENTION: Mapping[str, Any] = {
    "language": "en", "title": "Zinc coating", "problem": "Steel rusts.",
    "novelty": "Less zinc.", "kind": "patent", "readiness": "7",
}  # fmt: skip
NEED: Mapping[str, Any] = {
    "language": "en", "title": "Cranes rust", "problem": "Salt.", "field": "materials",
}  # fmt: skip
TERMS: Mapping[str, Any] = {
    "right": "non-exclusive-licence", "upfront": "1,2 tỷ", "term_years": "5", "territory": "VN",
}  # fmt: skip
DAY = date(2026, 5, 20)
SECRETS = {"confirm": "c" * 43, "reset": "r" * 43, "invite": "i" * 43, "pasted": "p" * 43}


@dataclass
class Prepared:
    """`ids` by the names that the table uses; a credential each for pages and for the API."""

    site: Site
    ids: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    digest: str = ""

    def send(
        self,
        role: str,
        method: str,
        path: str,
        *,
        setup: Callable[[Session, "Prepared"], None] | None = None,
        **body: Any,
    ) -> Response:
        """One request as `role`, whose every change is rolled back."""
        headers = {"accept-language": "en"}
        if path.startswith("/api/v1/") and role in self.tokens:
            headers["authorization"] = f"Bearer {self.tokens[role]}"
        elif role in self.cookies:
            headers["cookie"] = f"{SESSION_COOKIE}={self.cookies[role]}"
        headers.update(body.pop("headers", {}))
        client = TestClient(self.site.app, follow_redirects=False)
        with self.rolled_back(setup):
            return client.request(method, path, headers=headers, **body)

    @contextmanager
    def rolled_back(self, setup: Callable[[Session, "Prepared"], None] | None) -> Iterator[None]:
        """Let the site write in a transaction that begins with `setup` and is not committed."""
        database = self.site.database

        @contextmanager
        def writing() -> Iterator[Session]:
            with Session(database.engine, expire_on_commit=False) as session:
                if setup:
                    setup(session, self)
                    session.flush()
                    session.expunge_all()
                yield session
                session.flush()
                session.rollback()

        plain = database.writing
        database.writing = writing  # type: ignore[method-assign]
        try:
            yield
        finally:
            database.writing = plain  # type: ignore[method-assign]


def prepare(url: str, folder: Path) -> Prepared:
    site = Site(url, folder)
    made = Prepared(site)
    with site.market() as market:
        _people(market, made)
        _things(market.session, made)
        _links(market.session, made)
        _searches(market.session, made)
    site.drain(post=False)
    site.app.state.aside = site.app.state.note_refusal = Unnoted()
    return made


class Unnoted:
    """In the place of what writes beside a request: that has a transaction of its own."""

    def __call__(self, *_: object) -> None:
        return None

    def settle(self) -> None:
        return None

    close = settle


def _people(market: Market, made: Prepared) -> None:
    institute = market.house(HouseKind.INSTITUTE, province="ha-noi")
    enterprise = market.house(HouseKind.ENTERPRISE, province="hai-phong")
    agency_a = market.house(HouseKind.STATE, province="hue")
    agency_b = market.house(HouseKind.STATE, province="quang-tri")
    outside = market.house(HouseKind.STATE, province="lam-dong")
    monitor = market.house(HouseKind.MONITOR)
    who = {
        "researcher": (Role.RESEARCHER, institute),
        "transfer_officer": (Role.TRANSFER_OFFICER, institute),
        "head": (Role.HEAD, institute),
        "enterprise_staff": (Role.ENTERPRISE_STAFF, enterprise),
        "signatory": (Role.SIGNATORY, enterprise),
        "ordering_a": (Role.ORDERING_OFFICER, agency_a),
        "ordering_b": (Role.ORDERING_OFFICER, agency_b),
        "finance": (Role.FINANCE_OFFICER, outside),
        "overseer": (Role.OVERSEER, outside),
        "monitor": (Role.MONITOR, monitor),
    }
    made.actors = {role: market.member(roles, house=house) for role, (roles, house) in who.items()}
    made.actors |= {
        "visitor": VISITOR, "outsider": Actor(market.person(email="out@example.org").id),
        "operator": market.operator(),
    }  # fmt: skip
    applied = market.house(HouseKind.ENTERPRISE, verified=False)
    made.ids |= {
        "institute": institute.id, "enterprise": enterprise.id, "agency_a": agency_a.id,
        "agency_b": agency_b.id, "applied": applied.id,
        "a_researcher": str(made.actors["researcher"].person_id),
        "a_signatory": str(made.actors["signatory"].person_id),
    }  # fmt: skip


def _things(session: Session, made: Prepared) -> None:
    things = {**_listings(session, made), **_wishes(session, made), **_imports(session, made)}
    form = BidForm.model_validate(TERMS)
    bidder = made.actors["enterprise_staff"]
    things["bid"] = bids.make_bid(session, bidder, invention=things["listed"], form=form)
    session.flush()
    things |= _contracts(session, made)
    for name, thing in things.items():
        made.ids[name] = thing.id
        made.versions[name] = thing.version
    for name in ("institute", "agency_a"):
        made.versions[name] = session.get_one(House, made.ids[name]).version


def _listings(session: Session, made: Prepared) -> dict[str, Any]:
    act = made.actors
    draft, listed, free = (_invention(session, act["researcher"]) for _ in range(3))
    for one in (listed, free):
        inventions.list_invention(session, act["transfer_officer"], invention=one)
    submitted, withdrawn = (_invention(session, act["transfer_officer"]) for _ in range(2))
    submitted.state = InventionState.SUBMITTED
    submitted.submitted_by = act["researcher"].person_id
    withdrawn.state = InventionState.WITHDRAWN
    return {
        "draft": draft, "listed": listed, "free": free, "submitted": submitted,
        "withdrawn": withdrawn,
    }  # fmt: skip


def _imports(session: Session, made: Prepared) -> dict[str, Any]:
    officer = made.actors["transfer_officer"]
    waiting, in_ = (portfolio.brought(session, officer, portfolio.small(one)) for one in "AB")
    portfolio.bring_in(session, officer, in_)
    return {"import": waiting, "import_in": in_}


def _wishes(session: Session, made: Prepared) -> dict[str, Any]:
    staff = made.actors["enterprise_staff"]
    closed = _need(session, staff, post=True)
    needs.close_need(session, staff, need=closed)
    return {
        "need_draft": _need(session, staff),
        "need_open": _need(session, staff, post=True),
        "need_closed": closed,
        "need_of_a": _need(session, made.actors["ordering_a"], post=True),
    }


def _contracts(session: Session, made: Prepared) -> dict[str, Any]:
    agreed, signed = (_deal(session, made, sign=sign) for sign in (False, True))
    made.digest = agreed.sheet.digest
    declared, disputed, verified = (_payment(session, made, signed) for _ in range(3))
    payer, dispute = made.actors["signatory"], DisputeForm(reason="We did not pay.")
    payments.dispute_payment(session, payer, payment=disputed, form=dispute)
    payments.confirm_payment(session, payer, payment=verified)
    session.flush()
    return {
        "agreed": agreed, "signed": signed, "declared": declared, "disputed": disputed,
        "verified": verified,
    }  # fmt: skip


def _invention(session: Session, actor: Actor) -> Invention:
    form = InventionDraftForm.model_validate(INVENTION)
    made = inventions.draft_invention(session, actor, form=form)
    session.flush()
    return made


def _need(session: Session, actor: Actor, *, post: bool = False) -> Need:
    made = needs.draft_need(session, actor, form=NeedDraft.model_validate(NEED))
    session.flush()
    if post:
        needs.post_need(session, actor, need=made)
    return made


def _deal(session: Session, made: Prepared, *, sign: bool) -> Deal:
    act = made.actors
    invention = _invention(session, act["transfer_officer"])
    inventions.list_invention(session, act["transfer_officer"], invention=invention)
    form = BidForm.model_validate(TERMS)
    bid = bids.make_bid(session, act["enterprise_staff"], invention=invention, form=form)
    session.flush()
    deal = deals.accept_bid(session, act["transfer_officer"], bid=bid)
    session.flush()
    if sign:
        for role in ("head", "signatory"):
            deals.sign_deal(session, act[role], deal=deal, digest=deal.sheet.digest)
    session.flush()
    return deal


def _payment(session: Session, made: Prepared, deal: Deal) -> Payment:
    form = PaymentForm(money=Money(1_200_000_000), paid_on=DAY)
    return deals.declare_deal_payment(
        session, made.actors["transfer_officer"], deal=deal, form=form
    )


def _searches(session: Session, made: Prepared) -> None:
    saved = alerts.save_search(
        session,
        made.actors["outsider"],
        search=SearchForm(q="zinc"),
        form=AlertForm(name="Zinc", frequency=Frequency.WEEKLY),
    )
    outsider = made.actors["outsider"]
    shortlist.keep(session, outsider, thing=Thing.INVENTIONS, subject_id=made.ids["listed"])
    path = ending(made.site.tools.key, saved.id)
    made.ids |= {"saved": saved.id, "ending": path.rsplit("/", 1)[1]}


def _links(session: Session, made: Prepared) -> None:
    """Cookies, tokens, and the secret addresses that letters hold."""
    later = clock.now() + (clock.now() - clock.now().replace(year=2025))
    for role, actor in made.actors.items():
        if actor.person_id is None:
            continue
        secret = made.cookies[role] = f"cookie-{role}"
        login = Login(
            id=new_id(), digest=digest(secret), person_id=actor.person_id,
            house_id=actor.house_id, until=later,
        )  # fmt: skip
        token = ApiToken(
            id=new_id(), digest=digest(f"token-{role}"), person_id=actor.person_id,
            house_id=actor.house_id, name="table", until=later,
        )  # fmt: skip
        made.tokens[role] = f"token-{role}"
        session.add_all((login, token))
        made.ids |= {f"login_{role}": login.id, f"token_{role}": token.id}
    session.add(KeptText(digest=digest(SECRETS["pasted"]), text="Rust on cranes."))
    outsider = str(made.actors["outsider"].person_id)
    session.add_all(
        Proof(digest=digest(SECRETS[name]), person_id=outsider, purpose=purpose, until=later)
        for name, purpose in (("confirm", ProofPurpose.CONFIRM), ("reset", ProofPurpose.RESET))
    )
    house = session.get_one(House, made.ids["institute"])
    invite = InviteForm(email="out@example.org", role=Role.RESEARCHER)
    houses.invite_member(session, made.actors["head"], house=house, form=invite)
    session.flush()
    invitation = session.query(Invitation).one()
    invitation.digest = digest(SECRETS["invite"])
    made.ids["invitation"] = invitation.id


def refused_house(session: Session, made: Prepared) -> None:
    session.get_one(House, made.ids["institute"]).state = HouseState.REFUSED


def head_approves(session: Session, made: Prepared) -> None:
    session.get_one(House, made.ids["institute"]).head_approves = True
