"""The operator reads and changes the search's words."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from marketplace.catalogue.words import pages, policy, queries, service
from marketplace.catalogue.words.forms import WordsForm
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Form
from marketplace.web.deps import Posted, Reading, SignedIn, Writing
from marketplace.web.drafts import posted_version
from marketplace.web.forms import bind, draw, with_errors
from marketplace.web.templating import go, render

router = APIRouter(include_in_schema=False)


@router.get(pages.PATH)
def show(request: Request, session: Reading, actor: SignedIn) -> Response:
    policy.can_change(actor).require()
    saved = queries.newest(session)
    return _page(request, session, draw(WordsForm, {"words": saved.text}), saved.version, 200)


@router.post(pages.PATH)
def save(request: Request, posted: Posted, session: Writing, actor: SignedIn) -> Response:
    policy.can_change(actor).require()
    bound, version = bind(WordsForm, posted), posted_version(posted)
    if bound.value is None:
        return _page(request, session, bound.form, version, 422)
    try:
        service.save_words(session, actor, form=bound.value, version=version)
    except Conflict:
        form = with_errors(bound.form, Invalid({"words": service.STALE}))
        return _page(request, session, form, queries.newest(session).version, 409)
    return go(pages.PATH, Badge(t("Saved. Every search is read with them from now on."), "good"))


def _page(request: Request, session: Session, form: Form, version: int, status: int) -> Response:
    page = pages.words_page(queries.newest(session), form, version)
    return render(request, "catalogue/words.html", page, status=status)
