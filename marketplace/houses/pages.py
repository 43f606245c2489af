"""What the pages of houses show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.db.journal import sealed_about
from marketplace.db.paging import Page, page_of
from marketplace.houses import policy, queries
from marketplace.houses.models import House, Invitation, Membership
from marketplace.houses.rules import LEADS, ROLES, WORKFLOW, HouseKind, HouseState, Role
from marketplace.kit.actor import Actor
from marketplace.kit.text import Text, t
from marketplace.kit.views import (
    Action,
    Badge,
    BadgeTone,
    Crumb,
    Field,
    Form,
    Moment,
    Option,
    Pager,
    Panel,
    Words,
)
from marketplace.locale import language, say
from marketplace.rulebook.provinces import PROVINCES

HOUSES = Crumb(t("Houses"), "/houses")
TONES: Mapping[HouseState, BadgeTone] = {
    HouseState.APPLIED: "warning",
    HouseState.VERIFIED: "good",
    HouseState.REFUSED: "bad",
}
HAPPENED = {
    "house.founded": t("Came to the market"),
    "house.verified": t("Verified by the operator"),
    "house.refused": t("Not verified"),
    "house.applied": t("Applied again"),
}
OPEN_TO_ALL = frozenset({"house.founded", "house.verified"})


@dataclass(frozen=True, slots=True)
class HouseCard:
    title: Words
    href: str
    meta: Words
    badges: Sequence[Badge]


@dataclass(frozen=True, slots=True)
class HousesPage:
    """`clear` is the address without filters, or None where none is set."""

    cards: Sequence[HouseCard]
    filters: Sequence[Field]
    clear: str | None
    pager: Pager
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class HousePage:
    """`refuse` is the operator's form while the house waits; `refusal` is for its own members."""

    id: str
    title: str
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    actions: Sequence[Action]
    waiting: Words | None
    refusal: str
    about: str
    facts: Sequence[tuple[Words, object]]
    children: Sequence[Crumb]
    history: Sequence[Moment]
    panels: Sequence[Panel]
    refuse: Form | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    form: Form


@dataclass(frozen=True, slots=True)
class EditPage:
    id: str
    name: str
    version: int
    form: Form
    crumbs: Sequence[Crumb]


@dataclass(frozen=True, slots=True)
class MemberRow:
    person_id: str
    name: str
    you: bool
    roles: Sequence[Words]
    since: datetime
    end: Action | None


@dataclass(frozen=True, slots=True)
class InvitationRow:
    email: str
    role: Words
    until: datetime
    withdraw: Action


@dataclass(frozen=True, slots=True)
class MembersPage:
    id: str
    crumbs: Sequence[Crumb]
    members: Sequence[MemberRow]
    invitations: Sequence[InvitationRow]
    invite: Form | None
    lead: Words


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """`sign_in` and `sign_up` come back here; None for somebody who is signed in."""

    secret: str
    house: str
    kind: Words
    role: Words
    until: datetime
    sign_in: str | None
    sign_up: str | None
    refused: Words | None


@dataclass(frozen=True, slots=True)
class ErasePage:
    form: Form
    refused: Words | None


def house_name(house: House) -> str:
    """The house's name in the reader's language."""
    return say(house.named)


def colleagues(kind: HouseKind, *roles: Role) -> Words:
    """Those in one's own house, of this kind, who hold one of the roles."""
    first, *others = [role.label for role in ROLES[kind] if role in roles]
    if not others:
        return t("Your %(role)s", role=first)
    return t("Your %(role)s or %(other)s", role=first, other=others[0])


def place(house: House) -> str:
    return PROVINCES[house.province].name(language())


def state_badge(house: House) -> Badge:
    return Badge(house.state.label, TONES[house.state])


def houses_page(
    session: Session, actor: Actor, *, kind: HouseKind | None, province: str | None, number: int
) -> HousesPage:
    page = page_of(session, queries.listed(actor, kind=kind, province=province), number)
    chosen = {"kind": kind.value if kind else "", "province": province or ""}
    return HousesPage(
        cards=[_card(house) for house in page.items],
        filters=_filters(chosen),
        clear="/houses" if any(chosen.values()) else None,
        pager=_pager(page, {name: value for name, value in chosen.items() if value}),
        actions=(Action(t("Found a house"), "/houses/new", tone="primary"),),
    )


