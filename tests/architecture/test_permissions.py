"""The table of permissions: every page and operation against every kind of person.

Each cell is one request against the same prepared market, rolled back afterwards. A route without
a row fails `test_every_route_has_a_row`. Roles that a row does not name get its `others`.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.orm import Session

from tests.tools import portfolio
from tests.tools.market import PASSWORD
from tests.tools.prepared import (
    INVENTION,
    NEED,
    ROLES,
    SECRETS,
    TERMS,
    Prepared,
    head_approves,
    prepare,
    refused_house,
)

Setup = Callable[[Session, Prepared], None]
Cells = Mapping[str, int]

INSTITUTE = ("researcher", "transfer_officer", "head")
LISTERS = ("transfer_officer", "head")
OTHER_SIDE = ("enterprise_staff", "signatory")
DEALERS = (*LISTERS, *OTHER_SIDE)
OFFICERS = ("ordering_a", "ordering_b")
HOUSES = tuple(role for role in ROLES if role not in ("visitor", "outsider", "operator"))


@dataclass(frozen=True)
class Row:
    """`on` names the prepared thing that stands for each parameter; 401 on a page means "sign in
    first", which there is a redirect."""

    route: str
    cells: Cells
    on: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    json: Mapping[str, Any] | None = None
    files: Mapping[str, Any] | None = None
    query: str = ""
    version_of: str = ""
    setup: Setup | None = None

    @property
    def name(self) -> str:
        return " ".join((self.route, *self.on.values()))


def everybody(status: int, **but: int) -> Cells:
    return {role: but.get(role, status) for role in ROLES}


def signed_in(status: int, **but: int) -> Cells:
    return everybody(status, **{"visitor": 401, **but})


def only(status: int, *who: str, others: int = 403, visitor: int = 401, **but: int) -> Cells:
    return {
        role: status if role in who else but.get(role, visitor if role == "visitor" else others)
        for role in ROLES
    }


def seen_by(status: int, *who: str) -> Cells:
    """Nobody else may learn that it exists."""
    return only(status, *who, others=404, visitor=404)


CHANGED_ACCOUNT = {"name": "New", "language": "en", "letters": "daily"}

ACCOUNT = [
    Row("GET /", everybody(200)),
    Row("GET /robots.txt", everybody(200)),
    Row("GET /favicon.ico", everybody(301)),
    Row("GET /healthz", everybody(200)),
    Row("GET /readyz", everybody(503)),  # no worker beats in this test
    Row("GET /api/v1/openapi.json", everybody(200)),
    Row("GET /sign-up", everybody(200)),
    Row(
        "POST /sign-up",
        everybody(303),
        form={"name": "New", "email": "new@example.org", "password": PASSWORD},
    ),
    Row("GET /sign-up/sent", everybody(200)),
    Row("POST /confirm", everybody(303), form={"email": "out@example.org", "password": PASSWORD}),
    Row("GET /confirm/{secret}", everybody(200), {"secret": "confirm"}),
    Row(
        "POST /confirm/{secret}", everybody(303), {"secret": "confirm"}, form={"password": PASSWORD}
    ),
    Row("GET /sign-in", everybody(200)),
    Row("POST /sign-in", everybody(303), form={"email": "out@example.org", "password": PASSWORD}),
    Row("POST /sign-out", everybody(303)),
    Row("GET /reset", everybody(200)),
    Row("POST /reset", everybody(303), form={"email": "out@example.org"}),
    Row("GET /reset/sent", everybody(200)),
    Row("GET /reset/{secret}", everybody(200), {"secret": "reset"}),
    Row("POST /reset/{secret}", everybody(303), {"secret": "reset"}, form={"password": PASSWORD}),
    Row("GET /account", signed_in(200)),
    Row("POST /account", signed_in(303), form=CHANGED_ACCOUNT),
    Row(
        "POST /account/sessions/{login_id}/end",
        only(303, "outsider", others=404),
        {"login_id": "login_outsider"},
    ),
    Row("POST /account/tokens", signed_in(200), form={"purpose": "night", "name": "night"}),
    Row(
        "POST /account/tokens/{token_id}/revoke",
        only(303, "outsider", others=404),
        {"token_id": "token_outsider"},
    ),
    Row("GET /account/erase", signed_in(200)),
    Row("POST /account/erase", signed_in(303), form={"password": PASSWORD}),
    Row("POST /language", everybody(303), form={"language": "en"}),
    Row("POST /acting", signed_in(303), form={"house": ""}),
    Row("GET /api/v1/me", signed_in(200)),
    Row("PUT /api/v1/me", signed_in(428), json=CHANGED_ACCOUNT),
    Row("GET /desk", signed_in(200)),
    Row("GET /desk/notices", signed_in(200)),
    Row("GET /api/v1/desk", signed_in(200)),
    Row("POST /api/v1/desk/seen", signed_in(204)),
    Row("GET /api/v1/notices", signed_in(200)),
    Row("GET /admin", only(200, "operator")),
    Row("GET /admin/search-words", only(200, "operator")),
    Row("POST /admin/search-words", only(303, "operator"), form={"words": "a = b", "version": "0"}),
    Row("GET /api/v1/search-words", only(200, "operator")),
    Row("PUT /api/v1/search-words", only(428, "operator"), json={"words": "a = b"}),
]

