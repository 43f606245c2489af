"""What every JSON operation shares: problem details, cursors, versions, repeated requests."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Header, Query, Response, Security
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from marketplace.db.idempotency import earlier_answer, remember_answer
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Invalid, MarketplaceError, Stale
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.web.deps import bearer

M = TypeVar("M", bound=BaseModel)


class FieldProblem(BaseModel):
    field: str
    detail: str


class Problem(BaseModel):
    """Problem details for HTTP APIs (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/wrong-state",
                "title": "This cannot be done now",
                "status": 409,
                "code": "wrong-state",
                "detail": "This cannot be done now: the present state is “Withdrawn”.",
            }
        }
    )

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None


WHAT = {
    400: "The body could not be read.",
    401: "No token, or one that is unknown or has expired.",
    403: "The actor may not do this; `detail` says why.",
    404: "There is no such thing, or the actor may not know of it.",
    409: "It does not fit the present state; `detail` says why.",
    412: "`If-Match` names an older version.",
    413: "The body is larger than 2 MB, or 10 MB where a file is sent.",
    422: "Some fields need another look; `errors` names them.",
    428: "`If-Match` is needed here.",
    429: "Too many tries.",
    503: "The database did not answer in time; nothing was changed.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation; 400, 401, 422 and 503 can always happen."""
    return {
        status: {
            "description": WHAT[status],
            "model": Problem,
            "content": {"application/problem+json": {"schema": {"$ref": PROBLEM_SCHEMA}}},
        }
        for status in sorted({400, 401, 422, 503, *statuses})
    }


PROBLEM_SCHEMA = "#/components/schemas/Problem"


class MoneyOut(BaseModel):
    """`amount` in minor units of the ISO 4217 `currency`; VND has none."""

    amount: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "MoneyOut":
        return cls(amount=money.amount, currency=money.currency)


class Listing(BaseModel, Generic[M]):
    """One page; ask again with `cursor` set to `next` until `next` is null."""

    items: list[M]
    next: str | None = None


Cursor = Annotated[
    str | None,
    Query(max_length=40, pattern="^[0-9a-z]+$", description="`next` of the page before."),
]
Limit = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=40, description="The `ETag` last read.")
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="The same key with the same request changes once and is answered alike.",
    ),
]


async def _name_bearer(_: Annotated[object, Security(bearer)]) -> None:
    """`web.identity` reads the token; this puts it into the schema, without a thread."""


ApiKey = Depends(_name_bearer)
"""Every API router has it among its dependencies."""


class VersionNeeded(MarketplaceError):
    status = 428
    code = "version-needed"


def tag(response: Response, version: int) -> None:
    response.headers["etag"] = f'"{version}"'


def expected_version(if_match: str | None, version: int) -> int:
    """The version that the client read; raises 428 without `If-Match` and 412 for another one."""
    if if_match is None:
        raise VersionNeeded(t("Send the ETag that you read as If-Match."))
    if if_match.strip().removeprefix("W/").strip('"') != str(version):
        raise Stale(t("Somebody else changed this meanwhile. Read it again."))
    return version


def once(
    session: Session,
    actor: Actor,
    key: str | None,
    request: str,
    make: Callable[[], M],
    model: type[M],
) -> M:
    """Do `make()` unless this key was answered before, in the same transaction as the change.

    `request` names operation, subject and body: the same key for another request is refused.
    """
    if key is None:
        return make()
    if not key.isprintable():
        raise Invalid({"Idempotency-Key": t("Use printable characters.")})
    earlier = earlier_answer(session, str(actor.person_id), key, request)
    if earlier is not None:
        return model.model_validate(earlier)
    made = make()
    remember_answer(
        session, str(actor.person_id), key, request, made.model_dump(mode="json", by_alias=True)
    )
    return made


class Out(BaseModel):
    """Base of what operations answer with."""

    model_config = ConfigDict(from_attributes=True)


Id = Annotated[str, Field(pattern="^[0-9a-z]{16}$", examples=["06fq3k9d1v7m2x4a"])]