def _card(house: House) -> HouseCard:
    badges = [Badge(house.kind.label, "neutral")]
    if house.state != HouseState.VERIFIED:
        badges.append(state_badge(house))
    return HouseCard(house_name(house), f"/houses/{house.id}", place(house), badges)


def _filters(chosen: Mapping[str, str]) -> Sequence[Field]:
    kinds = [Option(kind.value, kind.label) for kind in HouseKind]
    provinces = [Option(code, one.name(language())) for code, one in PROVINCES.items()]
    return (
        _select("kind", t("Kind"), chosen["kind"], [Option("", t("All kinds")), *kinds]),
        _select(
            "province",
            t("Province or city"),
            chosen["province"],
            [Option("", t("The whole country")), *provinces],
        ),
    )


def _select(name: str, label: Words, value: str, options: Sequence[Option]) -> Field:
    return Field(name, label, kind="select", value=value, options=options)


def _pager(page: Page[House], chosen: Mapping[str, str]) -> Pager:
    def address(number: int) -> str:
        return "/houses?" + urlencode({**chosen, "page": number})

    return Pager(
        total=page.total,
        first=page.first,
        last=page.last,
        previous=address(page.number - 1) if page.number > 1 else None,
        next=address(page.number + 1) if page.has_next else None,
    )


def house_page(
    session: Session,
    actor: Actor,
    house: House,
    *,
    panels: Sequence[Panel] = (),
    refuse: Form | None = None,
) -> HousePage:
    """`refuse` is drawn only where the operator has to decide."""
    inside = bool(policy.can_see_members(actor, house))
    undecided = house.state == HouseState.APPLIED
    return HousePage(
        id=house.id,
        title=house_name(house),
        badges=(Badge(house.kind.label), state_badge(house)),
        crumbs=(HOUSES,),
        actions=_actions(actor, house),
        waiting=_waiting(actor, house),
        refusal=house.refusal if inside else "",
        about=house.about,
        facts=_facts(house),
        children=[Crumb(house_name(one), f"/houses/{one.id}") for one in _children(session, house)],
        history=_history(session, house, inside=inside),
        panels=panels,
        refuse=refuse if undecided and policy.can_verify(actor) else None,
    )


def _actions(actor: Actor, house: House) -> Sequence[Action]:
    """The workflow's steps that this reader may take, then the ways to change the house."""
    edit = policy.can_edit(actor, house)
    parties = ["operator"] if policy.can_verify(actor) else []
    parties += ["lead"] if edit else []
    steps = [
        Action(step.label, f"/houses/{house.id}/{step.action}", post=True, tone=step.tone)
        for step in WORKFLOW.open_to(house.state, *parties)
        if step.action != "refuse"  # needs a reason, so it is a form
    ]
    if not policy.can_see_members(actor, house):
        return steps
    members = Action(t("Members and invitations"), f"/houses/{house.id}/members")
    change = Action(t("Change the page"), f"/houses/{house.id}/edit", reason=edit.reason)
    return (*steps, members, change) if actor.acts_for(house.id) else (*steps, members)


def _waiting(actor: Actor, house: House) -> Words | None:
    """Whose turn it is, for those to whom it matters."""
    if house.state == HouseState.APPLIED and actor.acts_for(house.id):
        return t(
            "The operator looks at the house, usually within two working days. Until then prepare "
            "your drafts and invite your colleagues; nobody else sees them."
        )
    if house.state == HouseState.APPLIED and actor.operator:
        return t("This house waits for your decision.")
    if house.state == HouseState.REFUSED and actor.acts_for(house.id):
        return t("Put right what the operator names, then apply again.")
    return None


def _facts(house: House) -> Sequence[tuple[Words, object]]:
    facts: list[tuple[Words, object]] = [(t("Province or city"), place(house))]
    other = house.name if house_name(house) != house.name else house.name_en
    if other:
        facts.append((t("Also called"), other))
    if house.parent:
        facts.append(
            (t("Belongs to"), Crumb(house_name(house.parent), f"/houses/{house.parent.id}"))
        )
    if house.tax_code:
        facts.append((t("Tax code"), house.tax_code))
    if house.website:
        facts.append((t("Website"), Crumb(house.website, house.website)))
    return facts


