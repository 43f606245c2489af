"""Every page of the site with an example address, and who reads it differently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi.routing import APIRoute

from marketplace.app import ROUTERS
from tests.tools.stage import (
    APPLICANT,
    EMAILS,
    NEWCOMER,
    POTTER,
    REFUSED,
    UNCONFIRMED,
    Stage,
)

VISITOR = "visitor"
READERS = {
    VISITOR: "",
    "newcomer": NEWCOMER,
    "applicant": APPLICANT,
    "refused": REFUSED,
    "researcher": EMAILS["an"],
    "transfer-officer": EMAILS["minh"],
    "head": EMAILS["binh"],
    "approving-head": POTTER,
    "staff": EMAILS["khiem"],
    "signatory": EMAILS["yen"],
    "ordering-officer": EMAILS["ngan"],
    "finance-officer": EMAILS["loc"],
    "overseer": EMAILS["dieu"],
    "monitor": EMAILS["son"],
    "operator": EMAILS["duy"],
    "other-officer": EMAILS["lai"],
    "other-signatory": EMAILS["nhat"],
    "counterpart": EMAILS["thuan"],
}
"""By what they are; the last three belong to the other institute and the other enterprise."""

NOT_PAGES = (
    "/robots.txt", "/favicon.ico", "/inventions/export", "/needs/export", "/search/export",
    "/search/suggest", "/shortlist/export", "/imports/example.xlsx",
)  # fmt: skip
"""Addresses outside of the API that answer with something else than a page for people."""


@dataclass(frozen=True, slots=True)
class Place:
    """`route` is the address as the router knows it; the first of `readers` stands for all.

    With `unanswered` the page's form is sent empty first, so that its errors are seen.
    """

    name: str
    route: str
    path: str
    readers: Sequence[str]
    status: int = 200
    unanswered: bool = False


def page_routes() -> Iterator[str]:
    """Every GET route that answers with a page."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            page = not route.path.startswith("/api/v1") and route.path not in NOT_PAGES
            if page and "GET" in (route.methods or ()):
                yield route.path


def places(stage: Stage) -> Sequence[Place]:
    return [
        *_around(stage),
        *_houses(stage),
        *_inventions(stage),
        *_needs(stage),
        *_suggestions(stage),
        *_bids(stage),
        *_deals(stage),
        *_payments(stage),
        *_search(),
        *_saved(stage),
        *_shortlist(stage),
        *_figures(),
        *_imports(stage),
    ]


def _around(stage: Stage) -> Iterator[Place]:
    """The first page, the way in, the desk, and what goes wrong."""
    yield Place("home", "/", "/", (VISITOR, "staff", "operator"))
    for name, route in (
        ("sign-up", "/sign-up"),
        ("sign-up-sent", "/sign-up/sent"),
        ("sign-in", "/sign-in"),
        ("reset", "/reset"),
        ("reset-sent", "/reset/sent"),
    ):
        yield Place(name, route, route, (VISITOR,))
    yield Place("sign-up-errors", "/sign-up", "/sign-up", (VISITOR,), unanswered=True)
    confirm, reset = stage.paths[f"confirm {UNCONFIRMED}"], stage.paths[f"reset {NEWCOMER}"]
    yield Place("confirm", "/confirm/{secret}", confirm, (VISITOR,))
    yield Place("new-password", "/reset/{secret}", reset, (VISITOR,))
    yield Place("account", "/account", "/account", ("staff", "newcomer"))
    yield Place("erase", "/account/erase", "/account/erase", ("staff", "approving-head"))
    yield Place("desk", "/desk", "/desk", tuple(one for one in READERS if one != VISITOR))
    notices = "/desk/notices"
    yield Place("notices", notices, notices, ("head", "newcomer"))
    yield Place("admin", "/admin", "/admin", ("operator",))
    words = "/admin/search-words"
    yield Place("search-words", words, words, ("operator",))
    yield Place("not-allowed", "/admin", "/admin", ("staff",), status=403)
    yield Place("not-there", "/journal/{number}", "/journal/999999", (VISITOR,), status=404)


