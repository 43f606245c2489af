"""Pages of houses, of their members, and of leaving the market altogether."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.forms import PasswordForm
from marketplace.accounts.passwords import password_fits
from marketplace.accounts.rules import SIGN_IN_BY_ACCOUNT
from marketplace.accounts.service import count_try
from marketplace.houses import policy, queries, service
from marketplace.houses.forms import FoundHouseForm, HouseForm, InviteForm, RefuseHouseForm
from marketplace.houses.models import House
from marketplace.houses.pages import (
    ErasePage,
    FoundPage,
    edit_page,
    house_page,
    houses_page,
    invitation_page,
    members_page,
    parents,
    roles_of,
)
from marketplace.houses.rules import ROLES, HouseKind
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.locale import language
from marketplace.rulebook.provinces import PROVINCES
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Who, Writing
from marketplace.web.forms import bind, draw, first, with_errors
from marketplace.web.identity import SESSION_COOKIE
from marketplace.web.panels import panels_for
from marketplace.web.templating import go, local_path, render

router = APIRouter(include_in_schema=False)


@router.get("/houses")
def list_houses(
    request: Request,
    session: Reading,
    actor: AnyActor,
    kind: str = "",
    province: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    shown = houses_page(
        session,
        actor,
        kind=HouseKind(kind) if kind in set(HouseKind) else None,
        province=province if province in PROVINCES else None,
        number=page,
    )
    return render(request, "houses/list.html", shown)


@router.get("/houses/new")
def show_new(request: Request, _actor: SignedIn) -> Response:
    return render(request, "houses/new.html", FoundPage(draw(FoundHouseForm)))


@router.post("/houses/new")
def found(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, who: Who
) -> Response:
    bound = bind(FoundHouseForm, posted)
    if bound.value is None:
        return render(request, "houses/new.html", FoundPage(bound.form), status=422)
    house = service.found_house(session, actor, form=bound.value)
    service.choose_house(session, actor, login_id=str(who.login_id), house_id=house.id)
    return go(
        f"/houses/{house.id}", Badge(t("Your house has its page. You act for it now."), "good")
    )


@router.get("/houses/{house_id}")
def show_house(request: Request, session: Reading, actor: AnyActor, house_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    return _house(request, session, actor, house, draw(RefuseHouseForm))


@router.get("/houses/{house_id}/edit")
def show_edit(request: Request, session: Reading, actor: SignedIn, house_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    policy.can_edit(actor, house).require()
    form = draw(HouseForm, _answers(house), options={"parent": parents(session, house)})
    return render(request, "houses/edit.html", edit_page(house, form, house.version))


@router.post("/houses/{house_id}/edit")
def edit(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, house_id: Id
) -> Response:
    house = _seen(session, actor, house_id)
    policy.can_edit(actor, house).require()
    bound = bind(HouseForm, posted, options={"parent": parents(session, house)})
    version = _number(first(posted, "version"))
    form = bound.form
    if bound.value is not None:
        try:
            service.change_house(session, actor, house=house, form=bound.value, version=version)
            return go(f"/houses/{house.id}", Badge(t("Saved."), "good"))
        except Invalid as invalid:
            form = with_errors(bound.form, invalid)
    return render(request, "houses/edit.html", edit_page(house, form, version), status=422)


@router.post("/houses/{house_id}/verify")
def verify(posted: Posted, session: Writing, actor: SignedIn, house_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    service.verify_house(session, actor, house=house)
    back = local_path(first(posted, "next", f"/houses/{house.id}"))
    return go(back, Badge(t("The house is verified."), "good"))


@router.post("/houses/{house_id}/refuse")
def refuse(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, house_id: Id
) -> Response:
    house = _seen(session, actor, house_id)
    policy.can_verify(actor).require()
    bound = bind(RefuseHouseForm, posted)
    if bound.value is None:
        return _house(request, session, actor, house, bound.form)
    service.refuse_house(session, actor, house=house, reason=bound.value.reason)
    return go(f"/houses/{house.id}", Badge(t("The house is told why."), "info"))


@router.post("/houses/{house_id}/apply")
def apply(session: Writing, actor: SignedIn, house_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    service.apply_again(session, actor, house=house)
    return go(f"/houses/{house.id}", Badge(t("The operator will look again."), "good"))


@router.get("/houses/{house_id}/members")
def show_members(request: Request, session: Reading, actor: SignedIn, house_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    policy.can_see_members(actor, house).require()
    return _members(request, session, actor, house)


@router.post("/houses/{house_id}/invitations")
def invite(
    request: Request, posted: Posted, session: Writing, actor: SignedIn, house_id: Id
) -> Response:
    house = _seen(session, actor, house_id)
    policy.can_invite(actor, house).require()
    bound = bind(InviteForm, posted, options={"role": roles_of(house, ROLES)})
    if bound.value is None:
        return _members(request, session, actor, house, bound.form)
    try:
        service.invite_member(session, actor, house=house, form=bound.value, language=language())
    except Invalid as invalid:
        return _members(request, session, actor, house, with_errors(bound.form, invalid))
    return go(f"/houses/{house.id}/members", Badge(t("The invitation is on its way."), "good"))


@router.post("/houses/{house_id}/invitations/{invitation_id}/withdraw")
def withdraw(session: Writing, actor: SignedIn, house_id: Id, invitation_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    service.withdraw_invitation(session, actor, house=house, invitation_id=invitation_id)
    return go(f"/houses/{house.id}/members", Badge(t("The invitation is withdrawn."), "good"))


@router.post("/houses/{house_id}/members/{person_id}/end")
def end_membership(session: Writing, actor: SignedIn, house_id: Id, person_id: Id) -> Response:
    house = _seen(session, actor, house_id)
    service.end_membership(session, actor, house=house, person_id=person_id)
    mine = person_id == actor.person_id
    back = "/desk" if mine else f"/houses/{house.id}/members"
    return go(back, Badge(t("The membership has ended."), "good"))


@router.get("/invitations/{secret}")
def show_invitation(request: Request, session: Reading, actor: AnyActor, secret: str) -> Response:
    invitation = queries.live_invitation(session, secret)
    if invitation is None:
        raise NotFound(t("This invitation has been used or is too old."))
    page = invitation_page(session, actor, invitation, secret)
    return render(request, "houses/invitation.html", page)


@router.post("/invitations/{secret}")
def accept(session: Writing, actor: SignedIn, who: Who, secret: str) -> Response:
    house = service.accept_invitation(session, actor, secret=secret)
    service.choose_house(session, actor, login_id=str(who.login_id), house_id=house.id)
    return go(f"/houses/{house.id}", Badge(t("You are a member now and act for it."), "good"))


@router.post("/acting")
def act_for(posted: Posted, session: Writing, actor: SignedIn, who: Who) -> Response:
    chosen = first(posted, "house")
    service.choose_house(session, actor, login_id=str(who.login_id), house_id=chosen)
    return go(local_path(first(posted, "next", "/")))


@router.get("/account/erase")
def show_erase(request: Request, session: Reading, actor: SignedIn) -> Response:
    refused = service.last_lead_of(session, str(actor.person_id))
    return render(request, "houses/erase.html", ErasePage(draw(PasswordForm), refused))


@router.post("/account/erase")
def erase(
    request: Request, posted: Posted, reader: Reading, session: Writing, actor: SignedIn
) -> Response:
    """The password is checked before the write session is first used: Argon2 is slow."""
    bound = bind(PasswordForm, posted)
    known = accounts.person(reader, str(actor.person_id))
    fits = bound.value is not None and password_fits(bound.value.password, known.password_hash)
    count_try(session, SIGN_IN_BY_ACCOUNT, known.email or "")
    if not fits:
        wrong = Invalid({"password": t("This is not your password.")})
        page = ErasePage(with_errors(bound.form, wrong), None)
        return render(request, "houses/erase.html", page, status=422)
    person = accounts.person(session, known.id)
    service.erase_person(session, actor, person=person, rule="own-wish")
    response = go("/", Badge(t("Your account is erased. Farewell."), "info"))
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


def _seen(session: Session, actor: Actor, house_id: str) -> House:
    """The house, or the same answer as for none where this reader may not know of it."""
    house = queries.house(session, house_id)
    if not policy.can_see(actor, house):
        raise NotFound
    return house


def _house(
    request: Request, session: Session, actor: Actor, house: House, refuse: Form
) -> Response:
    panels = panels_for(request, session, actor, "house", house)
    page = house_page(session, actor, house, panels=panels, refuse=refuse)
    return render(request, "houses/detail.html", page, status=200 if refuse.ok else 422)


def _members(
    request: Request, session: Session, actor: Actor, house: House, form: Form | None = None
) -> Response:
    drawn = form or draw(InviteForm, options={"role": roles_of(house, ROLES)})
    page = members_page(session, actor, house, invite=drawn)
    return render(request, "houses/members.html", page, status=422 if form else 200)


def _answers(house: House) -> dict[str, object]:
    answers = {name: getattr(house, name) for name in HouseForm.model_fields if name != "parent"}
    return {**answers, "parent": house.parent_id or ""}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