NEW_HOUSE = {"kind": "institute", "name": "New", "province": "hue"}
CHANGED_HOUSE = {"name": "New name", "province": "hue"}
INVITED = {"email": "new@example.org", "role": "researcher"}
INVITED_BY_A = {"email": "new@example.org", "role": "overseer"}
WHY = {"reason": "It could not be found in any register."}

HOUSE = [
    Row("GET /houses", everybody(200)),
    Row("GET /houses/new", signed_in(200)),
    Row("POST /houses/new", signed_in(303), form=NEW_HOUSE),
    Row("GET /houses/{house_id}", everybody(200), {"house_id": "institute"}),
    Row("GET /houses/{house_id}", seen_by(200, "operator"), {"house_id": "applied"}),
    Row("GET /houses/{house_id}/edit", only(200, "head"), {"house_id": "institute"}),
    Row("GET /houses/{house_id}/edit", only(200, "ordering_a"), {"house_id": "agency_a"}),
    Row(
        "POST /houses/{house_id}/edit", only(303, "head"), {"house_id": "institute"},
        form=CHANGED_HOUSE, version_of="institute",
    ),
    Row(
        "POST /houses/{house_id}/edit", only(303, "ordering_a"), {"house_id": "agency_a"},
        form=CHANGED_HOUSE, version_of="agency_a",
    ),
    Row(
        "POST /houses/{house_id}/verify",
        only(303, "operator", others=404), {"house_id": "applied"},
    ),
    Row(
        "POST /houses/{house_id}/refuse",
        only(303, "operator", others=404), {"house_id": "applied"}, form=WHY,
    ),
    Row(
        "POST /houses/{house_id}/apply",
        only(303, "head", others=404, researcher=403, transfer_officer=403, operator=403),
        {"house_id": "institute"}, setup=refused_house,
    ),
    Row(
        "GET /houses/{house_id}/members",
        only(200, *INSTITUTE, "operator"), {"house_id": "institute"},
    ),
    Row(
        "POST /houses/{house_id}/invitations",
        only(303, "head"), {"house_id": "institute"}, form=INVITED,
    ),
    Row(
        "POST /houses/{house_id}/invitations",
        only(303, "ordering_a"), {"house_id": "agency_a"}, form=INVITED_BY_A,
    ),
    Row(
        "POST /houses/{house_id}/invitations/{invitation_id}/withdraw",
        only(303, "head"), {"house_id": "institute", "invitation_id": "invitation"},
    ),
    Row(
        "POST /houses/{house_id}/members/{person_id}/end",
        only(303, "head", "researcher"), {"house_id": "institute", "person_id": "a_researcher"},
    ),
    Row("GET /invitations/{secret}", everybody(200), {"secret": "invite"}),
    Row("POST /invitations/{secret}", only(303, "outsider"), {"secret": "invite"}),
    Row("GET /api/v1/houses", everybody(200)),
    Row("POST /api/v1/houses", signed_in(201), json=NEW_HOUSE),
    Row("GET /api/v1/houses/{house_id}", everybody(200), {"house_id": "institute"}),
    Row("GET /api/v1/houses/{house_id}", seen_by(200, "operator"), {"house_id": "applied"}),
    Row(
        "PUT /api/v1/houses/{house_id}", only(200, "head"), {"house_id": "institute"},
        json=CHANGED_HOUSE, version_of="institute",
    ),
    Row(
        "PUT /api/v1/houses/{house_id}", only(200, "ordering_a"), {"house_id": "agency_a"},
        json=CHANGED_HOUSE, version_of="agency_a",
    ),
    Row(
        "POST /api/v1/houses/{house_id}/verify",
        only(200, "operator", others=404), {"house_id": "applied"},
    ),
    Row(
        "POST /api/v1/houses/{house_id}/refuse",
        only(200, "operator", others=404), {"house_id": "applied"}, json=WHY,
    ),
    Row(
        "POST /api/v1/houses/{house_id}/apply",
        only(200, "head", others=404, researcher=403, transfer_officer=403, operator=403),
        {"house_id": "institute"}, setup=refused_house,
    ),
    Row(
        "POST /api/v1/houses/{house_id}/invitations",
        only(201, "head"), {"house_id": "institute"}, json=INVITED,
    ),
]  # fmt: skip

DRAFTERS = (*INSTITUTE, *OTHER_SIDE, *OFFICERS)