def _houses(stage: Stage) -> Iterator[Place]:
    ids = stage.ids
    yield Place("houses", "/houses", "/houses", (VISITOR, "operator"))
    yield Place("house-new", "/houses/new", "/houses/new", ("newcomer",))
    route = "/houses/{house_id}"
    for name, house, readers in (
        ("house-institute", "institute", (VISITOR, "head", "researcher", "operator")),
        ("house-enterprise", "enterprise", ("signatory", VISITOR)),
        ("house-applied", "applied house", ("operator", "applicant")),
        ("house-refused", "refused house", ("refused", "operator")),
    ):
        yield Place(name, route, f"/houses/{ids[house]}", readers)
    institute = f"/houses/{ids['institute']}"
    yield Place("house-edit", route + "/edit", f"{institute}/edit", ("head",))
    yield Place("house-members", route + "/members", f"{institute}/members", ("head", "researcher"))
    invited = stage.paths[f"invitations {NEWCOMER}"]
    yield Place("invitation", "/invitations/{secret}", invited, (VISITOR, "newcomer", "staff"))


def _inventions(stage: Stage) -> Iterator[Place]:
    ids = stage.ids
    yield Place("inventions", "/inventions", "/inventions", (VISITOR, "transfer-officer"))
    nothing = "/inventions?kind=layout-design"
    yield Place("inventions-nothing", "/inventions", nothing, (VISITOR,))
    ours = "/inventions/ours"
    yield Place("inventions-ours", ours, ours, ("transfer-officer", "approving-head", "staff"))
    publishing = "/inventions/bulk?action=publish&all=1"
    yield Place("inventions-publish", "/inventions/bulk", publishing, ("transfer-officer",))
    new = "/inventions/new"
    yield Place("invention-new", new, new, ("transfer-officer",))
    yield Place("invention-new-errors", new, new, ("transfer-officer",), unanswered=True)
    route = "/inventions/{invention_id}"
    mine, other = f"/inventions/{ids['bid invention']}", f"/inventions/{ids['listed invention']}"
    readers = ("staff", VISITOR, "transfer-officer", "researcher", "counterpart", "monitor")
    yield Place("invention", route, mine, readers)
    assigning = f"{mine}/reassign"
    yield Place(
        "invention-reassign", "/inventions/{listing_id}/reassign", assigning, ("transfer-officer",)
    )
    yield Place("invention-other", route, other, ("staff", "other-officer"))
    draft = f"/inventions/{ids['draft invention']}"
    submitted = f"/inventions/{ids['submitted invention']}"
    yield Place("invention-draft", route, draft, ("transfer-officer",))
    yield Place("invention-submitted", route, submitted, ("approving-head",))
    yield Place(
        "invention-preview", f"{route}/preview", f"{submitted}/preview", ("approving-head",)
    )
    yield Place("invention-edit", f"{route}/edit", f"{draft}/edit", ("transfer-officer",))
    yield Place("invention-edit-listed", f"{route}/edit", f"{mine}/edit", ("transfer-officer",))


def _needs(stage: Stage) -> Iterator[Place]:
    ids = stage.ids
    yield Place("needs", "/needs", "/needs", (VISITOR, "staff"))
    yield Place("needs-ours", "/needs/ours", "/needs/ours", ("staff", "other-officer"))
    publishing = "/needs/bulk?action=publish&all=1"
    yield Place("needs-publish", "/needs/bulk", publishing, ("signatory",))
    mine = f"/needs/{ids['open need']}"
    yield Place("need-reassign", "/needs/{listing_id}/reassign", f"{mine}/reassign", ("staff",))
    yield Place("need-new", "/needs/new", "/needs/new", ("staff",))
    route, need = "/needs/{need_id}", f"/needs/{ids['open need']}"
    yield Place("need", route, need, (VISITOR, "staff", "transfer-officer"))
    yield Place("need-unnamed", route, f"/needs/{ids['unnamed need']}", (VISITOR, "signatory"))
    yield Place("need-draft", route, f"/needs/{ids['draft need']}", ("staff",))
    yield Place("need-edit", f"{route}/edit", f"/needs/{ids['draft need']}/edit", ("staff",))
    yield Place("need-edit-open", f"{route}/edit", f"{need}/edit", ("staff",))


