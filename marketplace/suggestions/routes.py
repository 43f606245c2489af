"""Try the matcher on a pasted text, and say whether a suggestion is useful."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from marketplace.accounts.passwords import digest
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.needs.service import draft_need
from marketplace.suggestions import pages, queries, service
from marketplace.suggestions.forms import JudgementForm, PastedForm
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.pasted import as_draft, compare
from marketplace.web.api import Id
from marketplace.web.deps import AnyActor, Posted, Reading, SignedIn, Writing, client_address
from marketplace.web.forms import bind, draw, first
from marketplace.web.templating import go, local_path, render

SAID_BY_NEED = t(
    "Thank you. Your word is kept, and what fits this need is ranked anew with it in a moment."
)

router = APIRouter(include_in_schema=False)


@router.get("/try")
def show_try(request: Request, actor: AnyActor) -> Response:
    return render(request, "suggestions/try.html", pages.try_page(actor, draw(PastedForm)))


@router.post("/try")
def try_text(request: Request, posted: Posted, session: Reading, actor: AnyActor) -> Response:
    bound = bind(PastedForm, posted)
    if bound.value is None:
        page = pages.try_page(actor, bound.form)
        return render(request, "suggestions/try.html", page, status=422)
    return _found(request, session, actor, bound.form, bound.value.text)


@router.post("/try/need")
def make_need(request: Request, posted: Posted, session: Writing, actor: AnyActor) -> Response:
    """The pasted text becomes a draft; a visitor signs in or up first and finds it again."""
    bound = bind(PastedForm, posted)
    if bound.value is None:
        page = pages.try_page(actor, bound.form)
        return render(request, "suggestions/try.html", page, status=422)
    if not actor.signed_in:
        address = client_address(request)
        secret = service.keep_text(session, text=bound.value.text, address=address)
        return go(f"/sign-in?next={quote(f'/try/{secret}')}")
    need = draft_need(session, actor, form=as_draft(bound.value.text))
    kept = Badge(t("Your text is kept as a draft. Three answers and you can post it."), "good")
    return go(f"/needs/{need.id}/edit", kept)


@router.get("/try/{secret}")
def show_kept(request: Request, session: Reading, actor: AnyActor, secret: str) -> Response:
    text = queries.kept_text(session, digest(secret))
    if text is None:
        raise NotFound(t("This text was kept for a day and is gone. Paste it again."))
    return _found(request, session, actor, draw(PastedForm, {"text": text}), text)


@router.post("/needs/{need_id}/suggestions/{invention_id}/judge")
def judge(
    posted: Posted, session: Writing, actor: SignedIn, need_id: Id, invention_id: Id
) -> Response:
    """Two buttons and, for what is not useful, an optional reason; back to where it was pressed."""
    suggestion = queries.suggestion(session, need_id, invention_id)
    bound = bind(JudgementForm, posted)
    if bound.value is None:
        raise Invalid({name: t("This answer cannot be used.") for name in bound.form.errors})
    service.judge(session, actor, suggestion=suggestion, form=bound.value)
    here = suggestion.need.house_id == actor.house_id
    otherwise = f"/needs/{need_id}" if here else f"/inventions/{invention_id}"
    said = SAID_BY_NEED if here else t("Thank you. Your word is kept with this suggestion.")
    return go(local_path(first(posted, "next"), otherwise), Badge(said, "good"))


def _found(request: Request, session: Session, actor: Actor, form: Form, text: str) -> Response:
    listings: Listings = request.app.state.listings
    compared = compare(session, listings, text)
    page = pages.try_page(
        actor, form, compared.found, text=compared.text, listings=compared.listings
    )
    return render(request, "suggestions/try.html", page)