INVENTIONS = [
    Row("GET /inventions", everybody(200)),
    Row("GET /inventions/new", only(200, *DRAFTERS)),
    *(
        Row(f"POST {path}", only(303, *DRAFTERS), form=INVENTION)
        for path in ("/inventions", "/inventions/new")
    ),
    Row("POST /inventions/autosave", only(200, *DRAFTERS), form=INVENTION),
    Row("GET /inventions/{invention_id}", everybody(200), {"invention_id": "listed"}),
    Row("GET /inventions/{invention_id}", seen_by(200, *INSTITUTE), {"invention_id": "draft"}),
    Row("GET /inventions/{invention_id}", seen_by(200, *INSTITUTE), {"invention_id": "withdrawn"}),
    Row(
        "GET /inventions/{invention_id}/preview",
        only(200, *INSTITUTE, others=404), {"invention_id": "draft"},
    ),
    Row(
        "GET /inventions/{invention_id}/edit",
        only(200, *INSTITUTE, others=404), {"invention_id": "draft"},
    ),
    Row("GET /inventions/{invention_id}/edit", only(200, *LISTERS), {"invention_id": "listed"}),
    *(
        Row(
            f"POST {path}", only(303, *INSTITUTE, others=404), {"invention_id": "draft"},
            form=INVENTION, version_of="draft",
        )
        for path in ("/inventions/{invention_id}", "/inventions/{invention_id}/edit")
    ),
    Row(
        "POST /inventions/{invention_id}/edit", only(303, *LISTERS), {"invention_id": "listed"},
        form=INVENTION, version_of="listed",
    ),
    Row(
        "POST /inventions/{invention_id}/autosave",
        only(200, *INSTITUTE, others=404), {"invention_id": "draft"},
        form=INVENTION, version_of="draft",
    ),
    Row(
        "POST /inventions/{invention_id}/list",
        only(303, *LISTERS, others=404, researcher=403), {"invention_id": "draft"},
        version_of="draft",
    ),
    Row(
        "POST /inventions/{invention_id}/submit",
        only(303, *INSTITUTE, others=404), {"invention_id": "draft"},
        version_of="draft", setup=head_approves,
    ),
    Row(
        "POST /inventions/{invention_id}/approve",
        only(303, "head", others=404, researcher=403, transfer_officer=403),
        {"invention_id": "submitted"}, version_of="submitted",
    ),
    Row(
        "POST /inventions/{invention_id}/return",
        only(303, "head", others=404, researcher=403, transfer_officer=403),
        {"invention_id": "submitted"}, form=WHY,
    ),
    Row(
        "POST /inventions/{invention_id}/withdraw",
        only(303, *LISTERS), {"invention_id": "listed"},
    ),
    Row("GET /api/v1/inventions", everybody(200)),
    Row("POST /api/v1/inventions", only(201, *DRAFTERS), json=INVENTION),
    Row("GET /api/v1/inventions/{invention_id}", everybody(200), {"invention_id": "listed"}),
    Row(
        "GET /api/v1/inventions/{invention_id}",
        seen_by(200, *INSTITUTE), {"invention_id": "draft"},
    ),
    Row(
        "PUT /api/v1/inventions/{invention_id}",
        only(200, *INSTITUTE, others=404), {"invention_id": "draft"},
        json=INVENTION, version_of="draft",
    ),
    Row(
        "PUT /api/v1/inventions/{invention_id}", only(200, *LISTERS), {"invention_id": "listed"},
        json=INVENTION, version_of="listed",
    ),
    Row(
        "POST /api/v1/inventions/{invention_id}/list",
        only(200, *LISTERS, others=404, researcher=403), {"invention_id": "draft"},
        version_of="draft",
    ),
    Row(
        "POST /api/v1/inventions/{invention_id}/submit",
        only(200, *INSTITUTE, others=404), {"invention_id": "draft"},
        version_of="draft", setup=head_approves,
    ),
    Row(
        "POST /api/v1/inventions/{invention_id}/approve",
        only(200, "head", others=404, researcher=403, transfer_officer=403),
        {"invention_id": "submitted"}, version_of="submitted",
    ),
    Row(
        "POST /api/v1/inventions/{invention_id}/return",
        only(200, "head", others=404, researcher=403, transfer_officer=403),
        {"invention_id": "submitted"}, json=WHY, version_of="submitted",
    ),
    Row(
        "POST /api/v1/inventions/{invention_id}/withdraw",
        only(200, *LISTERS), {"invention_id": "listed"}, version_of="listed",
    ),
]  # fmt: skip

MET = {"done_when": "No rust after a year.", "language": "en"}