def _children(session: Session, house: House) -> Sequence[House]:
    return session.scalars(
        select(House)
        .where(House.parent_id == house.id, House.state == HouseState.VERIFIED)
        .order_by(House.name)
        .limit(50)
    ).all()


def _history(session: Session, house: House, *, inside: bool) -> Sequence[Moment]:
    shown = HAPPENED.keys() if inside else OPEN_TO_ALL
    return [
        Moment(HAPPENED[event.kind], event.at)
        for event in sealed_about(session, house.id)
        if event.kind in shown
    ]


def edit_page(house: House, form: Form, version: int) -> EditPage:
    """Only institutes have a head who may want to approve listings."""
    if house.kind != HouseKind.INSTITUTE:
        fields = {name: one for name, one in form.fields.items() if name != "head_approves"}
        form = Form(fields, form.errors)
    return EditPage(
        house.id,
        house_name(house),
        version,
        form,
        (HOUSES, Crumb(house_name(house), f"/houses/{house.id}")),
    )


def parents(session: Session, house: House) -> Sequence[Option]:
    found = queries.possible_parents(session, house)
    return [Option("", t("No other house")), *(Option(one.id, house_name(one)) for one in found)]


def roles_of(house: House, roles: Mapping[HouseKind, Sequence[Role]]) -> Sequence[Option]:
    return [Option(role.value, role.label) for role in roles[house.kind]]


def members_page(session: Session, actor: Actor, house: House, *, invite: Form) -> MembersPage:
    may = bool(policy.can_invite(actor, house))
    by_person: dict[str, list[Membership]] = {}
    for membership in queries.members(session, house.id):
        by_person.setdefault(membership.person_id, []).append(membership)
    leads = {
        m.person_id for rows in by_person.values() for m in rows if m.role == LEADS[house.kind]
    }
    alone = leads.pop() if len(leads) == 1 else None
    return MembersPage(
        id=house.id,
        crumbs=(HOUSES, Crumb(house_name(house), f"/houses/{house.id}")),
        members=[_member(actor, house, rows, alone=alone) for rows in by_person.values()],
        invitations=[
            _invitation(house, row)
            for row in (queries.invitations(session, house.id) if may else ())
        ],
        invite=invite if may else None,
        lead=LEADS[house.kind].label,
    )


def _member(
    actor: Actor, house: House, rows: Sequence[Membership], *, alone: str | None
) -> MemberRow:
    """`alone` is the person whose membership cannot end, because nobody else leads the house."""
    person = rows[0].person
    you = person.id == actor.person_id
    may = policy.can_leave(actor, house) if you else policy.can_edit(actor, house)
    label = t("Leave the house") if you else t("End the membership")
    address = f"/houses/{house.id}/members/{person.id}/end"
    return MemberRow(
        person_id=person.id,
        name=person.name,
        you=you,
        roles=[row.role.label for row in rows],
        since=min(row.since for row in rows),
        end=Action(label, address, post=True) if may and person.id != alone else None,
    )


def _invitation(house: House, row: Invitation) -> InvitationRow:
    address = f"/houses/{house.id}/invitations/{row.id}/withdraw"
    withdraw = Action(t("Withdraw"), address, post=True)
    return InvitationRow(row.email, row.role.label, row.until, withdraw)


def invitation_page(
    session: Session, actor: Actor, invitation: Invitation, secret: str
) -> InvitationPage:
    back = urlencode({"next": f"/invitations/{secret}"})
    signed_in = actor.signed_in
    mine = signed_in and (accounts.person(session, str(actor.person_id)).email == invitation.email)
    return InvitationPage(
        secret=secret,
        house=house_name(invitation.house),
        kind=invitation.house.kind.label,
        role=invitation.role.label,
        until=invitation.until,
        sign_in=None if signed_in else f"/sign-in?{back}",
        sign_up=None if signed_in else f"/sign-up?{back}",
        refused=_ELSEWHERE if signed_in and not mine else None,
    )


_ELSEWHERE: Text = t(
    "This invitation was sent to another address than yours. Sign out, and sign in or sign up with "
    "the address that received it."
)
