"""What the demonstration market lacks to show every page: drafts, letters, houses that wait."""

import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts import service as accounting
from marketplace.accounts.forms import SignUpForm
from marketplace.accounts.passwords import hash_password
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState
from marketplace.catalogue.alerts import service as alerts
from marketplace.catalogue.alerts.forms import AlertForm
from marketplace.catalogue.alerts.links import ending
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.shortlist import service as shortlist
from marketplace.catalogue.shortlist.models import Kept
from marketplace.catalogue.shortlist.rules import Thing
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState
from marketplace.demo.market import first_market
from marketplace.demo.people import PASSWORD
from marketplace.houses import queries as houses
from marketplace.houses import service as founding
from marketplace.houses.forms import HouseForm, InviteForm
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.imports import service as importing
from marketplace.inventions import service as listing
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import InventionText
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id
from marketplace.needs import service as posting
from marketplace.needs.forms import NeedDraft
from marketplace.needs.models import NeedText
from marketplace.payments import service as paying
from marketplace.payments.forms import DisputeForm, ReverseForm
from marketplace.payments.models import Payment
from marketplace.payments.rules import PaymentState
from marketplace.suggestions.service import keep_text
from tests.tools import portfolio

EMAILS = {person.key: person.email for person in first_market().people}
NEWCOMER, UNCONFIRMED, APPLICANT, REFUSED, POTTER = (
    f"{name}@example.org" for name in ("nga", "lam", "quang", "tam", "huong")
)
"""Without a house; not yet confirmed; of a house that waits; that was refused; head of a small
institute where the head approves."""


TROUBLE = "Thép ở chân cẩu cảng bị gỉ quanh mối hàn, sơn bong từng mảng chỉ sau vài năm."
"""What a visitor pasted."""


@dataclass(frozen=True)
class Stage:
    """Ids by what is special about each thing; `paths` by the address that a letter went to."""

    ids: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def with_letters(self, outbox: Path, url: str) -> "Stage":
        """With the paths that the letters lead to, which are nowhere else."""
        paths = dict(self.paths)
        for file in sorted(outbox.glob("*.eml")):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            found = body and re.search(rf"{re.escape(url)}/((\w+)/\S+)", body.get_content())
            if found:
                paths[f"{found[2]} {letter['To']}"] = f"/{found[1]}"
        return replace(self, paths=paths)


def set_stage(session: Session, key: Ed25519PrivateKey) -> Stage:
    _newcomers(session)
    ids = _houses(session)
    ids |= _drafts(session)
    ids |= _deals(session)
    ids |= _payments(session)
    ids |= _imports(session)
    searches = _searches(session)
    _kept(session)
    pasted = keep_text(session, text=TROUBLE, address="192.0.2.1")
    ids["saved search"] = searches[0]
    return Stage(ids, {"pasted": f"/try/{pasted}", "ending": ending(key, searches[0])})


def actor(session: Session, email: str) -> Actor:
    person = accounts.by_email(session, email)
    assert person is not None, email
    return founding.actor_for(person, houses.memberships_of(session, person.id), None)


def demo_actor(session: Session, key: str) -> Actor:
    return actor(session, EMAILS[key])


def _newcomers(session: Session) -> None:
    password_hash = hash_password(PASSWORD)
    form = SignUpForm(name="Lý Văn Lâm", email=UNCONFIRMED, password=PASSWORD)
    accounting.sign_up(session, form=form, password_hash=password_hash, language="vi")
    for email, name in (
        (NEWCOMER, "Trịnh Thu Nga"),
        (APPLICANT, "Kiều Minh Quang"),
        (REFUSED, "Mạc Thị Tâm"),
        (POTTER, "Vi Thị Hương"),
    ):
        accounting.found_person(
            session, email=email, name=name, language="vi", password_hash=password_hash
        )
    accounting.ask_for_reset(session, email=NEWCOMER)
    head = demo_actor(session, "binh")
    house = houses.house(session, str(head.house_id))
    invitation = InviteForm(email=NEWCOMER, role=Role.RESEARCHER)
    founding.invite_member(session, head, house=house, form=invitation)


def _houses(session: Session) -> dict[str, str]:
    operator = demo_actor(session, "duy")

    def found(email: str, kind: HouseKind, name: str) -> House:
        return founding.found(
            session, actor(session, email), kind=kind, name=name, province="bac-ninh"
        )

    applied = found(APPLICANT, HouseKind.ENTERPRISE, "Công ty Giấy Dó Suối Mơ")
    refused = found(REFUSED, HouseKind.ENTERPRISE, "Xưởng Mộc Không Tên")
    session.flush()  # both are looked up again below
    founding.refuse_house(
        session, operator, house=refused, reason="Chưa thấy tên này trong đăng ký kinh doanh."
    )
    pottery = found(POTTER, HouseKind.INSTITUTE, "Viện Gốm Cổ Ngựa")
    session.flush()  # as above
    form = HouseForm(name=pottery.name, province="bac-ninh", head_approves=True)
    founding.change_house(
        session, actor(session, POTTER), house=pottery, form=form, version=pottery.version
    )
    founding.verify_house(session, operator, house=pottery)
    session.flush()  # as above
    state = demo_actor(session, "ngan")
    return {
        "applied house": applied.id,
        "refused house": refused.id,
        "small institute": pottery.id,
        "state house": str(state.house_id),
        "institute": str(demo_actor(session, "binh").house_id),
        "enterprise": str(demo_actor(session, "yen").house_id),
    }