def _suggestions(stage: Stage) -> Iterator[Place]:
    """The pages of needs and inventions show the rest."""
    yield Place("try", "/try", "/try", (VISITOR, "staff"))
    yield Place("tried", "/try/{secret}", stage.paths["pasted"], (VISITOR, "staff", "newcomer"))


def _bids(stage: Stage) -> Iterator[Place]:
    ids = stage.ids
    yield Place("bids", "/bids", "/bids", ("transfer-officer", "staff", "approving-head"))
    new = f"/bids/new?invention={ids['listed invention']}"
    yield Place("bid-new", "/bids/new", new, ("staff",))
    yield Place("bid-new-errors", "/bids/new", new, ("staff",), unanswered=True)
    route, waiting = "/bids/{bid_id}", f"/bids/{ids['open bid']}"
    yield Place("bid-open", route, waiting, ("transfer-officer", "head", "staff"))
    yield Place("bid-accepted", route, f"/bids/{ids['accepted bid']}", ("transfer-officer",))
    yield Place("bid-refused", route, f"/bids/{ids['refused bid']}", ("counterpart",))
    yield Place("bid-withdrawn", route, f"/bids/{ids['withdrawn bid']}", ("other-officer",))
    yield Place("bid-accept", f"{route}/accept", f"{waiting}/accept", ("transfer-officer",))
    refuse = f"{waiting}/refuse"
    yield Place("bid-refuse", f"{route}/refuse", refuse, ("transfer-officer",))
    yield Place("bid-refuse-errors", f"{route}/refuse", refuse, ("head",), unanswered=True)


def _deals(stage: Stage) -> Iterator[Place]:
    agreed, unpaid, paid = (
        f"/deals/{stage.ids[name]}" for name in ("agreed deal", "unpaid deal", "paid deal")
    )
    yield Place("deals", "/deals", "/deals", (VISITOR, "transfer-officer", "staff"))
    yield Place("deals-register", "/deals", "/deals?tab=register", ("staff",))
    route = "/deals/{deal_id}"
    yield Place("deal-agreed", route, agreed, ("head", "signatory", "transfer-officer"))
    yield Place("deal-unpaid", route, unpaid, ("other-officer", "other-signatory", VISITOR))
    yield Place("deal-paid", route, paid, (VISITOR, "transfer-officer", "signatory"))
    for step in ("sign", "terms", "end", "relation"):
        yield Place(f"deal-{step}", f"{route}/{step}", f"{agreed}/{step}", ("head",))
    pay = f"{unpaid}/payments"
    yield Place("deal-payment", f"{route}/payments", pay, ("other-officer",))
    yield Place(
        "deal-payment-errors", f"{route}/payments", pay, ("other-officer",), unanswered=True
    )


def _payments(stage: Stage) -> Iterator[Place]:
    payers = ("signatory", "transfer-officer", "finance-officer", "approving-head")
    yield Place("payments", "/payments", "/payments", payers)
    route = "/payments/{payment_id}"
    each: Sequence[tuple[str, Sequence[str]]] = (
        ("declared payment", ("signatory", "other-officer")),
        ("verified payment", (VISITOR, "transfer-officer")),
        ("disputed payment", ("finance-officer", "signatory", "transfer-officer")),
        ("counter-entry", ("other-signatory", "other-officer")),
    )
    for name, readers in each:
        path = f"/payments/{stage.ids[name]}"
        yield Place(name.replace(" ", "-"), route, path, readers)


def _search() -> Iterator[Place]:
    route = "/search"
    yield Place("search", route, "/search?q=ven+bien", (VISITOR, "staff"))
    yield Place("search-everything", route, route, (VISITOR,))
    chosen = "/search?q=nuoc+man&what=inventions&readiness=6"
    yield Place("search-chosen", route, chosen, (VISITOR,))
    narrowed = "/search?q=nuoc&field=environment&field=chemistry&ipc=C02&price_to=3+ty"
    yield Place("search-narrowed", route, narrowed, (VISITOR,))
    yield Place("search-refused", route, "/search?q=nuoc&price_to=x", (VISITOR,), status=422)
    hiding = "/search?q=nuoc+man&field=textiles&house_kind=state"
    yield Place("search-hiding", route, hiding, (VISITOR,))
    yield Place("search-mended", route, "/search?q=cay+chiu+mna", (VISITOR,))
    yield Place("search-some", route, "/search?q=pin+zirconi+container", (VISITOR,))
    nothing = "/search?q=zirconi&field=energy"
    yield Place("search-nothing", route, nothing, (VISITOR, "monitor"))
    yield Place("search-long", route, f"/search?q={'x' * 501}", (VISITOR,), status=422)


