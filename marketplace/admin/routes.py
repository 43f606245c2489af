"""The operator's first page."""

from fastapi import APIRouter, Request, Response

from marketplace.admin import policy
from marketplace.admin.pages import admin_page
from marketplace.web.deps import Reading, SignedIn
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/admin")
def show_admin(request: Request, session: Reading, actor: SignedIn) -> Response:
    policy.can_open(actor).require()
    return render(request, "admin/first.html", admin_page(session))