def _drafts(session: Session) -> dict[str, str]:
    half = InventionDraftForm(language="vi", title="Mực in từ vỏ măng cụt")
    draft = listing.draft_invention(session, demo_actor(session, "minh"), form=half)
    whole = InventionDraftForm.model_validate(
        {
            "language": "vi",
            "title": "Men gốm tro trấu nung một lần",
            "problem": "Nung hai lần tốn gấp đôi củi.",
            "novelty": "Men bám trên cốt mộc, chín cùng một lửa.",
            "kind": "know-how",
            "readiness": "7",
        }
    )
    potter = actor(session, POTTER)
    submitted = listing.draft_invention(session, potter, form=whole)
    session.flush()  # it is read again to be submitted
    listing.submit_invention(session, potter, invention=submitted)
    wish = NeedDraft(language="vi", title="Bôi trơn ròng rọc bằng dầu thực vật")
    need = posting.draft_need(session, demo_actor(session, "khiem"), form=wish)
    return {
        "draft invention": draft.id,
        "submitted invention": submitted.id,
        "draft need": need.id,
        "listed invention": _listed(session, "salinity-forecast"),
        "bid invention": _listed(session, "planted-revetment-block"),
        "open need": _posted(session, "container-damage"),
        "unnamed need": _posted(session, "tractor-batteries"),
    }


def _deals(session: Session) -> dict[str, str]:
    found = {
        f"{state.value} bid": _first(session, select(Bid.id).where(Bid.state == state))
        for state in (BidState.OPEN, BidState.ACCEPTED, BidState.REFUSED, BidState.WITHDRAWN)
    }
    for name, key in (
        ("agreed deal", "batteries-accepted"),
        ("unpaid deal", "hatchery-signed"),
        ("paid deal", "cranes-take-coating"),
    ):
        invention = _listed(session, first_market().bid(key).invention)
        found[name] = _first(session, select(Deal.id).where(Deal.invention_id == invention))
    agreed = session.get(Deal, found["agreed deal"])
    assert agreed is not None
    assert agreed.state == DealState.AGREED
    return found


def _payments(session: Session) -> dict[str, str]:
    """Of the crane deal the last payment is disputed; of the lotus the first is taken back."""

    def payment(key: str, state: PaymentState) -> Payment:
        invention = _listed(session, first_market().bid(key).invention)
        found = session.scalars(
            select(Payment)
            .join(Deal, Deal.id == Payment.reference)
            .where(Deal.invention_id == invention, Payment.state == state)
            .order_by(Payment.paid_on)
        ).first()
        assert found is not None, (key, state)
        return found

    disputed = payment("cranes-take-coating", PaymentState.DECLARED)
    form = DisputeForm(reason="Đợt này chúng tôi trả cho việc khác.")
    paying.dispute_payment(session, demo_actor(session, "yen"), payment=disputed, form=form)
    taken_back = payment("lotus-bought", PaymentState.VERIFIED)
    why = ReverseForm(reason="Khoản này chuyển nhầm tài khoản.")
    entry = paying.reverse_payment(
        session, demo_actor(session, "lai"), payment=taken_back, form=why
    )
    return {
        "disputed payment": disputed.id,
        "counter-entry": entry.id,
        "declared payment": payment("anchor-builds-stations", PaymentState.DECLARED).id,
        "verified payment": payment("cranes-take-coating", PaymentState.VERIFIED).id,
    }


def _imports(session: Session) -> dict[str, str]:
    """One that waits, one that is in with rows to mend, and one that was taken back."""
    officer = demo_actor(session, "minh")
    waiting, in_, back = (
        portfolio.brought(session, officer, portfolio.small(name)) for name in ("A", "B", "C")
    )
    for batch in (in_, back):
        portfolio.bring_in(session, officer, batch)
    importing.take_back(session, officer, batch=back)
    return {
        "import": waiting.id,
        "import brought in": in_.id,
        "import taken back": back.id,
        "import row": str(portfolio.SMALL_TO_MEND),
    }


def _searches(session: Session) -> list[str]:
    """What the engineer of the port saved."""
    engineer = demo_actor(session, "khiem")
    saved = [
        alerts.save_search(
            session,
            engineer,
            search=SearchForm.model_validate(search),
            form=AlertForm.model_validate(form),
        )
        for search, form in (
            (
                {"q": "chống gỉ thép", "what": "inventions", "field": "materials"},
                {"name": "Chống gỉ cho cẩu cảng", "frequency": "weekly"},
            ),
            ({"field": "energy"}, {"name": "Tất cả về năng lượng", "frequency": "at-once"}),
        )
    ]
    return [one.id for one in saved]


def _kept(session: Session) -> None:
    """What the engineer keeps; the last one has left the market."""
    engineer = demo_actor(session, "khiem")
    notes = {"planted-revetment-block": "Hỏi giá cho 200 m kè.", "salinity-forecast": ""}
    for key, note in notes.items():
        shortlist.keep(
            session, engineer, thing=Thing.INVENTIONS, subject_id=_listed(session, key), note=note
        )
    wish = _posted(session, "tractor-batteries")
    shortlist.keep(session, engineer, thing=Thing.NEEDS, subject_id=wish)
    gone = Kept(
        person_id=str(engineer.person_id),
        subject_id=new_id(),
        thing=Thing.INVENTIONS,
        note="Đã gọi điện hai lần.",
    )
    session.add(gone)


def _listed(session: Session, key: str) -> str:
    title = first_market().invention(key).vi.title
    return _first(session, select(InventionText.invention_id).where(InventionText.title == title))


def _posted(session: Session, key: str) -> str:
    title = first_market().need(key).vi.title
    return _first(session, select(NeedText.need_id).where(NeedText.title == title))


def _first(session: Session, query: object) -> str:
    found = session.scalars(query).first()  # type: ignore[call-overload]
    assert found is not None, query
    return str(found)