def _saved(stage: Stage) -> Iterator[Place]:
    saved = "/saved-searches"
    yield Place("saved-searches", saved, saved, ("staff", "newcomer"))
    new = f"{saved}/new"
    asked = f"{new}?q=chong+gi&what=inventions&province=hai-phong"
    yield Place("saved-search-new", new, asked, ("staff",))
    route, edit = f"{saved}/{{search_id}}/edit", f"{saved}/{stage.ids['saved search']}/edit"
    yield Place("saved-search-edit", route, edit, ("staff",))
    yield Place("alert-end", "/alerts/end/{token}", stage.paths["ending"], (VISITOR,))


def _shortlist(stage: Stage) -> Iterator[Place]:
    yield Place("shortlist", "/shortlist", "/shortlist", ("staff", "newcomer"))
    ids = (stage.ids["bid invention"], stage.ids["listed invention"])
    two = "/compare?" + "&".join(f"invention={one}" for one in ids)
    yield Place("compare", "/compare", two, (VISITOR, "staff"))
    sheet = f"/inventions/{ids[0]}/sheet"
    yield Place("sheet", "/inventions/{invention_id}/sheet", sheet, (VISITOR, "staff"))
    yield Place("compare-nothing", "/compare", "/compare", (VISITOR,))


def _figures() -> Iterator[Place]:
    yield Place("figures", "/figures", "/figures", (VISITOR,))
    chosen = "/figures?province=ha-noi&as_of=40"
    yield Place("figures-chosen", "/figures", chosen, (VISITOR,))
    route = "/figures/{code}"
    yield Place("figure-income", route, "/figures/K3", (VISITOR,))
    yield Place("figure-funnel", route, "/figures/K6", (VISITOR, "transfer-officer"))
    yield Place("figure-matching", route, "/figures/K21", (VISITOR,))
    route = "/figures/{code}/records"
    listed = "/figures/K6/records?stage=listed"
    yield Place("figure-stage", route, listed, (VISITOR,))
    yield Place("figure-stage-few", route, "/figures/K6/records?stage=bid", (VISITOR,))
    yield Place("figure-pairs", route, "/figures/K21/records", (VISITOR,))
    yield Place("figure-records", route, "/figures/K3/records", (VISITOR,))
    yield Place("figure-deals", route, "/figures/K4/records?measure=claimed", (VISITOR,))
    yield Place("journal", "/journal", "/journal", (VISITOR,))
    yield Place("journal-entry", "/journal/{number}", "/journal/3", (VISITOR,))
    yield Place("api-docs", "/api/docs", "/api/docs", (VISITOR,))


def _imports(stage: Stage) -> Iterator[Place]:
    officer = ("transfer-officer",)
    yield Place("imports", "/imports", "/imports", ("transfer-officer", "signatory"))
    yield Place("imports-errors", "/imports", "/imports", officer, unanswered=True)
    route, path = "/imports/{batch_id}", f"/imports/{stage.ids['import']}"
    yield Place("import", route, path, officer)
    yield Place("import-to-mend", route, f"{path}?show=mend", officer)
    yield Place("import-brought-in", route, f"/imports/{stage.ids['import brought in']}", officer)
    yield Place("import-taken-back", route, f"/imports/{stage.ids['import taken back']}", officer)
    yield Place("import-columns", f"{route}/columns", f"{path}/columns", officer)
    row = f"{path}/rows/{stage.ids['import row']}"
    yield Place("import-row", f"{route}/rows/{{number}}", row, officer)
    yield Place("import-row-errors", f"{route}/rows/{{number}}", row, officer, unanswered=True)