NEEDS = [
    Row("GET /needs", everybody(200)),
    Row("GET /needs/new", only(200, *DRAFTERS)),
    *(
        Row(f"POST {path}", only(303, *DRAFTERS), form=NEED)
        for path in ("/needs", "/needs/new")
    ),
    Row("POST /needs/autosave", only(200, *DRAFTERS), form=NEED),
    Row("GET /needs/{need_id}", everybody(200), {"need_id": "need_open"}),
    Row("GET /needs/{need_id}", everybody(200), {"need_id": "need_closed"}),
    Row("GET /needs/{need_id}", seen_by(200, *OTHER_SIDE), {"need_id": "need_draft"}),
    Row(
        "GET /needs/{need_id}/edit",
        only(200, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
    ),
    Row("GET /needs/{need_id}/edit", only(200, *OTHER_SIDE), {"need_id": "need_open"}),
    Row("GET /needs/{need_id}/edit", only(200, "ordering_a"), {"need_id": "need_of_a"}),
    *(
        Row(
            f"POST {path}", only(303, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
            form=NEED, version_of="need_draft",
        )
        for path in ("/needs/{need_id}", "/needs/{need_id}/edit")
    ),
    Row(
        "POST /needs/{need_id}/edit", only(303, *OTHER_SIDE), {"need_id": "need_open"},
        form=NEED, version_of="need_open",
    ),
    Row(
        "POST /needs/{need_id}/edit", only(303, "ordering_a"), {"need_id": "need_of_a"},
        form=NEED, version_of="need_of_a",
    ),
    Row(
        "POST /needs/{need_id}/autosave",
        only(200, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
        form=NEED, version_of="need_draft",
    ),
    Row(
        "POST /needs/{need_id}/post",
        only(303, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
    ),
    Row("POST /needs/{need_id}/meet", only(303, *OTHER_SIDE), {"need_id": "need_open"}, form=MET),
    Row("POST /needs/{need_id}/meet", only(303, "ordering_a"), {"need_id": "need_of_a"}, form=MET),
    Row("POST /needs/{need_id}/close", only(303, *OTHER_SIDE), {"need_id": "need_open"}),
    Row("POST /needs/{need_id}/reopen", only(303, *OTHER_SIDE), {"need_id": "need_closed"}),
    Row("GET /api/v1/needs", everybody(200)),
    Row("POST /api/v1/needs", only(201, *DRAFTERS), json=NEED),
    Row("GET /api/v1/needs/{need_id}", everybody(200), {"need_id": "need_open"}),
    Row("GET /api/v1/needs/{need_id}", seen_by(200, *OTHER_SIDE), {"need_id": "need_draft"}),
    Row(
        "PUT /api/v1/needs/{need_id}",
        only(200, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
        json=NEED, version_of="need_draft",
    ),
    Row(
        "PUT /api/v1/needs/{need_id}", only(200, "ordering_a"), {"need_id": "need_of_a"},
        json=NEED, version_of="need_of_a",
    ),
    Row(
        "POST /api/v1/needs/{need_id}/post",
        only(200, *OTHER_SIDE, others=404), {"need_id": "need_draft"},
    ),
    Row(
        "POST /api/v1/needs/{need_id}/meet",
        only(200, *OTHER_SIDE), {"need_id": "need_open"}, json=MET,
    ),
    Row("POST /api/v1/needs/{need_id}/close", only(200, *OTHER_SIDE), {"need_id": "need_open"}),
    Row("POST /api/v1/needs/{need_id}/reopen", only(200, *OTHER_SIDE), {"need_id": "need_closed"}),
]  # fmt: skip

REFUSAL = {"reason": "price-too-low", "sentence": "Twice as much, please."}
BIDDERS = (*OTHER_SIDE, *OFFICERS)
HOUSELESS = {"outsider": 403, "operator": 403}
OWN = [
    row
    for shelf, name, leads, members, draft, live, to in (
        ("inventions", "invention", LISTERS, INSTITUTE, "draft", "listed", "a_researcher"),
        ("needs", "need", OTHER_SIDE, OTHER_SIDE, "need_draft", "need_open", "a_signatory"),
    )
    for row in (
        Row(f"GET /{shelf}/ours", signed_in(200)),
        Row(
            f"GET /{shelf}/bulk", signed_in(200, **HOUSELESS),
            query=f"action=publish&id={{{draft}}}",
        ),
        Row(
            f"POST /{shelf}/bulk", only(303, *leads, others=200, **HOUSELESS),
            form={"action": "publish", "id": f"{{{draft}}}"},
        ),
        Row(f"POST /{shelf}/{{listing_id}}/confirm", only(303, *members), {"listing_id": live}),
        Row(f"GET /{shelf}/{{listing_id}}/reassign", only(200, *leads), {"listing_id": live}),
        Row(
            f"POST /{shelf}/{{listing_id}}/reassign", only(303, *leads), {"listing_id": live},
            form={"to": f"{{{to}}}"},
        ),
        Row(f"GET /{shelf}/export", signed_in(200, **HOUSELESS), query="format=csv&all=1"),
        Row(f"GET /api/v1/{shelf}/ours", signed_in(200, **HOUSELESS)),
        Row(f"GET /api/v1/{shelf}/export", signed_in(200, **HOUSELESS), query="format=csv"),
        Row(
            f"POST /api/v1/{shelf}/bulk", signed_in(200, **HOUSELESS),
            json={"action": "publish", "ids": [f"{{{draft}}}"]},
        ),
        Row(
            f"POST /api/v1/{shelf}/{{{name}_id}}/confirm", only(200, *members),
            {f"{name}_id": live},
        ),
        Row(
            f"POST /api/v1/{shelf}/{{{name}_id}}/reassign", only(200, *leads),
            {f"{name}_id": live}, json={"to": f"{{{to}}}"},
        ),
    )
]  # fmt: skip

BID_SEEN = (*INSTITUTE, *OTHER_SIDE)  # the researcher wrote the invention down

BIDS = [
    Row("GET /bids", signed_in(200)),
    Row("GET /bids/new", only(200, *BIDDERS), query="invention={free}"),
    Row("POST /bids", only(303, *BIDDERS), form={**TERMS, "invention": "{free}"}),
    Row("GET /bids/{bid_id}", only(200, *BID_SEEN, others=404), {"bid_id": "bid"}),
    Row(
        "GET /bids/{bid_id}/refuse",
        only(200, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"},
    ),
    Row(
        "POST /bids/{bid_id}/refuse",
        only(303, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"}, form=REFUSAL,
    ),
    Row(
        "POST /bids/{bid_id}/withdraw",
        only(303, *OTHER_SIDE, others=404, researcher=403, transfer_officer=403, head=403),
        {"bid_id": "bid"},
    ),
    Row(
        "GET /bids/{bid_id}/accept",
        only(200, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"},
    ),
    Row(
        "POST /bids/{bid_id}/accept",
        only(303, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"},
    ),
    Row("GET /api/v1/bids", signed_in(200)),
    Row(
        "POST /api/v1/inventions/{invention_id}/bids",
        only(201, *BIDDERS), {"invention_id": "free"}, json=TERMS,
    ),
    Row("GET /api/v1/bids/{bid_id}", only(200, *BID_SEEN, others=404), {"bid_id": "bid"}),
    Row(
        "POST /api/v1/bids/{bid_id}/refuse",
        only(200, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"}, json=REFUSAL,
    ),
    Row(
        "POST /api/v1/bids/{bid_id}/withdraw",
        only(200, *OTHER_SIDE, others=404, researcher=403, transfer_officer=403, head=403),
        {"bid_id": "bid"},
    ),
    Row(
        "POST /api/v1/bids/{bid_id}/accept",
        only(201, *LISTERS, others=404, researcher=403, enterprise_staff=403, signatory=403),
        {"bid_id": "bid"},
    ),
]  # fmt: skip

CONCERNED = (*INSTITUTE, *OTHER_SIDE)
IN_TALKS = {"others": 404, "researcher": 403}  # a researcher reads, and does not negotiate
PAYEE, PAYER = "transfer_officer", "signatory"  # who declares, and who confirms
SIGNED = {"digest": "{digest}"}
PAID = {"money": "600 triệu", "paid_on": "2026-05-20"}
NO_SIGNER = {"researcher": 403, "transfer_officer": 403, "enterprise_staff": 403}

DEALS = [
    Row("GET /deals", everybody(200)),
    Row("GET /deals/{deal_id}", everybody(200), {"deal_id": "signed"}),
    Row("GET /deals/{deal_id}", seen_by(200, *CONCERNED), {"deal_id": "agreed"}),
    Row(
        "GET /deals/{deal_id}/sign",
        only(200, "head", "signatory", others=404, **NO_SIGNER), {"deal_id": "agreed"},
    ),
    Row(
        "POST /deals/{deal_id}/sign",
        only(303, "head", "signatory", others=404, **NO_SIGNER), {"deal_id": "agreed"},
        form=SIGNED,
    ),
    Row("GET /deals/{deal_id}/terms", only(200, *DEALERS, **IN_TALKS), {"deal_id": "agreed"}),
    Row(
        "POST /deals/{deal_id}/terms", only(303, *DEALERS, **IN_TALKS), {"deal_id": "agreed"},
        form=TERMS, version_of="agreed",
    ),
    Row("GET /deals/{deal_id}/end", only(200, *DEALERS, **IN_TALKS), {"deal_id": "agreed"}),
    Row("POST /deals/{deal_id}/end", only(303, *DEALERS, **IN_TALKS), {"deal_id": "agreed"}),
    Row("GET /deals/{deal_id}/relation", only(200, *DEALERS), {"deal_id": "signed"}),
    Row("POST /deals/{deal_id}/relation", only(303, *DEALERS), {"deal_id": "signed"}),
    Row("GET /deals/{deal_id}/payments", only(200, PAYEE), {"deal_id": "signed"}),
    Row("POST /deals/{deal_id}/payments", only(303, PAYEE), {"deal_id": "signed"}, form=PAID),
    Row("GET /api/v1/deals", everybody(200)),
    Row("GET /api/v1/deals/{deal_id}", everybody(200), {"deal_id": "signed"}),
    Row("GET /api/v1/deals/{deal_id}", seen_by(200, *CONCERNED), {"deal_id": "agreed"}),
    Row(
        "POST /api/v1/deals/{deal_id}/sign",
        only(200, "head", "signatory", others=404, **NO_SIGNER), {"deal_id": "agreed"},
        json=SIGNED,
    ),
    Row(
        "PUT /api/v1/deals/{deal_id}/terms",
        only(200, *DEALERS, **IN_TALKS), {"deal_id": "agreed"}, json=TERMS, version_of="agreed",
    ),
    Row("POST /api/v1/deals/{deal_id}/end", only(200, *DEALERS, **IN_TALKS), {"deal_id": "agreed"}),
    Row("POST /api/v1/deals/{deal_id}/relation", only(200, *DEALERS), {"deal_id": "signed"}),
    Row(
        "POST /api/v1/deals/{deal_id}/payments",
        only(201, PAYEE), {"deal_id": "signed"}, json=PAID,
    ),
]  # fmt: skip

REFUSED = dict.fromkeys(CONCERNED, 403)

PAYMENTS = [
    Row("GET /payments", signed_in(200)),
    Row("GET /payments/{payment_id}", everybody(200), {"payment_id": "verified"}),
    Row("GET /payments/{payment_id}", seen_by(200, *CONCERNED), {"payment_id": "declared"}),
    Row(
        "GET /payments/{payment_id}",
        seen_by(200, *CONCERNED, "finance"), {"payment_id": "disputed"},
    ),
    *(
        row
        for prefix, done in (("/payments", 303), ("/api/v1/payments", 200))
        for row in (
            Row(
                f"POST {prefix}/{{payment_id}}/confirm",
                only(done, PAYER, others=404, **REFUSED),
                {"payment_id": "declared"},
            ),
            Row(
                f"POST {prefix}/{{payment_id}}/dispute",
                only(done, PAYER, others=404, **REFUSED),
                {"payment_id": "declared"}, form=WHY, json=WHY,
            ),
            Row(
                f"POST {prefix}/{{payment_id}}/withdraw",
                only(done, PAYEE, others=404, **REFUSED),
                {"payment_id": "declared"},
            ),
            Row(
                f"POST {prefix}/{{payment_id}}/verify",
                only(done, "finance", others=404, **REFUSED),
                {"payment_id": "disputed"},
            ),
            Row(
                f"POST {prefix}/{{payment_id}}/reject",
                only(done, "finance", others=404, **REFUSED),
                {"payment_id": "disputed"}, form=WHY, json=WHY,
            ),
            Row(
                f"POST {prefix}/{{payment_id}}/reverse",
                only(201 if done == 200 else done, PAYEE),
                {"payment_id": "verified"}, form=WHY, json=WHY,
            ),
        )
    ),
    Row("GET /api/v1/payments", everybody(200)),
    Row("GET /api/v1/payments/{payment_id}", everybody(200), {"payment_id": "verified"}),
    Row("GET /api/v1/payments/{payment_id}", seen_by(200, *CONCERNED), {"payment_id": "declared"}),
]  # fmt: skip

PUBLIC = [
    Row("GET /search", everybody(200), query="q=zinc"),
    Row("GET /api/v1/search", everybody(200), query="q=zinc"),
    Row("GET /search/suggest", everybody(200), query="q=zinc"),
    Row("GET /api/v1/search/suggest", everybody(200), query="q=zinc"),
    Row("GET /figures", everybody(200)),
    Row("GET /figures/{code}", everybody(200), {"code": "K6"}),
    Row("GET /figures/{code}/records", everybody(200), {"code": "K3"}),
    Row("GET /api/v1/figures", everybody(200)),
    Row("GET /api/v1/figures/{code}", everybody(200), {"code": "K3"}),
    Row("GET /api/v1/figures/{code}/records", everybody(200), {"code": "K3"}),
    Row("GET /journal", everybody(200)),
    Row("GET /journal/{number}", everybody(200), {"number": "1"}),
    Row("GET /api/docs", everybody(200)),
    Row("GET /api/v1/feed", everybody(200)),
    Row("GET /api/v1/journal/head", everybody(200)),
]

PASTED = {"text": "Rust on cranes."}
PAIR = {"need_id": "need_open", "invention_id": "listed"}

SUGGESTIONS = [
    Row("GET /try", everybody(200)),
    Row("POST /try", everybody(200), form=PASTED),
    Row("POST /try/need", only(303, *DRAFTERS), form=PASTED),
    Row("GET /try/{secret}", everybody(200), {"secret": "pasted"}),
    Row("GET /try/{secret}", everybody(404), {"secret": "reset"}),
    Row(
        "POST /needs/{need_id}/suggestions/{invention_id}/judge",
        only(303, *INSTITUTE, *OTHER_SIDE), PAIR, form={"useful": "true"},
    ),
    Row("POST /api/v1/match", everybody(200), json=PASTED),
    Row("GET /api/v1/needs/{need_id}/suggestions", everybody(200), {"need_id": "need_open"}),
    Row(
        "GET /api/v1/needs/{need_id}/suggestions",
        seen_by(200, *OTHER_SIDE), {"need_id": "need_draft"},
    ),
    Row("GET /api/v1/needs/{need_id}/trios", everybody(200), {"need_id": "need_open"}),
    Row(
        "GET /api/v1/needs/{need_id}/trios",
        seen_by(200, *OTHER_SIDE), {"need_id": "need_draft"},
    ),
    Row(
        "GET /api/v1/inventions/{invention_id}/suggestions",
        everybody(200), {"invention_id": "listed"},
    ),
    Row(
        "GET /api/v1/inventions/{invention_id}/suggestions",
        seen_by(200, *INSTITUTE), {"invention_id": "draft"},
    ),
    Row(
        "GET /api/v1/inventions/{invention_id}/similar",
        everybody(200), {"invention_id": "listed"},
    ),
    Row(
        "GET /api/v1/inventions/{invention_id}/similar",
        seen_by(200, *INSTITUTE), {"invention_id": "draft"},
    ),
    Row("GET /api/v1/needs/{need_id}/similar", everybody(200), {"need_id": "need_open"}),
    Row(
        "GET /api/v1/needs/{need_id}/similar",
        seen_by(200, *OTHER_SIDE), {"need_id": "need_draft"},
    ),
    Row(
        "PUT /api/v1/needs/{need_id}/suggestions/{invention_id}/judgement",
        only(200, *INSTITUTE, *OTHER_SIDE), PAIR, json={"useful": True},
    ),
]  # fmt: skip

FILE = {"file": ("danh-muc.csv", portfolio.small("Z"), "text/csv")}
LAYOUT = {"sheet": "0", "language": "vi", "column-0": "title"}
MENDED = {"filed_on": "28/02/2021", "kind": "patent"}
ROW = {"batch_id": "import", "number": str(portfolio.SMALL_TO_MEND)}
OF_HOUSE = {"others": 404, "visitor": 401}

IMPORTS = [
    Row("GET /imports", only(200, *DRAFTERS)),
    Row("POST /imports", only(303, *DRAFTERS), files=FILE),
    Row("GET /imports/example.xlsx", only(200, *DRAFTERS)),
    Row("GET /imports/{batch_id}", only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"}),
    Row(
        "GET /imports/{batch_id}/columns",
        only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"},
    ),
    Row(
        "POST /imports/{batch_id}/columns",
        only(303, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"},
        form=LAYOUT, version_of="import",
    ),
    Row(
        "POST /imports/{batch_id}/bring-in",
        only(303, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"}, version_of="import",
    ),
    Row(
        "POST /imports/{batch_id}/take-back",
        only(303, *INSTITUTE, **OF_HOUSE), {"batch_id": "import_in"},
    ),
    Row("GET /imports/{batch_id}/rows/{number}", only(200, *INSTITUTE, **OF_HOUSE), ROW),
    Row(
        "POST /imports/{batch_id}/rows/{number}", only(303, *INSTITUTE, **OF_HOUSE), ROW,
        form=MENDED,
    ),
    *(
        Row(
            f"POST /imports/{{batch_id}}/rows/{{number}}/{act}",
            only(303, *INSTITUTE, **OF_HOUSE), ROW,
        )
        for act in ("drop", "take-up", "confirm")
    ),
    Row("GET /api/v1/imports", only(200, *DRAFTERS)),
    Row("POST /api/v1/imports", only(201, *DRAFTERS), files=FILE),
    Row(
        "GET /api/v1/imports/{batch_id}",
        only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"},
    ),
    Row(
        "PUT /api/v1/imports/{batch_id}/columns",
        only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"},
        json={"columns": ["title"]}, version_of="import",
    ),
    Row(
        "POST /api/v1/imports/{batch_id}/bring-in",
        only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import"}, version_of="import",
    ),
    Row(
        "POST /api/v1/imports/{batch_id}/rows/{number}",
        only(200, *INSTITUTE, **OF_HOUSE), ROW, json={"answers": MENDED},
    ),
    Row(
        "POST /api/v1/imports/{batch_id}/take-back",
        only(200, *INSTITUTE, **OF_HOUSE), {"batch_id": "import_in"},
    ),
]  # fmt: skip

THEIRS = {"search_id": "saved"}
ALERT = {"name": "Zinc again", "frequency": "daily"}

SAVED = [
    Row("GET /saved-searches", signed_in(200)),
    Row("GET /saved-searches/new", signed_in(200), query="q=zinc"),
    Row("POST /saved-searches", signed_in(303), form={**ALERT, "search": "q=zinc"}),
    *(
        Row(route, only(status, "outsider", others=404), THEIRS, form=ALERT)
        for route, status in (
            ("GET /saved-searches/{search_id}/edit", 200),
            ("POST /saved-searches/{search_id}/edit", 303),
            ("POST /saved-searches/{search_id}/end", 303),
        )
    ),
    Row("GET /alerts/end/{token}", everybody(200), {"token": "ending"}),
    Row("POST /alerts/end/{token}", everybody(200), {"token": "ending"}),
    Row("GET /api/v1/saved-searches", signed_in(200)),
    Row("POST /api/v1/saved-searches", signed_in(201), json={**ALERT, "search": {"q": "zinc"}}),
    Row("GET /api/v1/saved-searches/{search_id}", only(200, "outsider", others=404), THEIRS),
    Row(
        "PUT /api/v1/saved-searches/{search_id}", only(200, "outsider", others=404), THEIRS,
        json=ALERT,
    ),
    Row("POST /api/v1/saved-searches/{search_id}/end", only(204, "outsider", others=404), THEIRS),
]  # fmt: skip

KEPT = {"subject_id": "listed"}

KEEPING = [
    Row("GET /shortlist", signed_in(200)),
    *(
        Row("POST /shortlist/{thing}/{subject_id}", cells, {"thing": what, "subject_id": one})
        for what, one, cells in (
            ("inventions", "free", signed_in(303)),
            ("needs", "need_open", signed_in(303)),
            ("inventions", "draft", only(303, *INSTITUTE, others=404)),
            ("inventions", "withdrawn", only(303, *INSTITUTE, others=404)),
            ("needs", "need_draft", only(303, *OTHER_SIDE, others=404)),
        )
    ),
    Row(
        "POST /shortlist/{thing}/{subject_id}/remove", only(303, "outsider", others=404),
        {"thing": "inventions", **KEPT},
    ),
    Row("GET /inventions/{invention_id}/sheet", everybody(200), {"invention_id": "listed"}),
    Row("GET /inventions/{invention_id}/sheet", everybody(404), {"invention_id": "draft"}),
    Row("GET /search/export", everybody(200), query="q=zinc&format=csv"),
    Row("GET /shortlist/export", signed_in(200), query="format=xlsx"),
    Row("GET /api/v1/search/export", everybody(200), query="q=zinc"),
    Row("GET /api/v1/shortlist/export", signed_in(200)),
    Row("GET /compare", everybody(200), query="invention={listed}&invention={draft}"),
    Row("GET /api/v1/shortlist", signed_in(200)),
    Row(
        "PUT /api/v1/shortlist/{what}/{subject_id}", signed_in(200),
        {"what": "inventions", "subject_id": "free"}, json={"note": "x"},
    ),
    Row(
        "POST /api/v1/shortlist/{what}/{subject_id}/remove", only(204, "outsider", others=404),
        {"what": "inventions", **KEPT},
    ),
]  # fmt: skip

TABLE = [
    *ACCOUNT, *HOUSE, *INVENTIONS, *NEEDS, *OWN, *SUGGESTIONS, *BIDS, *DEALS, *PAYMENTS, *PUBLIC,
    *IMPORTS, *SAVED, *KEEPING,
]  # fmt: skip


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("permissions")
    shutil.copy(sqlite_template, folder / "site.db")
    made = prepare(f"sqlite:///{folder / 'site.db'}", folder)
    yield made
    made.site.close()


def routes(app: FastAPI) -> set[str]:
    return {
        f"{method} {route.path_format or route.path}"
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
        if method != "HEAD"
    }


def test_every_route_has_a_row(prepared: Prepared) -> None:
    known = {row.route for row in TABLE}
    assert routes(prepared.site.app) - known == set()
    assert known - routes(prepared.site.app) == set()


def filled(text: str, prepared: Prepared) -> str:
    for name, value in (*prepared.ids.items(), ("digest", prepared.digest)):
        text = text.replace(f"{{{name}}}", value)
    return text


def status(prepared: Prepared, row: Row, role: str) -> int:
    method, path = row.route.split(" ")
    for name, thing in row.on.items():
        known = {**prepared.ids, **SECRETS}
        path = path.replace(f"{{{name}}}", known.get(thing, thing))
    body: dict[str, Any] = {}
    version = prepared.versions.get(row.version_of)
    if row.files:
        body["files"] = row.files
    if path.startswith("/api/v1/"):
        if row.json is not None:
            body["json"] = {key: _value(value, prepared) for key, value in row.json.items()}
        if version is not None:
            body["headers"] = {"if-match": f'"{version}"'}
    elif method == "POST" and not row.files:
        form = {key: _value(value, prepared) for key, value in (row.form or {}).items()}
        body["data"] = form if version is None else {**form, "version": str(version)}
    address = f"{path}?{filled(row.query, prepared)}" if row.query else path
    answer = prepared.send(role, method, address, setup=row.setup, **body)
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in?next=")
    return 401 if to_sign_in else answer.status_code


def _value(value: Any, prepared: Prepared) -> Any:
    if isinstance(value, list):
        return [_value(one, prepared) for one in value]
    return filled(value, prepared) if isinstance(value, str) else value


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_the_table(prepared: Prepared, row: Row) -> None:
    found = {role: status(prepared, row, role) for role in ROLES}
    assert found == dict(row.cells)


def test_an_officer_of_one_province_cannot_edit_anothers(prepared: Prepared) -> None:
    path = f"/needs/{prepared.ids['need_of_a']}/edit"
    form = {**NEED, "version": str(prepared.versions["need_of_a"])}
    assert prepared.send("ordering_a", "POST", path, data=form).status_code == 303
    refused = prepared.send("ordering_b", "POST", path, data=form)
    assert refused.status_code == 403
    assert "Only the need&#39;s own house may do this" in refused.text
